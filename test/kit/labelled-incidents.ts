import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { LogEvent } from '../../src/model/log-event.ts';

/** Events of one part of a labelled incident, as they lie in DATA/incidents/<case>/{baseline,incident}.ndjson.gz. */
export function readIncidentPart(data: string, name: string, part: 'baseline' | 'incident'): LogEvent[] {
  const packed = readFileSync(`${data}/incidents/${name}/${part}.ndjson.gz`);
  const lines = gunzipSync(packed).toString('utf8').trimEnd().split('\n');
  return lines.map((line) => {
    const flat = JSON.parse(line) as Record<string, string>;
    return {
      '@timestamp': flat['@timestamp']!,
      message: flat.message!,
      event: { id: flat['event.id']! },
      service: { name: flat['service.name']! },
      host: { name: flat['host.name']! },
      log: { level: flat['log.level']! },
      trace: { id: flat['trace.id']! },
      span: { id: flat['span.id']! },
    };
  });
}
