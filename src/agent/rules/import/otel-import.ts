// filelog receivers of an OpenTelemetry Collector → rules. Options by the receiver's own reference.
import { isFields } from '../rule-values.ts';
import { flatTexts, messageMatches, nameOfPath, ownId, ownPattern, textsOf } from './foreign-words.ts';
import { ImportDraft, type ImportNote } from './import-draft.ts';

type Fields = Record<string, unknown>;

/** How files are found again, held and retried: the agent decides that by itself. */
const OWN_CARE = [
  'poll_interval',
  'fingerprint_size',
  'initial_buffer_size',
  'max_log_size',
  'max_concurrent_files',
  'max_batches',
  'storage',
  'retry_on_failure',
  'force_flush_period',
  'polls_to_archive',
  'on_truncate',
  'acquire_fs_lock',
  'delete_after_read',
  'ordering_criteria',
  'compression',
  'preserve_leading_whitespaces',
  'preserve_trailing_whitespaces',
];
/** Where it came from is in every event here. */
const GIVEN = [
  'include_file_name',
  'include_file_path',
  'include_file_name_resolved',
  'include_file_path_resolved',
  'include_file_owner_name',
  'include_file_owner_group_name',
  'include_file_record_number',
  'include_file_record_offset',
  'include_file_permissions',
];
const READ = ['include', 'exclude', 'start_at', 'multiline', 'encoding', 'attributes', 'resource', 'operators'];

export function importOtel(settings: Fields): { drafts: ImportDraft[]; notes: ImportNote[] } {
  const notes: ImportNote[] = [];
  const receivers = isFields(settings.receivers) ? settings.receivers : {};
  const drafts: ImportDraft[] = [];
  for (const [name, receiver] of Object.entries(receivers)) {
    const at = `receivers.${name}`;
    if (name !== 'filelog' && !name.startsWith('filelog/') && !/^file_log(\/|$)/.test(name))
      notes.push({ at, message: 'not carried over: it is no filelog receiver.' });
    else if (isFields(receiver)) drafts.push(...readReceiver(receiver, name, at, settings, notes));
  }
  return { drafts, notes };
}

function readReceiver(
  receiver: Fields,
  name: string,
  at: string,
  settings: Fields,
  notes: ImportNote[],
): ImportDraft[] {
  const paths = textsOf(receiver.include);
  if (paths.length === 0) {
    notes.push({ at, message: 'not carried over: it includes no files.' });
    return [];
  }
  const resource = flatTexts(receiver.resource);
  const attributes = flatTexts(receiver.attributes);
  const service = resource['service.name'] ?? attributes['service.name'];
  const own = name.includes('/') ? name.slice(name.indexOf('/') + 1) : (service ?? nameOfPath(paths[0]!));
  const draft = new ImportDraft(ownId(own, 'imported'), at);
  if (service !== undefined && service !== draft.rule.id) draft.set('service', service, 'resource');
  draft.set('paths', paths, 'include');
  const excluded = textsOf(receiver.exclude);
  if (excluded.length > 0) draft.set('exclude', excluded, 'exclude');
  draft.set('start', receiver.start_at === 'beginning' ? 'beginning' : 'end', 'start_at');
  takeMultiline(draft, receiver.multiline);
  takeEncoding(draft, receiver.encoding);
  draft.addFields({ ...resource, ...attributes }, 'attributes');
  if (Object.keys({ ...resource, ...attributes }).length > 0)
    draft.note('attributes', 'attributes and resource become labels (labels.NAME).');
  takeOperators(draft, receiver.operators);
  takePipelines(draft, name, settings);
  noteTheRest(draft, receiver);
  return [draft];
}

function takeMultiline(draft: ImportDraft, multiline: unknown): void {
  if (!isFields(multiline)) return;
  const { line_start_pattern: start, line_end_pattern: end, omit_pattern: omits } = multiline;
  if (typeof start === 'string' && start !== '')
    draft.set('multiline', { start: ownPattern(start) }, 'multiline.line_start_pattern');
  if (typeof end === 'string' && end !== '')
    draft.note(
      'multiline.line_end_pattern',
      'not carried over: an event begins with a pattern, it does not end with one; multiline stays auto.',
    );
  if (omits === true) draft.note('multiline.omit_pattern', 'not carried over: the text stays as it is in the file.');
}

function takeEncoding(draft: ImportDraft, encoding: unknown): void {
  const name = encoding === undefined ? '' : String(encoding).toLowerCase();
  if (name === '' || name === 'utf-8' || name === 'utf8' || name === 'utf-8-raw') return;
  if (name === 'nop') draft.note('encoding', 'not carried over: bytes are always read as text; utf-8 stands.');
  else draft.set('encoding', name === 'ascii' ? 'utf-8' : name, 'encoding');
}

function takeOperators(draft: ImportDraft, operators: unknown): void {
  if (!Array.isArray(operators)) return;
  operators.forEach((operator, i) => {
    if (isFields(operator)) takeOperator(draft, operator, `operators[${i}]`);
  });
}

/** Formats that an operator names: what it parses is what the format reads. */
const FORMATS: Readonly<Record<string, string>> = {
  json_parser: 'json',
  syslog_parser: 'syslog',
  key_value_parser: 'logfmt',
};
/** Found by the formats themselves. */
const FOUND = ['time_parser', 'severity_parser', 'trace_parser', 'container'];

function takeOperator(draft: ImportDraft, operator: Fields, from: string): void {
  const type = String(operator.type);
  const at = `${from} (${type})`;
  const format = FORMATS[type];
  if (operator.if !== undefined) draft.note(at, `not carried over: it is done only if ${String(operator.if)}.`);
  else if (format !== undefined) draft.set('format', format, at);
  else if (type === 'regex_parser' && typeof operator.regex === 'string') takeRegex(draft, operator.regex, at);
  else if (type === 'recombine') takeRecombine(draft, operator, at);
  else if (type === 'filter') takeFilter(draft, operator, at);
  else if (type === 'add') takeAdd(draft, operator, at);
  else if (FOUND.includes(type))
    draft.note(at, 'not needed: times, levels, trace ids and containers’ wrapping are found by the formats.');
  else draft.note(at, 'not carried over: this operator has no counterpart in a rule.');
}

function takeRegex(draft: ImportDraft, regex: string, at: string): void {
  draft.set('format', { pattern: ownPattern(regex) }, at);
  draft.note(
    at,
    'its named groups become fields; time, level, message, logger, thread and pid are known by their names.',
  );
}

/** `is_first_entry: body matches "…"` is our own meaning. */
function takeRecombine(draft: ImportDraft, operator: Fields, at: string): void {
  const first = /^\s*(?:body|\$body)\s+matches\s+(["'])(.*)\1\s*$/s.exec(String(operator.is_first_entry ?? ''));
  if (first === null) {
    draft.note(at, 'not carried over: only is_first_entry with "body matches" can be said; multiline stays auto.');
    return;
  }
  // Within the quotes of an expression a backslash is written twice.
  draft.set('multiline', { start: ownPattern(first[2]!.replaceAll('\\\\', '\\')) }, at);
}

function takeFilter(draft: ImportDraft, operator: Fields, at: string): void {
  const match = /^\s*(?:body|\$body)\s+(not\s+)?matches\s+(["'])(.*)\2\s*$/s.exec(String(operator.expr ?? ''));
  const ratio = operator.drop_ratio === undefined ? 1 : Number(operator.drop_ratio);
  if (match === null || ratio !== 1) {
    draft.note(
      at,
      `not carried over: ${String(operator.expr)} with drop_ratio ${ratio} cannot be said as a drop query.`,
    );
    return;
  }
  const query = messageMatches(match[3]!.replaceAll('\\\\', '\\'));
  draft.add('drop', match[1] === undefined ? query : `NOT (${query})`, at);
}

function takeAdd(draft: ImportDraft, operator: Fields, at: string): void {
  const name = /^(?:attributes|resource)(?:\.|\[["'])([\w.]+)/.exec(String(operator.field))?.[1];
  const value = operator.value;
  if (name === undefined || typeof value === 'object' || value === undefined || /^EXPR\(/.test(String(value)))
    draft.note(at, `not carried over: ${String(operator.field)} is set to what is known only at each event.`);
  else draft.addFields({ [name]: String(value) }, at);
}

function takePipelines(draft: ImportDraft, name: string, settings: Fields): void {
  const pipelines =
    isFields(settings.service) && isFields(settings.service.pipelines) ? settings.service.pipelines : {};
  const using = Object.entries(pipelines).filter(
    ([, pipeline]) => isFields(pipeline) && textsOf(pipeline.receivers).includes(name),
  );
  if (using.length === 0 && Object.keys(pipelines).length > 0) {
    draft.set('enabled', false, 'service.pipelines');
    draft.note('', 'no pipeline uses it: the rule is switched off.');
  }
  for (const [pipeline, uses] of using)
    for (const processor of textsOf((uses as Fields).processors)) takeProcessor(draft, processor, pipeline, settings);
}

function takeProcessor(draft: ImportDraft, name: string, pipeline: string, settings: Fields): void {
  const at = `(service.pipelines.${pipeline}) ${name}`;
  const kind = name.split('/')[0]!;
  const processors = isFields(settings.processors) ? settings.processors : {};
  const options = isFields(processors[name]) ? processors[name] : {};
  if (['batch', 'memory_limiter', 'resourcedetection', 'groupbyattrs'].includes(kind)) {
    draft.note(at, 'not needed: the agent bounds and groups what it sends by itself, and names its host.');
    return;
  }
  const actions =
    (kind === 'resource' ? options.attributes : kind === 'attributes' ? options.actions : undefined) ?? [];
  if (!Array.isArray(actions) || actions.length === 0) {
    draft.note(at, 'not carried over: this processor has no counterpart in a rule.');
    return;
  }
  for (const action of actions.filter(isFields)) takeAction(draft, action, at);
}

function takeAction(draft: ImportDraft, { key, value, action }: Fields, at: string): void {
  const sets = action === 'insert' || action === 'upsert' || action === 'update';
  if (!sets || typeof key !== 'string' || value === undefined) {
    draft.note(at, `not carried over: ${String(action)} of ${String(key)}.`);
    return;
  }
  if (key === 'service.name') draft.set('service', String(value), at);
  else draft.addFields({ [key]: String(value) }, at);
}

function noteTheRest(draft: ImportDraft, receiver: Fields): void {
  for (const key of Object.keys(receiver)) {
    if ([...READ, ...OWN_CARE, ...GIVEN].includes(key)) continue;
    draft.note(key, 'not carried over: it has no counterpart in a rule.');
  }
  const own = Object.keys(receiver).filter((key) => OWN_CARE.includes(key));
  if (own.length > 0) draft.note('', `left to the agent, which settles it by itself: ${own.join(', ')}.`);
}
