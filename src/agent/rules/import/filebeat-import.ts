// filebeat.yml → rules. Options by Filebeat's reference: inputs log, filestream and container, their multiline and
// line filters, and processors.
import { isFields } from '../rule-values.ts';
import { takeFilebeatProcessors } from './filebeat-processors.ts';
import { flatTexts, globOfPattern, messageMatches, nameOfPath, ownId, ownPattern, textsOf } from './foreign-words.ts';
import { ImportDraft, type ImportNote } from './import-draft.ts';

type Fields = Record<string, unknown>;

const TYPES = ['log', 'filestream', 'container', 'docker'];
/** How files are watched and how much is held: the agent decides that by itself. */
const OWN_CARE = [
  'scan_frequency',
  'close',
  'close_inactive',
  'close_renamed',
  'close_removed',
  'close_eof',
  'close_timeout',
  'clean_inactive',
  'clean_removed',
  'harvester_limit',
  'harvester_buffer_size',
  'max_bytes',
  'message_max_bytes',
  'buffer_size',
  'backoff',
  'max_backoff',
  'backoff_factor',
  'file_identity',
  'symlinks',
  'recursive_glob',
  'ignore_inactive',
  'take_over',
  'prospector',
  'queue',
  'line_terminator',
  'scan',
  'clean',
  'legacy_clean_removed',
];
const READ = [
  'type',
  'id',
  'enabled',
  'paths',
  'exclude_files',
  'include_lines',
  'exclude_lines',
  'encoding',
  'fields',
  'fields_under_root',
  'tags',
  'tail_files',
  'multiline',
  'parsers',
  'processors',
  'json',
  'ids',
  'stream',
  'format',
];

export function importFilebeat(settings: Fields): { drafts: ImportDraft[]; notes: ImportNote[] } {
  const notes: ImportNote[] = [];
  const filebeat = isFields(settings.filebeat) ? settings.filebeat : {};
  const inputs = Array.isArray(filebeat.inputs)
    ? filebeat.inputs
    : Array.isArray(filebeat.prospectors)
      ? filebeat.prospectors
      : [];
  const drafts = inputs
    .filter(isFields)
    .flatMap((input, i) => readInput(input, `filebeat.inputs[${i}]`, settings, notes));
  for (const key of ['modules', 'config', 'autodiscover'])
    if (filebeat[key] !== undefined)
      notes.push({
        at: `filebeat.${key}`,
        message: 'not carried over: what it points to must be imported, or written as rules.',
      });
  for (const key of ['output', 'setup', 'monitoring', 'logging', 'queue', 'cloud', 'path'])
    if (settings[key] !== undefined && !(key === 'output' && topicOf(settings) !== undefined))
      notes.push({ at: key, message: 'not carried over: rules do not say where events go; the agent’s --sink does.' });
  return { drafts, notes };
}

function readInput(input: Fields, at: string, settings: Fields, notes: ImportNote[]): ImportDraft[] {
  const type = String(input.type ?? input.input_type ?? 'log');
  if (!TYPES.includes(type)) {
    notes.push({ at, message: `not carried over: an input of type ${type} reads no files.` });
    return [];
  }
  const paths = pathsOf(input, type);
  if (paths.length === 0) {
    notes.push({ at, message: 'not carried over: it names no paths.' });
    return [];
  }
  const fields = { ...flatTexts(settings.fields), ...flatTexts(input.fields) };
  const service = fields['service.name'] ?? fields.service ?? fields.app ?? fields.application;
  const draft = new ImportDraft(ownId(String(input.id ?? service ?? nameOfPath(paths[0]!)), 'imported'), at);
  if (service !== undefined && service !== draft.rule.id) draft.set('service', service, 'fields');
  draft.set('paths', paths, 'paths');
  draft.set('start', input.tail_files === true ? 'end' : 'beginning', 'tail_files');
  if (input.enabled === false) draft.set('enabled', false, 'enabled');
  takeExclusions(draft, input);
  takeLineFilters(draft, input);
  takeMultiline(draft, input.multiline, 'multiline');
  takeParsers(draft, input);
  takeEncoding(draft, input.encoding);
  draft.addFields(fields, 'fields');
  if (input.fields_under_root === true || settings.fields_under_root === true)
    draft.note('fields_under_root', 'the fields become labels (labels.NAME), not fields of the event’s root.');
  const tags = [...textsOf(settings.tags), ...textsOf(input.tags)];
  if (tags.length > 0) draft.addFields({ tags: tags.join(',') }, 'tags');
  if (tags.length > 0) draft.note('tags', 'they are kept as one label, labels.tags.');
  takeFilebeatProcessors(draft, input.processors, 'processors');
  takeFilebeatProcessors(draft, settings.processors, '(all inputs).processors');
  const topic = topicOf(settings);
  if (topic !== undefined) takeTopic(draft, topic);
  noteTheRest(draft, input);
  return [draft];
}

function pathsOf(input: Fields, type: string): string[] {
  const paths = textsOf(input.paths);
  if (paths.length > 0 || (type !== 'container' && type !== 'docker')) return paths;
  return ['/var/lib/docker/containers/*/*.log'];
}

function takeExclusions(draft: ImportDraft, input: Fields): void {
  const scanner = isFields(input.prospector) && isFields(input.prospector.scanner) ? input.prospector.scanner : {};
  for (const pattern of [...textsOf(input.exclude_files), ...textsOf(scanner.exclude_files)]) {
    const glob = globOfPattern(pattern);
    if (glob !== undefined) draft.add('exclude', glob, 'exclude_files');
    else draft.note('exclude_files', `not carried over: ${pattern} is no ending of a name; write a glob into exclude.`);
  }
  if (scanner.include_files !== undefined)
    draft.note('prospector.scanner.include_files', 'not carried over: put what it names into paths.');
  if (input.ignore_older !== undefined)
    draft.note('ignore_older', 'not carried over: old files are read once as well; take them out with exclude.');
}

function takeLineFilters(draft: ImportDraft, input: Fields): void {
  for (const pattern of textsOf(input.exclude_lines)) draft.add('drop', messageMatches(pattern), 'exclude_lines');
  const included = textsOf(input.include_lines).map(messageMatches);
  if (included.length > 0) draft.add('drop', `NOT (${included.join(' OR ')})`, 'include_lines');
}

/** `negate: true, match: after` is our own meaning: what does not match belongs to the line before that does. */
function takeMultiline(draft: ImportDraft, multiline: unknown, from: string): void {
  if (!isFields(multiline)) return;
  const { type = 'pattern', pattern, negate, match = 'after' } = multiline;
  const isStart = negate === true || negate === 'true';
  if (type !== 'pattern' || typeof pattern !== 'string' || !isStart || match !== 'after') {
    const what = type === 'pattern' ? `negate: ${isStart}, match: ${match}` : `type: ${type}`;
    draft.note(
      from,
      `not carried over (${what}): multiline stays auto, which joins tracebacks, backtraces and indented lines by itself. Look at the preview, or write a pattern of the first line.`,
    );
    return;
  }
  const { max_lines: lines, timeout, flush_pattern: flush } = multiline;
  draft.set(
    'multiline',
    {
      start: ownPattern(pattern),
      ...(typeof lines === 'number' ? { maxLines: Math.min(lines, 10_000) } : {}),
      ...(timeout === undefined
        ? { timeout: '5s' }
        : { timeout: typeof timeout === 'number' ? `${timeout}s` : timeout }),
    },
    from,
  );
  if (flush !== undefined)
    draft.note(`${from}.flush_pattern`, 'not carried over: an event ends where the next begins.');
}

function takeParsers(draft: ImportDraft, input: Fields): void {
  if (input.json !== undefined) takeJson(draft, 'json', input.json);
  if (!Array.isArray(input.parsers)) return;
  input.parsers.filter(isFields).forEach((parser, i) => {
    for (const [name, options] of Object.entries(parser)) {
      const from = `parsers[${i}].${name}`;
      if (name === 'multiline') takeMultiline(draft, options, from);
      else if (name === 'ndjson') takeJson(draft, from, options);
      else if (name === 'syslog') draft.set('format', 'syslog', from);
      // Containers' wrapping is recognised where no format is named.
      else if (name === 'container') continue;
      else if (name === 'include_message') takeIncluded(draft, options, from);
      else draft.note(from, 'not carried over: this parser has no counterpart.');
    }
  });
}

function takeIncluded(draft: ImportDraft, options: unknown, from: string): void {
  const patterns = isFields(options) ? textsOf(options.patterns).map(messageMatches) : [];
  if (patterns.length > 0) draft.add('drop', `NOT (${patterns.join(' OR ')})`, from);
}

function takeJson(draft: ImportDraft, from: string, options: unknown): void {
  draft.set('format', 'json', from);
  const given = isFields(options)
    ? Object.keys(options).filter(
        (key) => !['overwrite_keys', 'add_error_key', 'expand_keys', 'keys_under_root'].includes(key),
      )
    : [];
  const target = given.filter((key) => key !== 'target' || (options as Fields).target !== '');
  if (target.length > 0)
    draft.note(
      from,
      `read as format json, whose own names are found by themselves; not carried over: ${target.join(', ')}.`,
    );
}

function takeEncoding(draft: ImportDraft, encoding: unknown): void {
  if (encoding === undefined || encoding === 'plain') return;
  const name = String(encoding).toLowerCase().replace(/-bom$/, '');
  draft.set('encoding', name === 'utf-16' ? 'utf-16be' : name, 'encoding');
}

function topicOf(settings: Fields): string | undefined {
  const kafka = isFields(settings.output) && isFields(settings.output.kafka) ? settings.output.kafka : undefined;
  return typeof kafka?.topic === 'string' ? kafka.topic : undefined;
}

function takeTopic(draft: ImportDraft, topic: string): void {
  if (!topic.includes('%{')) draft.set('topic', topic, '(output).kafka.topic');
  else
    draft.note(
      '(output).kafka.topic',
      `not carried over: ${topic} is put together at each event; the topic is logs.SERVICE.`,
    );
}

function noteTheRest(draft: ImportDraft, input: Fields): void {
  const unread = Object.keys(input).filter(
    (key) => ![...READ, ...OWN_CARE, 'ignore_older', 'input_type'].includes(key),
  );
  for (const key of unread) draft.note(key, 'not carried over: it has no counterpart in a rule.');
  const own = Object.keys(input).filter((key) => OWN_CARE.includes(key) && key !== 'prospector');
  if (own.length > 0) draft.note('', `left to the agent, which settles it by itself: ${own.join(', ')}.`);
}
