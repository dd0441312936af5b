import { describe, expect, it } from 'vitest';
import { EventReader } from '../../../src/formats/event-reader.ts';
import { detectFormat, looksBinary } from '../../../src/formats/heads/detect-format.ts';
import { bodyOf, bytesOf, eventsOf, NOW_MS, read, readOne, settings } from './reader-kit.ts';

const utf16 = (text: string, isBig: boolean, mark: boolean) => {
  const units = [...(mark ? `\ufeff${text}` : text)].join('');
  const bytes = new Uint8Array(units.length * 2);
  for (let i = 0; i < units.length; i++) new DataView(bytes.buffer).setUint16(i * 2, units.charCodeAt(i), !isBig);
  return bytes;
};

describe('encodings', () => {
  it.each([
    ['gbk', [0xc4, 0xe3, 0xba, 0xc3], '你好'],
    ['gb18030', [0x81, 0x30, 0x84, 0x36, 0x20, 0xc4, 0xe3], '\u00a5 你'],
    ['big5', [0xb3, 0x5c, 0xa5, 0x5c], '許功'],
    ['shift_jis', [0x83, 0x5c, 0x95, 0x5c], 'ソ表'],
    ['cp932', [0x83, 0x5c], 'ソ'],
    ['euc-jp', [0xa5, 0xa8, 0xa5, 0xe9], 'エラ'],
    ['euc-kr', [0xbf, 0xc0, 0xb7, 0xf9], '오류'],
    ['latin1', [0xe9, 0x74, 0xe9], 'été'],
    ['windows-1251', [0xce, 0xf8, 0xe8], 'Оши'],
  ])('%s', (encoding, bytes, text) => {
    const events = read(Uint8Array.from([...bytes, 10, ...bytes, 10]), { encoding, multiline: 'none' });
    expect(events.map((event) => event.message)).toEqual([text, text]);
    expect(events[1]!.log?.offset).toBe(bytes.length + 1);
    expect(events[0]!.crosstail?.broken_bytes).toBeUndefined();
  });

  it.each([
    ['UTF-16 LE', utf16('Ċ a\n😀 b\r\n', false, true)],
    ['UTF-16 BE', utf16('Ċ a\n😀 b\r\n', true, true)],
  ])('%s by its byte order mark, whatever the rule says', (_, bytes) => {
    expect(read(bytes).map((event) => event.message)).toEqual(['Ċ a', '😀 b']);
  });

  it('UTF-16 and UTF-32 by name', () => {
    expect(readOne(utf16('x\n', true, false), { encoding: 'utf-16be' }).message).toBe('x');
    expect(readOne(Uint8Array.from([0x51, 0xf6, 1, 0, 10, 0, 0, 0]), { encoding: 'utf-32le' }).message).toBe('🙑');
  });

  it('going on in the middle of a UTF-16 file needs its head', () => {
    const bytes = utf16('one\ntwo\n', false, true);
    const reader = new EventReader(settings({ fileHead: bytes.slice(0, 4) }), 10);
    reader.push(bytes.slice(10), NOW_MS);
    expect(eventsOf(reader.flush(NOW_MS, 'end')).map((event) => event.message)).toEqual(['two']);
  });

  it('broken bytes are replaced and counted', () => {
    const event = readOne(Uint8Array.from([0x61, 0xff, 0xe4, 0xb8, 0x62, 10]));
    expect(event.message).toBe('a\ufffd\ufffd\ufffdb');
    expect(event.crosstail?.broken_bytes).toBe(3);
  });

  it('a UTF-8 byte order mark is dropped at the start and kept in the middle', () => {
    expect(read('\ufeffa\n\ufeffb\n').map((event) => event.message)).toEqual(['a', '\ufeffb']);
  });

  it('an unknown encoding, zone or format is refused', () => {
    expect(() => read('', { encoding: 'klingon' })).toThrow(/not known/);
    expect(() => read('', { timezone: 'Mars/Base' })).toThrow(/not known/);
    expect(() => read('', { format: 'glogg' })).toThrow(/not known/);
  });
});

describe('times', () => {
  const timeOf = (line: string, over = {}) => readOne(`${line}\n`, over)['@timestamp'];

  it("is read in the rule's zone, daylight saving included", () => {
    expect(timeOf('2026-11-24 10:31:02 x', { timezone: 'Asia/Taipei' })).toBe('2026-11-24T02:31:02.000Z');
    expect(timeOf('2026-07-01 12:00:00 x', { timezone: 'Europe/Berlin' })).toBe('2026-07-01T10:00:00.000Z');
    expect(timeOf('2026-01-01 12:00:00 x', { timezone: 'Europe/Berlin' })).toBe('2026-01-01T11:00:00.000Z');
    expect(timeOf('2026-11-24 10:31:02 x', { timezone: '-05:30' })).toBe('2026-11-24T16:01:02.000Z');
  });

  it('an hour that comes twice goes on in its second pass', () => {
    const clocks = ['02:10:00', '02:50:00', '02:05:00', '02:40:00', '03:00:00'];
    const text = clocks.map((clock) => `2026-10-25 ${clock} x\n`).join('');
    expect(read(text, { timezone: 'Europe/Berlin' }).map((event) => event['@timestamp'].slice(11, 16))).toEqual([
      '00:10',
      '00:50',
      '01:05',
      '01:40',
      '02:00',
    ]);
  });

  it('a skipped hour goes on', () => {
    expect(timeOf('2026-03-29 02:30:00 x', { timezone: 'Europe/Berlin' })).toBe('2026-03-29T01:30:00.000Z');
  });

  it('a year left out is the last that fits the file, over the turn of the year', () => {
    const text = 'Dec 31 23:59:59 h a: x\nJan  1 00:00:01 h a: y\n';
    const times = (modifiedMs: number) => read(text, { modifiedMs }).map((event) => event['@timestamp'].slice(0, 10));
    expect(times(Date.UTC(2006, 1, 1))).toEqual(['2005-12-31', '2006-01-01']);
    expect(timeOf('Nov 27 23:00:00 h a: ahead is last year')).toBe('2025-11-27T23:00:00.000Z');
    expect(timeOf('Feb 29 10:00:00 h a: x')).toBe('2024-02-29T10:00:00.000Z');
  });

  it('keeps all fraction digits up to nine', () => {
    expect(timeOf('2026-11-24T10:31:02.123456789Z x')).toBe('2026-11-24T10:31:02.123456789Z');
    expect(timeOf('2026-11-24T10:31:02.5Z x')).toBe('2026-11-24T10:31:02.500Z');
  });

  it('a line without a time takes the one before, or the time of reading', () => {
    const events = read('words\n2026-11-24T10:31:02Z x\n', { multiline: 'none' });
    expect(events.map((event) => event['@timestamp'])).toEqual([
      '2026-11-24T12:00:00.000Z',
      '2026-11-24T10:31:02.000Z',
    ]);
    expect(events[0]!.crosstail?.time_guessed).toBe(true);
  });
});

describe('pending lines', () => {
  it('an unfinished line is given as partial on timeout and comes again whole under the same id', () => {
    const reader = new EventReader(settings(), 0);
    expect(reader.push(bytesOf('ERROR: ha'), NOW_MS)).toBeUndefined();
    expect(reader.pendingSinceMs).toBe(NOW_MS);
    const first = reader.flush(NOW_MS, 'timeout')!;
    expect(first.toOffset).toBe(0);
    expect(reader.pendingSinceMs).toBeUndefined();
    expect(reader.flush(NOW_MS, 'timeout')).toBeUndefined();
    const second = reader.push(bytesOf('lf\nERROR: next\n'), NOW_MS)!;
    const [part, whole] = [eventsOf(first)[0]!, eventsOf(second)[0]!];
    expect([part.message, part.crosstail?.partial]).toEqual(['ERROR: ha', true]);
    expect([whole.message, whole.crosstail?.partial]).toEqual(['ERROR: half', undefined]);
    expect(whole.event.id).toBe(part.event.id);
    expect(second.toOffset).toBe(12);
  });

  it('the end of a file hands everything out', () => {
    const reader = new EventReader(settings(), 100);
    reader.push(bytesOf('2026-11-24 10:31:02,118 ERROR app: x\nmore'), NOW_MS);
    const batch = reader.flush(NOW_MS, 'end')!;
    expect(eventsOf(batch).map((event) => [event.message.split('\n').length, event.crosstail?.partial])).toEqual([
      [2, true],
    ]);
    expect([batch.fromOffset, batch.toOffset]).toEqual([100, 141]);
  });

  it('a batch covers only what it hands out', () => {
    const reader = new EventReader(settings(), 0);
    const batch = reader.push(
      bytesOf('2026-11-24 10:31:02,118 INFO a: x\n2026-11-24 10:31:03,118 INFO a: y\n'),
      NOW_MS,
    )!;
    expect([batch.count, batch.toOffset]).toEqual([1, 34]);
    expect([...batch.levels]).toEqual([3]);
    expect([...batch.timesMs]).toEqual([Date.UTC(2026, 10, 24, 10, 31, 2, 118)]);
  });

  it('ids are the same for the same bytes and differ by generation', () => {
    const id = (generation: string) => readOne('x\n', { generation }).event.id;
    expect(id('a')).toBe(id('a'));
    expect(id('a')).not.toBe(id('b'));
    expect(id('a')).toMatch(/^[a-z0-9]+-0$/);
  });
});

describe("a rule's own settings", () => {
  it('named groups become fields', () => {
    const format = { pattern: '^(?<level>\\w+);(?<time>[^;]+);(?<shard>\\d+);(?<message>.*)$' };
    const event = readOne('warn;2026-11-24 10:31:02;7;slow req=r-77a1\n', { format });
    expect([event.log?.level, event['@timestamp'], event.labels, bodyOf(event)]).toEqual([
      'WARN',
      '2026-11-24T10:31:02.000Z',
      { shard: '7' },
      'slow req=r-77a1',
    ]);
    expect(event.crosstail?.ids).toEqual({ request: ['r-77a1'] });
  });

  it('lines that do not fit a pattern go on with the one before', () => {
    expect(read('A 1\nx\nA 2\n', { format: { pattern: '^A (?<message>.*)$' } }).map((event) => event.message)).toEqual([
      'A 1\nx',
      'A 2',
    ]);
  });

  it('a named format is the only one looked for', () => {
    expect(readOne('Nov 24 10:31:02 web1 sshd[1]: x\n', { format: 'glog' }).crosstail?.format).toBe('plain');
  });

  it('fields become labels, as they are', () => {
    expect(readOne('x\n', { fields: { team: 'stock "A"' } }).labels).toEqual({ team: 'stock "A"' });
  });

  it('an event is a complete ECS object', () => {
    expect(readOne('I1124 10:31:02.118123 7 a.cc:88] "q" \\ req=r-77a1\n')).toEqual({
      '@timestamp': '2026-11-24T10:31:02.118123Z',
      message: 'I1124 10:31:02.118123 7 a.cc:88] "q" \\ req=r-77a1',
      log: { level: 'INFO', offset: 0, file: { path: '/var/log/a.log' }, origin: { file: { name: 'a.cc', line: 88 } } },
      event: { id: expect.stringMatching(/-0$/) },
      service: { name: 'shop' },
      host: { name: 'h1' },
      process: { thread: { id: 7 } },
      crosstail: {
        rule: 'r1',
        revision: 7,
        generation: 'g1',
        format: 'glog',
        body_at: 33,
        ids: { request: ['r-77a1'] },
      },
    });
  });
});

describe('detection', () => {
  it('names the format, its share and the encoding', () => {
    expect(detectFormat(bytesOf('I1124 10:31:02.118123 7 a.cc:88] x\n'.repeat(9)), NOW_MS)).toEqual({
      format: 'glog',
      confidence: 1,
      encoding: 'utf-8',
    });
    expect(detectFormat(utf16('x\n', false, true), NOW_MS).encoding).toBe('utf-16le');
  });

  it('tells text from binary', () => {
    expect(looksBinary(bytesOf('2026 plain\n\u001b[31mred\n'))).toBe(false);
    expect(looksBinary(utf16('words and words', false, true))).toBe(false);
    expect(looksBinary(Uint8Array.from({ length: 500 }, (_, i) => (i * 7) % 32))).toBe(true);
  });
});

describe('lines with colours', () => {
  it.each([
    ['2026-11-24 10:31:02,118 \u001b[31mERROR\u001b[0m app.db: refused', 'refused'],
    ['\u001b[2m2026-11-24T10:31:02.118Z\u001b[0m \u001b[31mERROR\u001b[0m \u001b[2mpay\u001b[0m: refused', 'refused'],
    ['[\u001b[90m2026-11-24 10:31:02.118\u001b[0m] [\u001b[1;31merror\u001b[0m] \u001b[4mrefused', 'refused'],
  ])('%j has its time, level and body', (line, body) => {
    const event = readOne(`${line}\n`);
    expect(event['@timestamp']).toBe('2026-11-24T10:31:02.118Z');
    expect(event.log?.level).toBe('ERROR');
    expect(event.message).toBe(line);
    expect(bodyOf(event)).toBe(body);
  });
});
