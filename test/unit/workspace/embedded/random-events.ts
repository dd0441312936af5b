// Random events and queries that share a small vocabulary, so that they meet often.
import * as fc from 'fast-check';
import type { LogEvent } from '../../../../src/model/log-event.ts';
import { testEvent, testSource } from '../../../kit/event-batches.ts';

export const RANDOM_START_MS = Date.parse('2026-11-23T10:59:50.000Z');

const WORDS = [
  'pool',
  'Pool',
  'timeout',
  'time_out',
  'conn-7',
  'x=1',
  'ÄRGER',
  'ärger',
  '数据库',
  'İ',
  'ς',
  'ΣΑΣ',
  'K',
  'ﬀ',
  '\u0000',
  '%_\\',
  '"q"',
  '7',
  'e\u0301',
  '🙂',
  'a.b.c',
];
/** Most words are few: phrases and alternatives must meet by chance. */
const anyWord = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('pool', 'timeout', '7') },
  { weight: 2, arbitrary: fc.constantFrom(...WORDS) },
);

const LEVELS = [undefined, 'DEBUG', 'INFO', 'WARN', 'warning', 'ERROR', 'FATAL', 'odd'];
const SERVICES = ['a', 'B', 'service two'];
const IDS = ['req-1', 'REQ-2', 'abc', 'pool', '数-9'];

const message = fc
  .array(anyWord, { minLength: 1, maxLength: 6 })
  .chain((words) => fc.constantFrom(' ', ', ', '_', '', '\n').map((separator) => words.join(separator)));

/** Events of one second around an hour's border, offsets ascending. */
export const randomEvents: fc.Arbitrary<LogEvent[]> = fc
  .array(
    fc.record({
      message,
      level: fc.constantFrom(...LEVELS),
      service: fc.constantFrom(...SERVICES),
      micros: fc.integer({ min: 0, max: 20_000_000 }),
      digits: fc.constantFrom(3, 6, 9),
      ids: fc.array(fc.constantFrom(...IDS), { maxLength: 2 }),
      more: fc.option(fc.record({ pid: fc.integer({ min: 1, max: 3 }), region: fc.constantFrom('eu', 'us') }), {
        nil: undefined,
      }),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((drafts) => drafts.map(eventOf));

function eventOf(
  draft: {
    message: string;
    level: string | undefined;
    service: string;
    micros: number;
    digits: number;
    ids: string[];
    more: { pid: number; region: string } | undefined;
  },
  i: number,
): LogEvent {
  const source = testSource(draft.service);
  const timeMs = RANDOM_START_MS + Math.floor(draft.micros / 1000);
  const event = testEvent(source, i * 10, timeMs, draft.message, draft.level);
  const fraction = String(draft.micros % 1000).padStart(3, '0');
  if (draft.digits > 3)
    event['@timestamp'] = `${event['@timestamp'].slice(0, -1)}${fraction}${draft.digits === 9 ? '789' : ''}Z`;
  if (draft.ids.length > 0) event.crosstail = { ...event.crosstail, ids: { request: draft.ids } };
  if (draft.more !== undefined)
    Object.assign(event, { process: { pid: draft.more.pid }, labels: { region: draft.more.region } });
  return event;
}

const word = anyWord.filter((text) => text !== '\u0000').map((text) => text.replace(/["\\]/g, '\\$&'));

const term = fc.oneof(
  word.map((text) => `"${text}"`),
  fc.tuple(word, word).map(([first, second]) => `"${first} ${second}"`),
  fc.constantFrom('pool*', '*ool*', '*out', 'po?l', 'ti*t', '*库*', 'är*', 'conn-7', 'x=1', 'a.b', 'message:*'),
  fc.constantFrom(
    '/po+l/',
    '/TIME/i',
    '/ä/i',
    '/k/i',
    '/^pool/',
    '/a\\.b/',
    '/(pool|x)/',
    '/pool timeout|7/',
    '/time.?out/',
  ),
  fc.constantFrom('level:WARN', 'level>=ERROR', 'level<INFO', 'level:*', 'level:odd*', 'level:[DEBUG TO WARN]'),
  fc.constantFrom(
    'service:a',
    'service:b',
    'service:"service two"',
    'service:/[ab]/i',
    'host:host-1',
    'service:none',
    'rule:*',
  ),
  fc.constantFrom(...IDS.map((id) => `id:${id}`), 'id:*', 'id:req*'),
  fc.constantFrom(
    'pid:1',
    'pid>1',
    'labels.region:eu',
    'offset<200',
    'time>=2026-11-23T11:00:00Z',
    'time<2026-11-23T10:59:55.5Z',
  ),
);

/** Query texts. */
export const randomQuery: fc.Arbitrary<string> = fc.letrec<{ query: string }>((tie) => ({
  query: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    term,
    fc.tuple(tie('query'), tie('query')).map(([a, b]) => `(${a} ${b})`),
    fc.tuple(tie('query'), tie('query')).map(([a, b]) => `(${a} OR ${b})`),
    tie('query').map((query) => `NOT ${query}`),
  ),
})).query;
