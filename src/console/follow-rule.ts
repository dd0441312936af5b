import type { Rule } from '../model/rule.ts';
import type { ImportRequest } from '../ports/importer.ts';

/** A rule that follows files of a host as they are; its paths and its id are still to be given. */
export function followRule(service: string, settings: Omit<ImportRequest, 'paths'>, host: string): Rule {
  return {
    id: '',
    service,
    hosts: [host],
    labels: {},
    paths: [],
    exclude: [],
    encoding: settings.encoding ?? 'auto',
    format: settings.format ?? 'auto',
    multiline: 'auto',
    timezone: settings.timezone ?? 'local',
    start: 'beginning',
    drop: [],
    redact: [],
    fields: {},
    correlate: [],
    topic: `logs.${service}`,
    enabled: true,
  };
}

/** True when one rule can read for both. */
export function sameSource(one: Rule, other: Rule): boolean {
  return one.service === other.service && one.format === other.format;
}
