import { describe, expect, it } from 'vitest';
import { guessEncoding } from '../../../../src/formats/encodings/encoding-guess.ts';
import { EventReader } from '../../../../src/formats/event-reader.ts';
import { looksBinary } from '../../../../src/formats/heads/detect-format.ts';
import { bytesOf, eventsOf, NOW_MS, read, settings } from '../reader-kit.ts';

const auto = { encoding: 'auto' };

/** Texts as older systems write them, made with iconv: [encoding, text, bytes as base64]. */
const LEGACY: readonly (readonly [string, string, string])[] = [
  ['gb18030', '数据库连接失败，正在重试', 'yv2+3b/iway908qnsNyjrNX91NrW2MrU'],
  ['big5', '資料庫連線失敗，重新嘗試中', 'uOquxq53s3O9daWisdGhQa2rt3O5wbjVpKQ='],
  ['shift_jis', '注文を処理しています', 'ko2VtoLwj4iXnYK1gsSCooLcgrc='],
  ['euc-jp', '注文を処理しています', 'w+3KuKTyvejN/aS3pMakpKTepLk='],
  ['euc-kr', '데이터베이스 연결 실패', 'taXAzMXNuqPAzL26IL+ssOEgvcfG0A=='],
  ['windows-1251', 'Не удалось подключиться', 'zeUg8+Tg6+7x/CDv7uTq6/736PL88f8='],
];

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

describe('a file whose encoding nobody named', () => {
  it('is windows-1252 when its lines are, and says so', () => {
    const reader = new EventReader(settings(auto), 0);
    const text = '2026-11-24 10:31:02 ERROR Größe überschritten: café\n2026-11-24 10:31:03 INFO weiter\n';
    const batch = reader.push(latin1(text), NOW_MS);
    const events = [...eventsOf(batch), ...eventsOf(reader.flush(NOW_MS, 'end'))];
    expect(events.map((event) => event.message.slice(20))).toEqual(['ERROR Größe überschritten: café', 'INFO weiter']);
    expect(events[0]!.crosstail?.broken_bytes).toBeUndefined();
    expect(reader).toMatchObject({ encoding: 'windows-1252', replaced: 0 });
  });

  it('has the signs of windows-1252 that Latin-1 does not have', () => {
    const line = Uint8Array.from([...latin1('Preis für 5 '), 0x80, ...latin1(' über Gebühr '), 0x96, 0x20, 0x84, 10]);
    for (const encoding of ['auto', 'windows-1252', 'latin1'])
      expect(read(line, { encoding })[0]!.message).toBe('Preis für 5 € über Gebühr – „');
  });

  it('is UTF-8 when the rest of it is: a broken line is marked and counted', () => {
    const good = bytesOf('Größe überschritten, bitte prüfen\n'.repeat(20));
    const reader = new EventReader(settings(auto), 0);
    reader.push(good, NOW_MS);
    reader.push(latin1('café au lait\n'), NOW_MS);
    reader.flush(NOW_MS, 'end');
    expect(reader).toMatchObject({ encoding: 'utf-8', replaced: 1 });
  });

  it('a character cut at the end of a line is no other encoding', () => {
    const [event] = read(Uint8Array.from([...bytesOf('so weit '), 0xe4, 0xb8, 10]), auto);
    expect(event!.message).toBe('so weit \ufffd\ufffd');
    expect(event!.crosstail?.broken_bytes).toBe(2);
  });

  it('gives the same events in any chunks', () => {
    const bytes = latin1('caf\u00e9 1\nplain\nna\u00efve \u00fcber\n'.repeat(30));
    const whole = read(bytes, auto).map((event) => event.message);
    for (const size of [1, 2, 3, 7, 64]) {
      const cuts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => (i + 1) * size);
      expect(read(bytes, auto, cuts).map((event) => event.message)).toEqual(whole);
    }
  });

  it('UTF-16 shows by its NUL bytes, also where reading starts later', () => {
    const wide = new Uint8Array(
      Array.from('10:31 数据 one\n10:32 two\n', (c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8]).flat(),
    );
    expect(read(wide, auto).map((event) => event.message)).toEqual(['10:31 数据 one', '10:32 two']);
    const bytewise = Array.from(wide, (_, i) => i + 1);
    expect(read(wide, auto, bytewise).map((event) => event.message)).toEqual(['10:31 数据 one', '10:32 two']);
    const reader = new EventReader(settings({ ...auto, fileHead: wide.slice(0, 26) }), 26);
    reader.push(wide.slice(26), NOW_MS);
    expect(eventsOf(reader.flush(NOW_MS, 'end')).map((event) => event.message)).toEqual(['10:32 two']);
  });

  it.each(LEGACY)('%s is recognised', (name, text, base64) => {
    const line = Uint8Array.from([...bytesOf('10:31:02 '), ...Buffer.from(base64, 'base64'), 10]);
    expect(guessEncoding(line)).toBe(name);
    expect(read(line, auto)[0]!.message).toBe(`10:31:02 ${text}`);
  });
});

describe('what is no text', () => {
  it('is known by its control bytes, without one NUL', () => {
    let state = 12345;
    const noise = Uint8Array.from({ length: 65_536 }, () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return 1 + ((state >>> 16) % 255);
    });
    expect(looksBinary(noise)).toBe(true);
    expect(looksBinary(noise.subarray(0, 1_000))).toBe(true);
  });

  it('is not a log in an old encoding, with colours, of FIX messages or behind a hole', () => {
    for (const [, , base64] of LEGACY) expect(looksBinary(Buffer.from(base64, 'base64'))).toBe(false);
    expect(looksBinary(latin1('\u001b[31mÜberlauf\u001b[0m\n'.repeat(50)))).toBe(false);
    expect(looksBinary(bytesOf('8=FIX.4.2\u00019=65\u000135=A\u0001\n'.repeat(50)))).toBe(false);
    expect(looksBinary(Uint8Array.from([...new Array<number>(5_000).fill(0), ...bytesOf('10:31 text\n')]))).toBe(false);
  });
});
