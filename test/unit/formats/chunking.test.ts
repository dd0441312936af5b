import { describe, expect, it } from 'vitest';
import { EventReader } from '../../../src/formats/event-reader.ts';
import { FORMAT_CASES } from './format-cases.ts';
import { bytesOf, eventsOf, NOW_MS, read, settings } from './reader-kit.ts';

// Inputs at random: test/kit/fuzz-surfaces.ts.
const PIECES = [
  ...FORMAT_CASES.map((one) => one.line),
  'Traceback (most recent call last):',
  '  File "/a.py", line 1, in f',
  'ValueError: bad 值 😀',
  '\tat a.B.c(B.java:3)',
  '    @     0x7f1d3a0b67e5  f()',
  '==1==ERROR: AddressSanitizer: x',
  '{"log":"in a container\\n","stream":"stdout","time":"2026-11-24T10:31:02.1Z"}',
  '{"log":"half ","stream":"stdout","time":"2026-11-24T10:31:02.1Z"}',
  '2026-11-24T10:31:02.1Z stderr P part',
  'web-1  | prefixed',
  '{',
  '  "msg": "x",',
  '}',
  '__CURSOR=s=1',
  'MESSAGE=hello',
  '',
  '   ',
  '\u0000\u0000\u0000',
  'ends with CR\r',
  'a\u0007b\u001b[31m',
  'x'.repeat(300),
];
describe('any chunking', () => {
  it('byte by byte gives the same events', () => {
    const file = bytesOf(`\ufeff${PIECES.join('\n')}\n`);
    const every = Array.from({ length: file.length }, (_, i) => i);
    expect(read(file, {}, every)).toEqual(read(file));
  });

  it('going on at any batch border loses and doubles nothing', () => {
    const text = FORMAT_CASES.filter((one) => one.format !== 'ecs')
      .map((one) => `${one.line}\n`)
      .join('');
    const file = bytesOf(text);
    const reader = new EventReader(settings(), 0);
    const seen = new Map<string, string>();
    for (let from = 0; from < file.length; from += 97) {
      const batch = reader.push(file.slice(from, from + 97), NOW_MS);
      for (const event of eventsOf(batch)) seen.set(event.event.id, event.message);
      if (batch === undefined) continue;
      const again = new EventReader(settings(), batch.toOffset);
      const rest = [
        ...eventsOf(again.push(file.slice(batch.toOffset), NOW_MS)),
        ...eventsOf(again.flush(NOW_MS, 'end')),
      ];
      const all = new Map([...seen, ...rest.map((event) => [event.event.id, event.message] as const)]);
      expect([...all.values()].join('\n').length + 1).toBe(text.length);
    }
  });
});

describe('input without an end', () => {
  it('a text without a line end stays bounded and is cut with its count', () => {
    const reader = new EventReader(settings({ caps: { maxBytes: 10_000 } }), 0);
    const chunk = bytesOf('é'.repeat(32 * 1024));
    for (let i = 0; i < 50; i++) expect(reader.push(chunk, NOW_MS)).toBeUndefined();
    const events = eventsOf(reader.push(bytesOf('\nnext\n'), NOW_MS));
    expect(events).toHaveLength(1);
    expect(events[0]!.message).toBe('é'.repeat(5_000));
    expect(events[0]!.crosstail?.truncated).toBe(50 * 64 * 1024 - 10_000);
    expect(eventsOf(reader.flush(NOW_MS, 'end'))[0]!.message).toBe('next');
  });

  it('a hole of NUL bytes is skipped and counted, the first line behind it is whole', () => {
    const reader = new EventReader(settings(), 0);
    for (let i = 0; i < 20; i++) reader.push(new Uint8Array(100_000), NOW_MS);
    const events = eventsOf(reader.push(bytesOf('ERROR: first\n'), NOW_MS));
    expect(events[0]!.message).toBe('ERROR: first');
    expect(events[0]!.log?.offset).toBe(2_000_000);
    expect(reader.skippedNuls).toBe(2_000_000);
  });
});
