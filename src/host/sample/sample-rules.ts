import path from 'node:path';
import type { Rule } from '../../model/rule.ts';
import { SHOP_SERVICES } from './recording.ts';

/** Collection rules of the sample: one for each service, for the log files under `logDirectory`. */
export function sampleRules(logDirectory: string): Rule[] {
  const folder = literalGlob(path.resolve(logDirectory));
  return SHOP_SERVICES.map((service) => ({
    id: service,
    service,
    hosts: ['*'],
    labels: {},
    paths: [path.join(folder, `${service}.log`)],
    exclude: [],
    encoding: 'utf-8',
    format: 'auto',
    multiline: 'auto',
    timezone: 'local',
    start: 'beginning',
    drop: [],
    redact: [],
    fields: { team: service === 'inventoryd' ? 'stock' : 'shop' },
    correlate: ['\\border=(?<order>\\d+)'],
    topic: `logs.${service}`,
    enabled: true,
  }));
}

/** A glob for one folder, whatever characters its name has; for a brace, which no class can quote, any character. */
function literalGlob(folder: string): string {
  return folder.replace(/[[\]()*?]/g, '[$&]').replace(/[{}]/g, '?');
}
