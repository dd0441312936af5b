// A written rule (a map from YAML or JSON) → a checked Rule, or the list of everything that is wrong with it.
import { messageOf } from '../../base/errors.ts';
import type { MultilineRule, RedactRule, Rule, RuleProblem } from '../../model/rule.ts';
import { parseQuery } from '../../query/parse-query.ts';
import { checkPattern } from '../../query/user-pattern.ts';
import { REDACT_PRESETS } from '../processors/redact-presets.ts';
import { checkGlob } from '../scanner/glob.ts';
import { readingProblem } from './reading-words.ts';
import {
  checkKeys,
  type Fields,
  isFields,
  type Note,
  readBoolean,
  readCount,
  readDuration,
  readRate,
  readShare,
  readText,
  readTextMap,
  readTexts,
  readWord,
} from './rule-values.ts';

export const RULE_KEYS = [
  'id',
  'service',
  'hosts',
  'labels',
  'paths',
  'exclude',
  'encoding',
  'format',
  'multiline',
  'timezone',
  'start',
  'drop',
  'redact',
  'fields',
  'correlate',
  'rateLimit',
  'sample',
  'topic',
  'enabled',
] as const;

const MULTILINE_KEYS = ['start', 'maxLines', 'timeout'] as const;
const REDACT_KEYS = ['pattern', 'preset', 'replace'] as const;
const MAX_ENTRIES = 100;
/** Characters of one rule as JSON: hundreds of globs fit, and a store that keeps small nodes can keep it. */
const MAX_RULE = 64 * 1024;

/** Checks one written rule. `index` names it where it has no id. */
export function checkRule(written: unknown, index: number): { rule: Rule } | { problems: RuleProblem[] } {
  const name = isFields(written) && typeof written.id === 'string' ? written.id : `#${index + 1}`;
  const problems: RuleProblem[] = [];
  const note: Note = (path, message) => problems.push({ rule: name, path, message });
  if (!isFields(written)) {
    note('', 'A rule is a map of keys such as id, service and paths.');
    return { problems };
  }
  const size = JSON.stringify(written).length;
  if (size > MAX_RULE) {
    note('', `The rule is ${size} characters long; at most ${MAX_RULE} are taken. Split it into several rules.`);
    return { problems };
  }
  checkKeys(written, RULE_KEYS, '', note);
  const rule = readRule(written, note);
  return problems.length > 0 ? { problems } : { rule };
}

/** Checks a rule that came ready-made (from a rule store): what its patterns and queries say is checked again. */
export function problemsOf(rule: Rule): RuleProblem[] {
  const problems: RuleProblem[] = [];
  const note: Note = (path, message) => problems.push({ rule: rule.id, path, message });
  checkContents(rule, note);
  return problems;
}

function readRule(written: Fields, note: Note): Rule {
  const optional = <T>(
    key: string,
    read: (value: unknown, path: string, note: Note) => T | undefined,
  ): T | undefined => (written[key] === undefined || written[key] === null ? undefined : read(written[key], key, note));
  const id = readId(written.id, note);
  const service = optional('service', readText) ?? id;
  const rateLimit = optional('rateLimit', readRate);
  const sample = optional('sample', readShare);
  const rule: Rule = {
    id,
    service,
    hosts: optional('hosts', readTexts) ?? ['*'],
    labels: optional('labels', readTextMap) ?? {},
    paths: readPaths(written.paths, note),
    exclude: optional('exclude', readTexts) ?? [],
    encoding: optional('encoding', readText) ?? 'auto',
    format: optional('format', readFormat) ?? 'auto',
    multiline: optional('multiline', readMultiline) ?? 'auto',
    timezone: optional('timezone', readText) ?? 'local',
    start: optional('start', (value, path) => readWord(value, ['beginning', 'end'], path, note)) ?? 'end',
    drop: optional('drop', readTexts) ?? [],
    redact: optional('redact', readRedact) ?? [],
    fields: optional('fields', readTextMap) ?? {},
    correlate: optional('correlate', readTexts) ?? [],
    ...(rateLimit === undefined ? {} : { rateLimit }),
    ...(sample === undefined ? {} : { sample }),
    topic: optional('topic', readText) ?? `logs.${service}`,
    enabled: optional('enabled', readBoolean) ?? true,
  };
  checkContents(rule, note);
  return rule;
}

function readId(value: unknown, note: Note): string {
  if (typeof value === 'string' && /^[a-z0-9][a-z0-9_-]{0,63}$/.test(value)) return value;
  note('id', 'A rule needs an id of 1 to 64 characters: a-z, 0-9, - and _, beginning with a letter or digit.');
  return '';
}

function readPaths(value: unknown, note: Note): string[] {
  if (value === undefined || value === null) note('paths', 'A rule needs paths: a list of absolute paths or globs.');
  const paths = value === undefined || value === null ? undefined : readTexts(value, 'paths', note);
  if (paths?.length === 0) note('paths', 'The list of paths is empty.');
  return paths ?? [];
}

function readFormat(value: unknown, path: string, note: Note): Rule['format'] | undefined {
  if (!isFields(value)) return readText(value, path, note);
  checkKeys(value, ['pattern'], `${path}.`, note);
  const pattern = readText(value.pattern, `${path}.pattern`, note);
  return pattern === undefined ? undefined : { pattern };
}

function readMultiline(value: unknown, path: string, note: Note): Rule['multiline'] | undefined {
  if (!isFields(value)) return readWord(value, ['auto', 'none'] as const, path, note);
  checkKeys(value, MULTILINE_KEYS, `${path}.`, note);
  const start = readText(value.start, `${path}.start`, note);
  const { maxLines, timeout } = value;
  const lines = maxLines === undefined ? undefined : readCount(maxLines, `${path}.maxLines`, note, 10_000);
  const timeoutMs = timeout === undefined ? undefined : readDuration(timeout, `${path}.timeout`, note);
  if (start === undefined) return undefined;
  const rule: MultilineRule = { start };
  if (lines !== undefined) rule.maxLines = lines;
  if (timeoutMs !== undefined) rule.timeoutMs = timeoutMs;
  return rule;
}

function readRedact(value: unknown, path: string, note: Note): RedactRule[] | undefined {
  if (!Array.isArray(value)) {
    note(path, 'Expected a list such as [{ pattern: "password=\\\\S+", replace: "password=***" }].');
    return undefined;
  }
  return value.map((entry: unknown, i) => readRedactEntry(entry, `${path}[${i}]`, note));
}

function readRedactEntry(entry: unknown, path: string, note: Note): RedactRule {
  if (!isFields(entry)) {
    note(path, 'Expected { pattern: …, replace: … } or { preset: … }.');
    return {};
  }
  checkKeys(entry, REDACT_KEYS, `${path}.`, note);
  const rule: RedactRule = {};
  for (const key of REDACT_KEYS) {
    // An empty replacement is a wish: what matched is taken out.
    if (key === 'replace' && entry[key] === '') rule.replace = '';
    else if (entry[key] !== undefined) {
      const text = readText(entry[key], `${path}.${key}`, note);
      if (text !== undefined) rule[key] = text;
    }
  }
  if ((entry.pattern === undefined) === (entry.preset === undefined)) note(path, 'Give either a pattern or a preset.');
  return rule;
}

function checkContents(rule: Rule, note: Note): void {
  checkSizes(rule, note);
  rule.paths.forEach((glob, i) => {
    if (!glob.startsWith('/') && !/^[A-Za-z]:[\\/]/.test(glob))
      note(`paths[${i}]`, `"${glob}" is not an absolute path: an agent has no folder it could be relative to.`);
    noteIf(checkGlob(glob), `paths[${i}]`, note);
  });
  rule.exclude.forEach((glob, i) => {
    noteIf(checkGlob(glob), `exclude[${i}]`, note);
  });
  noteIf(readingProblem('encoding', rule.encoding), 'encoding', note);
  noteIf(readingProblem('timezone', rule.timezone), 'timezone', note);
  if (typeof rule.format === 'string') noteIf(readingProblem('format', rule.format), 'format', note);
  if (typeof rule.format === 'object') noteIf(patternProblem(rule.format.pattern), 'format.pattern', note);
  if (typeof rule.multiline === 'object') noteIf(patternProblem(rule.multiline.start), 'multiline.start', note);
  rule.correlate.forEach((pattern, i) => {
    noteIf(patternProblem(pattern) ?? namedGroupProblem(pattern), `correlate[${i}]`, note);
  });
  rule.redact.forEach((redact, i) => {
    if (redact.pattern !== undefined) noteIf(patternProblem(redact.pattern), `redact[${i}].pattern`, note);
    if (redact.preset !== undefined) readWord(redact.preset, Object.keys(REDACT_PRESETS), `redact[${i}].preset`, note);
  });
  rule.drop.forEach((query, i) => {
    noteIf(queryProblem(query), `drop[${i}]`, note);
  });
}

function checkSizes(rule: Rule, note: Note): void {
  for (const key of ['hosts', 'paths', 'exclude', 'drop', 'redact', 'correlate'] as const) {
    if (rule[key].length > MAX_ENTRIES)
      note(key, `The list has ${rule[key].length} entries; at most ${MAX_ENTRIES} are taken.`);
  }
}

function noteIf(message: string | undefined, path: string, note: Note): void {
  if (message !== undefined) note(path, message);
}

function patternProblem(pattern: string): string | undefined {
  const reason = checkPattern(pattern);
  return reason === undefined ? undefined : `The pattern is not admitted: ${reason}.`;
}

function namedGroupProblem(pattern: string): string | undefined {
  return /\(\?P?<[A-Za-z]/.test(pattern) ? undefined : 'The pattern has no named group: write order=(?<order>\\d+).';
}

function queryProblem(query: string): string | undefined {
  try {
    parseQuery(query);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
