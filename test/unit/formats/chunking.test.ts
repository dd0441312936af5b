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

describe('several writers in one file', () => {
  const BODIES = [
    '{"level":"info","msg":"x"}',
    'java.lang.IllegalStateException: pool',
    '\tat a.B.c(B.java:1)',
    '2026-11-24 10:00:00 ERROR x',
    'Traceback (most recent call last):',
    '  File "a", line 1',
    'ValueError: x',
  ];
  const WRAPPINGS: [string, (body: string, n: number) => string][] = [
    ['CRI', (body, n) => `2026-11-24T10:31:02.${n}Z ${n % 3 ? 'stdout' : 'stderr'} ${n % 11 ? 'F' : 'P'} ${body}`],
    ['compose', (body, n) => `web-${n % 4}  | ${body}`],
    ['syslog', (body, n) => `Nov 24 10:31:02 h app[${n % 4}]: ${body}`],
  ];

  // A store knows by how far a file is stored what comes twice: what came late would be taken for that.
  it.each(WRAPPINGS)('%s: events come in the order in which they begin', (_, wrap) => {
    const lines = Array.from({ length: 400 }, (__, i) =>
      wrap(BODIES[(i * i + 3 * i) % BODIES.length]!, 100 + ((i * 7) % 97)),
    );
    const offsets = read(`${lines.join('\n')}\n`).map((event) => event.log!.offset!);
    expect(offsets.length).toBeGreaterThan(50);
    expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
    expect(new Set(offsets).size).toBe(offsets.length);
  });

  it('one that waits for its end holds up the others for a second at most', () => {
    const reader = new EventReader(settings(), 0);
    const line = (stream: string, tag: string, body: string) => `2026-11-24T10:31:02.1Z ${stream} ${tag} ${body}\n`;
    const text = `${line('stderr', 'P', 'half')}${line('stdout', 'F', '{"msg":"whole"}')}`;
    expect(eventsOf(reader.push(bytesOf(text), NOW_MS))).toEqual([]);
    const events = eventsOf(reader.push(bytesOf(line('stdout', 'F', '{"msg":"next"}')), NOW_MS + 1_000));
    expect(events.map((event) => event.message)).toEqual(['half', '{"msg":"whole"}', '{"msg":"next"}']);
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
    const events = eventsOf(reader.push(bytesOf('ERROR: first\nERROR: next\n'), NOW_MS));
    expect(events[0]!.message).toBe('ERROR: first');
    expect(events[0]!.log?.offset).toBe(2_000_000);
    expect(reader.skippedNuls).toBe(2_000_000);
  });
});
