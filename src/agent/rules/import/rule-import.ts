// Rules out of another shipper's settings, with everything said that could not come along.
import { parseDocument, stringify } from 'yaml';
import { AppError, messageOf } from '../../../base/errors.ts';
import type { ImportedRules } from '../../../ports/rule-text.ts';
import { parseRules } from '../rule-text.ts';
import { isFields } from '../rule-values.ts';
import { importFilebeat } from './filebeat-import.ts';
import { nested } from './foreign-words.ts';
import type { ImportNote, Written } from './import-draft.ts';
import { importOtel } from './otel-import.ts';

const MAX_TEXT = 1024 * 1024;

/** Reads filebeat.yml or the settings of an OpenTelemetry Collector. Throws RULE_INVALID when the text is neither. */
export function importRules(text: string): ImportedRules {
  const settings = readSettings(text);
  const kind = isFields(settings.receivers) ? 'otel' : 'filebeat';
  const { drafts, notes } = kind === 'otel' ? importOtel(settings) : importFilebeat(settings);
  const all: ImportNote[] = [];
  const written: Written[] = [];
  for (const draft of drafts) {
    const id = freeId(String(draft.rule.id), written);
    draft.rule.id = id;
    const rule = draft.finish();
    if (rule !== undefined) written.push(rule);
    all.push(...draft.notes.map(({ at, message }) => ({ at, message: `${id}: ${message}` })));
  }
  all.push(...notes, ...environmentNotes(text));
  const comments = all.map(({ at, message }) => `# ${`${at}: ${message}`.replace(/\s+/g, ' ')}\n`).join('');
  const rules = stringify({ version: 1, rules: written }, { lineWidth: 0, schema: 'core' });
  const source = kind === 'otel' ? 'an OpenTelemetry Collector' : 'Filebeat';
  const printed = `# From the settings of ${source}.\n${comments}${rules}`;
  return { kind, text: printed, rules: parseRules(printed).rules, notes: all };
}

function readSettings(text: string): Record<string, unknown> {
  if (text.length > MAX_TEXT) throw unreadable(`it has ${text.length} characters; at most ${MAX_TEXT} are read`);
  let settings: unknown;
  try {
    const document = parseDocument(text, { uniqueKeys: false });
    if (document.errors[0] !== undefined) throw document.errors[0];
    settings = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw unreadable(messageOf(error).split('\n')[0]!);
  }
  if (isFields(settings) && isFields(settings.receivers)) return settings;
  // A file of inputs alone (inputs.d/*.yml) is a list of them.
  const whole = nested(
    Array.isArray(settings) && settings.some(isFields) ? { filebeat: { inputs: settings } } : settings,
  );
  if (isFields(whole) && isFields(whole.filebeat)) return whole;
  throw unreadable('it has neither filebeat.inputs nor receivers');
}

function unreadable(why: string): AppError {
  return new AppError('RULE_INVALID', `The settings cannot be read: ${why}.`, {
    hint: 'Give a filebeat.yml, or the settings of an OpenTelemetry Collector with filelog receivers.',
  });
}

/** Values of the environment are known only where that shipper ran. */
function environmentNotes(text: string): ImportNote[] {
  const names = new Set([...text.matchAll(/\$\{(?:env:)?([A-Za-z_]\w*)[^}]*\}/g)].map(([whole]) => whole));
  return [...names].map((name) => ({ at: name, message: 'taken as it stands: put in its value by hand.' }));
}

function freeId(id: string, written: readonly Written[]): string {
  const taken = new Set(written.map((rule) => rule.id));
  for (let n = 1; ; n++) {
    const free = n === 1 ? id : `${id}-${n}`;
    if (!taken.has(free)) return free;
  }
}
