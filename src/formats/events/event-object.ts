// Events of structured lines, put together as objects: their fields come from the line, who and where from the rule.
import type { EventSource } from '../../model/event-batch.ts';
import { levelName } from '../../model/level.ts';
import type { StackFrame } from '../../model/log-event.ts';
import type { StructuredFields } from '../heads/line-head.ts';
import type { FoundId } from '../ids/found-ids.ts';
import type { ErrorSummary } from '../reports/error-summary.ts';

/** What the writer knows of an event beside the line's own fields. */
export interface EventFacts {
  source: EventSource;
  generation: string;
  fields: Readonly<Record<string, string>>;
  time: string;
  level: number;
  message: string;
  id: string;
  offset: number;
  format: string;
  bodyAt: number;
  body: string | undefined;
  ids: readonly FoundId[];
  error: ErrorSummary | undefined;
  frames: readonly StackFrame[];
  truncated: number;
  isPartial: boolean;
  isTimeGuessed: boolean;
  broken: number;
}

type Fields = Record<string, unknown>;

/** The event of a structured line. Names of the line win for service and host, the rule's stay where it names none. */
export function structuredEvent(facts: EventFacts, structured: StructuredFields): Fields {
  const { source } = facts;
  const labels = { ...facts.fields, ...textMembers(structured.labels) };
  const level = levelName(facts.level);
  const { trace, span, others } = sortIds(facts.ids);
  const own: Fields = {
    '@timestamp': facts.time,
    log: {
      ...(level === undefined ? {} : { level }),
      offset: facts.offset,
      file: { path: source.path },
    },
    message: facts.message,
    event: { id: facts.id },
    service: { name: source.service },
    host: { name: source.host },
    ...(trace === undefined ? {} : { trace: { id: trace } }),
    ...(span === undefined ? {} : { span: { id: span } }),
    ...(facts.error === undefined ? {} : { error: facts.error }),
  };
  const event = merge(own, structured, ['event.id', 'log.offset', 'log.file', 'log.level', '@timestamp', 'message']);
  if (Object.keys(labels).length > 0) event.labels = labels;
  event.crosstail = crosstailFields(facts, others);
  return event;
}

/** A finished event: everything of its own stays, dotted names of known fields are nested, what is missing is added. */
export function knownEvent(record: Fields, facts: EventFacts): Fields {
  const event: Fields = {};
  for (const [key, value] of Object.entries(record)) nest(event, key, value);
  const { source } = facts;
  return merge(
    {
      service: { name: source.service },
      host: { name: source.host },
      log: { file: { path: source.path } },
      crosstail: { rule: source.rule, revision: source.revision, generation: facts.generation, format: 'ecs' },
    },
    event,
    [],
  );
}

function crosstailFields(facts: EventFacts, ids: Record<string, string[]> | undefined): Fields {
  const { source } = facts;
  return {
    rule: source.rule,
    revision: source.revision,
    generation: facts.generation,
    format: facts.format,
    ...(facts.bodyAt > 0 ? { body_at: facts.bodyAt } : {}),
    ...(facts.body === undefined ? {} : { body: facts.body }),
    ...(ids === undefined ? {} : { ids }),
    ...(facts.frames.length === 0 ? {} : { frames: facts.frames }),
    ...(facts.truncated > 0 ? { truncated: facts.truncated } : {}),
    ...(facts.isPartial ? { partial: true } : {}),
    ...(facts.isTimeGuessed ? { time_guessed: true } : {}),
    ...(facts.broken > 0 ? { broken_bytes: facts.broken } : {}),
  };
}

/** The first trace and span id, and the rest by kind. */
function sortIds(ids: readonly FoundId[]): {
  trace: string | undefined;
  span: string | undefined;
  others: Record<string, string[]> | undefined;
} {
  let trace: string | undefined;
  let span: string | undefined;
  const others = new Map<string, string[]>();
  for (const { kind, value } of ids) {
    if (kind === 'trace' && (trace ?? value) === value) trace = value;
    else if (kind === 'span' && (span ?? value) === value) span = value;
    else {
      const values = others.get(kind);
      if (values === undefined) others.set(kind, [value]);
      else if (!values.includes(value)) values.push(value);
    }
  }
  return { trace, span, others: others.size === 0 ? undefined : Object.fromEntries(others) };
}

function textMembers(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, typeof member === 'string' ? member : JSON.stringify(member)]),
  );
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `from` over `base`, object by object; the names in `keep` (dotted) stay as in `base`. */
function merge(base: Fields, from: Fields, keep: readonly string[], prefix = ''): Fields {
  const merged: Fields = { ...base };
  for (const [key, value] of Object.entries(from)) {
    const name = prefix + key;
    if (keep.includes(name) || key === '__proto__') continue;
    const old = merged[key];
    if (isObject(old)) {
      // A plain value where ECS has an object would break the field for everybody.
      if (isObject(value)) merged[key] = merge(old, value, keep, `${name}.`);
    } else merged[key] = value;
  }
  return merged;
}

function nest(into: Fields, name: string, value: unknown): void {
  const dot = name.indexOf('.');
  if (name === '__proto__') return;
  if (dot <= 0) {
    into[name] = isObject(into[name]) && isObject(value) ? merge(into[name], value, []) : value;
    return;
  }
  const key = name.slice(0, dot);
  if (key === '__proto__') return;
  const inner: Fields = isObject(into[key]) ? into[key] : {};
  if (into[key] === undefined || isObject(into[key])) {
    into[key] = inner;
    nest(inner, name.slice(dot + 1), value);
  } else into[name] = value;
}
