// Filebeat's processors, as far as a rule can say the same.
import { isFields } from '../rule-values.ts';
import { flatTexts, messageMatches, ownPattern } from './foreign-words.ts';
import type { ImportDraft } from './import-draft.ts';

/** What events have of themselves here. */
const GIVEN = ['add_host_metadata', 'add_id', 'add_observer_metadata'];

export function takeFilebeatProcessors(draft: ImportDraft, processors: unknown, from: string): void {
  if (!Array.isArray(processors)) return;
  processors.filter(isFields).forEach((processor, i) => {
    for (const [name, options] of Object.entries(processor))
      takeProcessor(draft, name, isFields(options) ? options : {}, `${from}[${i}].${name}`);
  });
}

function takeProcessor(draft: ImportDraft, name: string, options: Record<string, unknown>, from: string): void {
  if (GIVEN.includes(name)) draft.note(from, 'not needed: every event carries its host and an id of its own.');
  else if (name === 'drop_event') takeDrop(draft, options, from);
  else if (options.when !== undefined)
    draft.note(from, 'not carried over: a rule has no conditions but those of drop.');
  else if (name === 'add_fields' || name === 'add_labels') takeFields(draft, name, options, from);
  else if (name === 'add_tags' && Array.isArray(options.tags)) takeTags(draft, options.tags, from);
  else if (name === 'decode_json_fields') draft.set('format', 'json', from);
  else if (name === 'replace') takeReplace(draft, options, from);
  else if (name === 'drop_fields')
    draft.note(
      from,
      `not carried over: events keep ${JSON.stringify(options.fields ?? [])}; what must not leave the host is taken out with redact.`,
    );
  else draft.note(from, 'not carried over: this processor has no counterpart in a rule.');
}

function takeFields(draft: ImportDraft, name: string, options: Record<string, unknown>, from: string): void {
  draft.addFields(flatTexts(name === 'add_labels' ? options.labels : options.fields), from);
  if (name === 'add_fields') draft.note(from, 'the fields become labels (labels.NAME), whatever its target was.');
}

function takeTags(draft: ImportDraft, tags: readonly unknown[], from: string): void {
  draft.addFields({ tags: tags.join(',') }, from);
  draft.note(from, 'the tags are kept as one label, labels.tags.');
}

/** A replacement in the message is what redact does. */
function takeReplace(draft: ImportDraft, { fields }: Record<string, unknown>, from: string): void {
  for (const entry of Array.isArray(fields) ? fields.filter(isFields) : []) {
    if (entry.field !== 'message' || typeof entry.pattern !== 'string') {
      draft.note(
        from,
        `not carried over: the replacement in ${String(entry.field)}; redact works on every text of an event.`,
      );
      continue;
    }
    draft.add('redact', { pattern: ownPattern(entry.pattern), replace: String(entry.replacement ?? '') }, from);
  }
}

function takeDrop(draft: ImportDraft, options: Record<string, unknown>, from: string): void {
  const query = options.when === undefined ? undefined : queryOf(options.when);
  if (query === undefined)
    draft.note(from, `not carried over: ${JSON.stringify(options.when ?? {})} cannot be said as a query.`);
  else draft.add('drop', query, from);
}

/** Names of Filebeat's fields that are others here. */
const FIELD_NAMES: Readonly<Record<string, string>> = {
  'log.level': 'level',
  'json.level': 'level',
  level: 'level',
  message: 'message',
};

/** A condition as a query; undefined when it cannot be said. */
function queryOf(condition: unknown): string | undefined {
  if (!isFields(condition)) return undefined;
  const parts = Object.entries(condition).map(([kind, value]) => partOf(kind, value));
  return parts.length === 0 || parts.some((part) => part === undefined) ? undefined : parts.join(' AND ');
}

function partOf(kind: string, value: unknown): string | undefined {
  if (kind === 'and' || kind === 'or') {
    const parts = Array.isArray(value) ? value.map(queryOf) : [];
    if (parts.length === 0 || parts.some((part) => part === undefined)) return undefined;
    return `(${parts.join(kind === 'and' ? ' AND ' : ' OR ')})`;
  }
  if (kind === 'not') {
    const inner = queryOf(value);
    return inner === undefined ? undefined : `NOT (${inner})`;
  }
  const tests = isFields(value) ? Object.entries(flatTexts(value)) : [];
  const parts = tests.map(([field, wanted]) => testOf(kind, field, wanted));
  return parts.length === 0 || parts.some((part) => part === undefined) ? undefined : parts.join(' AND ');
}

function testOf(kind: string, field: string, wanted: string): string | undefined {
  const name = FIELD_NAMES[field] ?? field;
  if (kind === 'regexp')
    return name === 'message' ? messageMatches(wanted) : `${name}:/${ownPattern(wanted).replace(/\\?\//g, '\\/')}/`;
  if (kind !== 'equals' && kind !== 'contains') return undefined;
  // Contains is any part of the text, a phrase is whole words: only the pattern says the same.
  if (kind === 'contains' || name === 'message') {
    const literal = wanted.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
    return `${name}:/${kind === 'equals' ? `^${literal}$` : literal}/`;
  }
  return `${name}:${JSON.stringify(wanted)}`;
}
