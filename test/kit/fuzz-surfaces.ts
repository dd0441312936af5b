// What takes bytes from outside, each with a property that must hold for any input: no crash, no hang, the same result
// however the input is cut into chunks.
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { FileCheckpointStore } from '../../src/agent/file-checkpoint-store.ts';
import { printRules } from '../../src/agent/rules/rule-print.ts';
import { parseRules } from '../../src/agent/rules/rule-text.ts';
import { isAppError } from '../../src/base/errors.ts';
import { LineSplitter } from '../../src/formats/lines/line-splitter.ts';
import type { Checkpoint } from '../../src/ports/checkpoint-store.ts';
import type { FileSystem } from '../../src/ports/file-system.ts';
import { FORMAT_CASES } from '../unit/formats/format-cases.ts';
import { bytesOf, read } from '../unit/formats/reader-kit.ts';
import { wildFiles } from '../unit/formats/wild-cases.ts';
import { anyRule } from './rule-arbitrary.ts';

/** Milliseconds on the processor from which on an input counts as a hang. */
const HANG_MS = 250;

export interface Surface {
  readonly name: string;
  readonly property: fc.IAsyncPropertyWithHooks<[unknown]>;
  /** The longest one input took so far, in ms on the processor. */
  longestMs: number;
}

function surface<T>(name: string, inputs: fc.Arbitrary<T>, holds: (input: T) => void | Promise<void>): Surface {
  const one: Surface = {
    name,
    longestMs: 0,
    property: fc.asyncProperty(inputs as fc.Arbitrary<unknown>, async (input) => {
      // Time of this thread on the processor: other programs and threads have theirs meanwhile.
      const begin = process.threadCpuUsage();
      await holds(input as T);
      const { user, system } = process.threadCpuUsage(begin);
      const tookMs = (user + system) / 1_000;
      one.longestMs = Math.max(one.longestMs, tookMs);
      if (tookMs > HANG_MS) throw new Error(`one input took ${Math.round(tookMs)} ms`);
    }),
  };
  return one;
}

function same(a: unknown, b: unknown, what: string): void {
  // As JSON has it: the order of members and prototypes do not count.
  const [left, right] = [a, b].map((value) => JSON.parse(JSON.stringify(value)) as unknown);
  if (!isDeepStrictEqual(left, right)) throw new Error(`${what}:\n${JSON.stringify(a)}\n${JSON.stringify(b)}`);
}

function cutsOf(places: readonly number[], length: number): number[] {
  return [...new Set(places.map((place) => place % (length + 1)))].sort((a, b) => a - b);
}

const places = fc.array(fc.nat(), { maxLength: 12 });
const noise = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }).map((text) => bytesOf(text)),
);
const ends = fc.constantFrom('\n', '\n', '\n', '\r\n', '\n\n', '');

/** Bytes put together of pieces, some of them damaged. */
function filesOf(pieces: readonly string[], most: number): fc.Arbitrary<Uint8Array> {
  const piece = fc.constantFrom(...pieces).map(bytesOf);
  const damaged = fc.tuple(piece, fc.nat(), noise).map(([bytes, place, other]) => {
    const at = place % (bytes.length + 1);
    return Uint8Array.from([...bytes.subarray(0, at), ...other, ...bytes.subarray(at + (place % 3))]);
  });
  const fragment = fc.oneof(
    { weight: 6, arbitrary: piece },
    { weight: 3, arbitrary: damaged },
    { weight: 1, arbitrary: noise },
  );
  return fc
    .array(fc.tuple(fragment, ends), { maxLength: most })
    .map((parts) => Uint8Array.from(parts.flatMap(([bytes, end]) => [...bytes, ...bytesOf(end)])));
}

const LINES = [...FORMAT_CASES.map((one) => one.line), ...wildFiles().flatMap((file) => file.lines.map((l) => l.text))];
const JOINED = [
  ...FORMAT_CASES.slice(0, 12).map((one) => one.line),
  'Traceback (most recent call last):',
  '  File "/a.py", line 1, in f',
  'ValueError: bad 值 😀',
  'During handling of the above exception, another exception occurred:',
  'java.lang.RuntimeException: x',
  '\tat a.B.c(B.java:3)',
  'Caused by: a.B: y',
  '    @     0x7f1d3a0b67e5  f()',
  '==1==ERROR: AddressSanitizer: x',
  'panic: runtime error',
  'goroutine 1 [running]:',
  '{"log":"in a container\\n","stream":"stdout","time":"2026-11-24T10:31:02.1Z"}',
  '{"log":"half ","stream":"stdout","time":"2026-11-24T10:31:02.1Z"}',
  '2026-11-24T10:31:02.1Z stderr P part',
  'web-1  | prefixed',
  '{',
  '  "msg": "x",',
  '}',
  '__CURSOR=s=1',
  'MESSAGE=hello',
  'Nov 24 10:31:02 web1 app[7]: Traceback (most recent call last):',
  'Nov 24 10:31:02 web1 app[7]:   File "x"',
  '',
  '   ',
  '\u0000\u0000\u0000',
  'x'.repeat(300),
];
const caps = fc.constantFrom(undefined, { maxBytes: 64 }, { maxLines: 3 });
const encodings = fc.constantFrom(
  ...[
    'auto',
    'utf-8',
    'utf-16le',
    'utf-16be',
    'utf-32le',
    'utf-32be',
    'gb18030',
    'big5',
    'shift_jis',
    'euc-jp',
    'euc-kr',
  ],
);

interface ReaderInput {
  file: Uint8Array;
  cap: { maxBytes?: number; maxLines?: number } | undefined;
  encoding: string;
  places: number[];
}

function reads({ file, cap, encoding, places: at }: ReaderInput): void {
  const over = cap === undefined ? { encoding } : { encoding, caps: cap };
  const whole = read(file, over);
  same(read(file, over, cutsOf(at, file.length)), whole, 'other events when cut');
  for (const event of whole)
    if (Number.isNaN(Date.parse(event['@timestamp']))) throw new Error(`no time: ${event['@timestamp']}`);
}

interface FramerInput {
  bytes: Uint8Array;
  unit: 1 | 2 | 4;
  isBigEndian: boolean;
  limit: number;
  places: number[];
}

/** Every line with its place, what was cut from it and whether a hole stood before it; then what is left. */
function framed({ bytes, unit, isBigEndian, limit }: FramerInput, cuts: readonly number[]): unknown {
  const splitter = new LineSplitter(unit, isBigEndian, limit, 0);
  const lines: unknown[] = [];
  let from = 0;
  for (const to of [...cuts, bytes.length]) {
    splitter.append(bytes.subarray(from, to));
    from = to;
    while (splitter.next()) lines.push(lineOf(splitter));
    splitter.compact(0);
  }
  return [lines, splitter.peekRest() ? lineOf(splitter) : undefined, splitter.restLength, splitter.skippedNuls];
}

function lineOf(splitter: LineSplitter): unknown {
  const { lineOffset, offset, cut, isAfterHole } = splitter;
  return [[...splitter.bytes.subarray(splitter.from, splitter.to)], lineOffset, offset, cut, isAfterHole];
}

const framerBytes = fc.array(fc.oneof(fc.constantFrom(0, 0, 10, 10, 13, 65, 0xc3, 0xa9), fc.nat(255)), {
  maxLength: 120,
});

/** A folder that holds up to three copies of the checkpoints, and nothing else of a file system. */
function folderWith(copies: ReadonlyMap<string, Uint8Array>): FileSystem {
  const readWhole = async (path: string) => {
    const bytes = copies.get(path.slice(path.lastIndexOf('/') + 1));
    if (bytes === undefined) throw Object.assign(new Error('not there'), { code: 'ENOENT' });
    return bytes;
  };
  return { readWhole } as unknown as FileSystem;
}

/** What the store writes for checkpoints, taken from it. */
async function written(checkpoints: Checkpoint[]): Promise<Uint8Array> {
  let bytes = new Uint8Array();
  const file = {
    write: async (chunk: Uint8Array) => {
      bytes = Uint8Array.from(chunk);
    },
    sync: async () => {},
    close: async () => {},
  };
  const calm = async () => {};
  const files = { open: async () => file, makeDirectory: calm, rename: calm, syncDirectory: calm };
  await new FileCheckpointStore('/state', files as unknown as FileSystem).save(checkpoints);
  return bytes;
}

const checkpoints: fc.Arbitrary<Checkpoint[]> = fc.array(
  fc.record({
    identity: fc.string({ maxLength: 30 }),
    path: fc.string({ unit: 'grapheme', maxLength: 30 }),
    offset: fc.nat(),
    tailHash: fc.string({ maxLength: 16 }),
    headBytes: fc.nat(256),
    headHash: fc.string({ maxLength: 16 }),
    updatedAtMs: fc.nat(),
  }),
  { maxLength: 4 },
);
const damage = fc.constantFrom('none', 'none', 'cut', 'flip', 'zero', 'noise', 'gone');

function damaged(bytes: Uint8Array, kind: string, place: number): Uint8Array | undefined {
  const at = place % Math.max(1, bytes.length);
  const copy = Uint8Array.from(bytes);
  if (kind === 'gone') return undefined;
  if (kind === 'cut') return copy.subarray(0, at);
  if (kind === 'flip') copy[at] = copy[at]! ^ (1 << (place % 8));
  if (kind === 'zero') copy.fill(0, at);
  return kind === 'noise' ? Uint8Array.from([...copy.subarray(0, at), place & 255, ...copy.subarray(at)]) : copy;
}

interface CheckpointInput {
  newer: Checkpoint[];
  older: Checkpoint[];
  kinds: [string, string];
  places: [number, number];
}

async function loadsWhole(input: CheckpointInput): Promise<void> {
  const copies = new Map<string, Uint8Array>();
  const [newer, older] = await Promise.all([written(input.newer), written(input.older)]);
  const now = damaged(newer, input.kinds[0], input.places[0]);
  const before = damaged(older, input.kinds[1], input.places[1]);
  if (now !== undefined) copies.set('checkpoints.json', now);
  if (before !== undefined) copies.set('checkpoints.previous.json', before);
  const { checkpoints: loaded, repaired } = await new FileCheckpointStore('/state', folderWith(copies)).load();
  const isNewerWhole = now !== undefined && Buffer.compare(now, newer) === 0;
  const isOlderWhole = before !== undefined && Buffer.compare(before, older) === 0;
  const expected = isNewerWhole ? input.newer : isOlderWhole ? input.older : [];
  same(loaded, expected, 'not the newest whole copy');
  if (repaired && isNewerWhole) throw new Error('a whole copy is called repaired');
}

const ruleText = fc
  .tuple(
    fc.uniqueArray(anyRule, { selector: ({ id }) => id, minLength: 1, maxLength: 3 }),
    fc.array(fc.tuple(fc.nat(), fc.string({ maxLength: 6 })), { maxLength: 3 }),
  )
  .map(([rules, edits]) => {
    let text = printRules(rules);
    for (const [place, piece] of edits) {
      const at = place % (text.length + 1);
      text = text.slice(0, at) + piece + text.slice(at + (place % 4));
    }
    return { rules, text, isWhole: edits.length === 0 };
  });

/** Any text gives rules or says why not, and what was taken comes again from what is printed of it. */
function printsAgain({ rules, text, isWhole }: { rules: unknown; text: string; isWhole: boolean }): void {
  const taken = parseRules(text);
  if (isWhole) same(taken.rules, rules, 'parse(print(x)) is not x');
  else if (taken.rules.length === 0 && taken.problems.length === 0 && text.trim() !== '')
    throw new Error('neither a rule nor a problem');
  same(parseRules(printRules(taken.rules)).rules, taken.rules, 'parse(print(x)) is not x');
}

/** A fresh set, in the order of an event's way. */
export function fuzzSurfaces(): Surface[] {
  return [
    surface(
      'framer',
      fc.record({
        bytes: framerBytes.map((list) => Uint8Array.from(list)),
        unit: fc.constantFrom<1 | 2 | 4>(1, 1, 2, 4),
        isBigEndian: fc.boolean(),
        limit: fc.integer({ min: 4, max: 60 }),
        places,
      }),
      (input) =>
        same(framed(input, cutsOf(input.places, input.bytes.length)), framed(input, []), 'other lines when cut'),
    ),
    surface(
      'formats',
      fc.record({ file: filesOf(LINES, 4), cap: fc.constant(undefined), encoding: fc.constant('utf-8'), places }),
      reads,
    ),
    surface(
      'joiner',
      fc.record({ file: filesOf(JOINED, 12), cap: caps, encoding: fc.constant('utf-8'), places }),
      reads,
    ),
    surface('decoder', fc.record({ file: filesOf(LINES, 2), cap: caps, encoding: encodings, places }), reads),
    surface('rules', ruleText, printsAgain),
    surface(
      'checkpoint',
      fc.record({
        newer: checkpoints,
        older: checkpoints,
        kinds: fc.tuple(damage, damage),
        places: fc.tuple(fc.nat(), fc.nat()),
      }),
      loadsWhole,
    ),
  ];
}

/** Runs one surface; the failure's text names seed and path to run it again, undefined when all held. */
export async function fuzz(one: Surface, numRuns: number, seed: number): Promise<string | undefined> {
  const result = await fc.check(one.property, { numRuns, seed });
  if (!result.failed) return undefined;
  const { errorInstance, counterexample, counterexamplePath } = result;
  const said = isAppError(errorInstance) ? errorInstance.message : String(errorInstance);
  return `seed ${seed}, path ${counterexamplePath}: ${said}\n${JSON.stringify(counterexample)}`.slice(0, 4_000);
}
