// Queries with the answer beside them: every part is a text and a plain test that knows nothing of src/query.
import type { LogEvent } from '../../src/model/log-event.ts';
import { CORPUS_START_MS } from './corpus-events.ts';

export interface KnownQuery {
  text: string;
  test: (event: LogEvent) => boolean;
}

const RANK: Record<string, number> = {
  trace: 1,
  debug: 2,
  info: 3,
  i: 3,
  notice: 4,
  warn: 5,
  warning: 5,
  w: 5,
  error: 6,
  err: 6,
  severe: 6,
  critical: 7,
  alert: 7,
  fatal: 8,
};
const rankOf = (event: LogEvent) => RANK[(event.log?.level ?? '').toLowerCase()] ?? 0;
const words = (event: LogEvent) => event.message.toLowerCase().split(/[^\p{L}\p{M}\p{N}_]+/u);
const label = (event: LogEvent, name: string) => (event.labels as Record<string, unknown> | undefined)?.[name];
const part = (text: string, test: (event: LogEvent) => boolean): KnownQuery => ({ text, test });

const word = (text: string) => part(text, (event) => words(event).includes(text.toLowerCase()));
const start = (text: string) =>
  part(`${text}*`, (event) => words(event).some((each) => each.startsWith(text.toLowerCase())));
const inside = (text: string) => part(`*${text}*`, (event) => event.message.toLowerCase().includes(text.toLowerCase()));
const literal = (text: string) => part(text, (event) => event.message.toLowerCase().includes(text.toLowerCase()));
const service = (name: string) =>
  part(`service:${name}`, (event) => event.service?.name.toLowerCase() === name.toLowerCase());
const level = (name: string, op: string) =>
  part(`level${op}${name}`, (event) => {
    const own = rankOf(event);
    const asked = RANK[name.toLowerCase()]!;
    if (op === ':') return own === asked;
    if (own === 0) return false;
    return op === '>=' ? own >= asked : op === '>' ? own > asked : op === '<=' ? own <= asked : own < asked;
  });
const phrase = (text: string) => {
  const sought = text.toLowerCase().split(/[^\p{L}\p{M}\p{N}_]+/u);
  return part(`"${text}"`, (event) => {
    const own = words(event);
    return own.some((_, i) => sought.every((each, k) => own[i + k] === each));
  });
};
const id = (value: string) =>
  part(`id:${value}`, (event) => {
    const found = [...Object.values(event.crosstail?.ids ?? {}).flat(), event.trace?.id, event.span?.id];
    return found.some((each) => each?.toLowerCase() === value.toLowerCase());
  });
const later = (minutes: number) => {
  const timeMs = CORPUS_START_MS + minutes * 60_000;
  return part(`time>=${new Date(timeMs).toISOString()}`, (event) => Date.parse(event['@timestamp']) >= timeMs);
};

const PARTS: readonly KnownQuery[] = [
  ...['pool', 'TIMEOUT', 'refused', 'connection', 'queue_depth', 'error', 'retry', '42', 'два', 'déjà', '3'].map(word),
  ...['pool', 'seg', 'CONN', 'mark', '0', 'тр'].map(start),
  ...['ool', 'efus', '_', 'b-c.d', '据库', 'έ'].map(inside),
  ...['数据库', '接続', '실패', '🔥', '重试', 'ร้าน'].map(literal),
  ...['shop', 'ENGINE', 'billing', 'sensor', 'worker-2', 'nobody'].map(service),
  ...['connection refused', 'pool timeout', 'retry retry', 'in the café', 'core dumped at'].map(phrase),
  ...['req-8f3a1c2e', 'ord-77', '00F067AA0BA902B7', '4bf92f3577b34da6a3ce929d0e0e4736', 'none-1'].map(id),
  ...['INFO', 'warn', 'ERROR', 'fatal', 'notice'].map((name) => level(name, ':')),
  level('WARN', '>='),
  level('INFO', '<'),
  level('ERROR', '>'),
  level('DEBUG', '<='),
  ...[5, 60, 62, 90].map(later),
  part('labels.region:eu-1', (event) => label(event, 'region') === 'eu-1'),
  part('labels.code:007', (event) => label(event, 'code') === '007'),
  part('labels.retries:3', (event) => String(label(event, 'retries')) === '3'),
  part('labels.ok:true', (event) => String(label(event, 'ok')) === 'true'),
  part('labels.city:*', (event) => label(event, 'city') !== undefined),
  part('labels.note:*', (event) => label(event, 'note') !== undefined),
  part('host:host-a', (event) => event.host?.name.toLowerCase() === 'host-a'),
  part('host:*', (event) => event.host !== undefined),
  part('pid:4242', (event) => event.process?.pid === 4242),
  part('pid<100', (event) => event.process?.pid !== undefined && event.process.pid < 100),
  part('tags:beta', (event) => event.tags?.some((tag) => tag.toLowerCase() === 'beta') === true),
  part('duration>=250', (event) => event.duration !== undefined && Number(event.duration) >= 250),
  part('error:*', (event) => event.error?.type !== undefined),
];

/** The same list on every machine: numbers of a fixed seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Queries made of the parts: each alone, its opposite, and trees of both words. */
export function generatedQueries(trees: number): KnownQuery[] {
  const next = random(20_261_123);
  const pick = () => PARTS[Math.floor(next() * PARTS.length)]!;
  const tree = (depth: number): KnownQuery => {
    const choice = next();
    if (depth === 0 || choice < 0.25) return pick();
    if (choice < 0.45) return negated(tree(depth - 1));
    const parts = Array.from({ length: 2 + Math.floor(next() * 2) }, () => tree(depth - 1));
    return choice < 0.72 ? both(parts, next() < 0.5 ? ' ' : ' AND ') : either(parts);
  };
  return [...PARTS, ...PARTS.map(negated), ...Array.from({ length: trees }, () => tree(3))];
}

function negated({ text, test }: KnownQuery): KnownQuery {
  return { text: `NOT (${text})`, test: (event) => !test(event) };
}

function both(parts: KnownQuery[], between: string): KnownQuery {
  const text = parts.map((each) => `(${each.text})`).join(between);
  return { text, test: (event) => parts.every((each) => each.test(event)) };
}

function either(parts: KnownQuery[]): KnownQuery {
  const text = parts.map((each) => `(${each.text})`).join(' OR ');
  return { text, test: (event) => parts.some((each) => each.test(event)) };
}
