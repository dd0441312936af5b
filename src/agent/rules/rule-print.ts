// Checked rules → text.
import { stringify } from 'yaml';
import type { Rule } from '../../model/rule.ts';

/** Rules as YAML. What has its default is left out; `parseRules` gives the same rules again. */
export function printRules(rules: readonly Rule[]): string {
  return stringify({ version: 1, rules: rules.map(writtenForm) }, { lineWidth: 120, schema: 'core' });
}

/** What a person would write for a rule: defaults left out. */
export function writtenForm(rule: Rule): Record<string, unknown> {
  const written: Record<string, unknown> = { id: rule.id };
  if (rule.service !== rule.id) written.service = rule.service;
  if (rule.hosts.length !== 1 || rule.hosts[0] !== '*') written.hosts = rule.hosts;
  if (Object.keys(rule.labels).length > 0) written.labels = rule.labels;
  written.paths = rule.paths;
  for (const key of ['exclude', 'drop', 'redact', 'correlate'] as const) {
    if (rule[key].length > 0) written[key] = rule[key];
  }
  if (rule.encoding !== 'auto') written.encoding = rule.encoding;
  if (rule.format !== 'auto') written.format = rule.format;
  if (typeof rule.multiline === 'object') {
    const { start, maxLines, timeoutMs } = rule.multiline;
    written.multiline = {
      start,
      ...(maxLines === undefined ? {} : { maxLines }),
      ...(timeoutMs === undefined ? {} : { timeout: `${timeoutMs}ms` }),
    };
  } else if (rule.multiline !== 'auto') written.multiline = rule.multiline;
  if (rule.timezone !== 'local') written.timezone = rule.timezone;
  if (rule.start !== 'end') written.start = rule.start;
  if (Object.keys(rule.fields).length > 0) written.fields = rule.fields;
  if (rule.rateLimit !== undefined) written.rateLimit = rule.rateLimit;
  if (rule.sample !== undefined) written.sample = rule.sample;
  if (rule.topic !== `logs.${rule.service}`) written.topic = rule.topic;
  if (!rule.enabled) written.enabled = false;
  return written;
}
