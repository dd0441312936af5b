import type { ConsoleServices } from '../contract/contract.ts';
import type { Rule } from '../model/rule.ts';
import type { ImportProgress, ImportResult } from '../ports/importer.ts';
import type { ConsoleParts } from './console-parts.ts';
import { Latest } from './latest.ts';

type SourcesService = Pick<ConsoleServices, 'sources.add'>;

/** "Add your own logs": reads files now and, when asked, makes a rule that follows them. */
export function createSourcesService(parts: ConsoleParts): SourcesService {
  return {
    async *'sources.add'({ follow, ...request }, signal) {
      // What is followed is read by its rule from the beginning: reading it here as well would be twice the work.
      if (follow) {
        await addRule(parts, request);
        yield { type: 'done', result: emptyResult(request.service) };
        return;
      }
      const progress = new Latest<ImportProgress>();
      const result = parts.importer.run(request, (now) => progress.put(now), signal).finally(() => progress.end());
      result.catch(() => {
        // Awaited below: this only keeps an early failure from counting as unhandled meanwhile.
      });
      for await (const now of progress) yield { type: 'progress', ...now };
      yield { type: 'done', result: await result };
    },
  };
}

function emptyResult(service: string | undefined): ImportResult {
  const services = service === undefined ? [] : [service];
  return { files: 0, lines: 0, events: 0, from: null, to: null, services, formats: {}, encodings: [], unreadable: [] };
}

async function addRule(
  { workspace, about }: ConsoleParts,
  request: { paths: string[]; service?: string; format?: string },
) {
  const { rules: store } = await workspace;
  const set = await store.read();
  const service = request.service ?? serviceOf(request.paths[0]!);
  const id = freeId(service, new Set(set.rules.map((rule) => rule.id)));
  const rule: Rule = {
    id,
    service,
    hosts: [about.host],
    labels: {},
    paths: request.paths,
    exclude: [],
    encoding: 'auto',
    format: request.format ?? 'auto',
    multiline: 'auto',
    timezone: 'local',
    start: 'beginning',
    drop: [],
    redact: [],
    fields: {},
    correlate: [],
    topic: `logs.${service}`,
    enabled: true,
  };
  const note = `Follow ${request.paths.join(', ')}`.slice(0, 2_000);
  await store.publish({ rules: [...set.rules, rule], note, by: about.user, expectRevision: set.revision });
}

/** `/var/log/nginx/access.log` → `access`. */
function serviceOf(path: string): string {
  const file = path.split(/[\\/]/).at(-1) ?? path;
  return (
    file
      .replace(/\..*$/, '')
      .replace(/[^A-Za-z0-9_-]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'logs'
  );
}

function freeId(service: string, taken: ReadonlySet<string>): string {
  const base = service.toLowerCase();
  for (let n = 1; ; n++) {
    const id = n === 1 ? base : `${base}-${n}`;
    if (!taken.has(id)) return id;
  }
}
