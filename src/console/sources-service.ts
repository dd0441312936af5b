import type { Answer, ConsoleServices } from '../contract/contract.ts';
import type { Rule } from '../model/rule.ts';
import type { ImportProgress, ImportRequest, ImportResult } from '../ports/importer.ts';
import type { LookedAtPath } from '../ports/source-look.ts';
import type { ConsoleParts } from './console-parts.ts';
import { listFolder } from './folder-listing.ts';
import { followRule, sameSource } from './follow-rule.ts';
import { Latest } from './latest.ts';

type SourcesService = Pick<ConsoleServices, 'sources.add' | 'sources.look' | 'sources.list'>;
type AddRequest = Parameters<ConsoleServices['sources.add']>[0];
type Outcome = NonNullable<Extract<Answer<'sources.add'>, { type: 'done' }>['paths']>[number];

/** "Add your own logs": looks at files, reads them now and, when asked, makes rules that follow them. */
export function createSourcesService(parts: ConsoleParts): SourcesService {
  return {
    async 'sources.look'({ paths }, signal) {
      const looked = await parts.sourceLook.look(paths, signal);
      return {
        paths: looked.map(({ plain, packed, ...rest }) => ({
          ...rest,
          files: plain.length + packed.length,
          packed: packed.length,
        })),
      };
    },

    async 'sources.list'({ folder }) {
      return listFolder(parts.bundles.files, folder);
    },

    async *'sources.add'(request, signal) {
      const { follow, own = {}, ...plain } = request;
      if (!follow && Object.keys(own).length === 0 && !plain.paths.some(isPattern)) {
        yield* withProgress(parts, [plain], signal);
        return;
      }
      const looked = await parts.sourceLook.look(plain.paths, signal);
      const readable = looked.filter(({ problem }) => problem === null);
      // What is followed is read by its rule from the beginning: reading it here as well would be twice the work.
      const reads = readable.map((each) => ({
        ...settingsOf(request, each.path),
        paths: follow ? each.packed : each.kind === 'pattern' ? [...each.plain, ...each.packed] : [each.path],
      }));
      if (follow) await follows(parts, request, readable);
      yield* withProgress(parts, reads, signal, { looked, follow, request });
    },
  };
}

function isPattern(path: string): boolean {
  return /[*?[\]{}]/.test(path);
}

function settingsOf(request: AddRequest, path: string): Omit<ImportRequest, 'paths'> {
  const { paths: _paths, follow: _follow, own, ...rest } = request;
  return { ...rest, ...own?.[path] };
}

/** Reads one request after the other and adds up what came of them. */
async function* withProgress(
  parts: ConsoleParts,
  reads: readonly ImportRequest[],
  signal: AbortSignal,
  told?: { looked: readonly LookedAtPath[]; follow: boolean; request: AddRequest },
): AsyncGenerator<Answer<'sources.add'>> {
  const results: ImportResult[] = [];
  for (const read of reads) {
    const before = sumOf(results);
    const progress = new Latest<ImportProgress>();
    const result = parts.importer.run(read, (now) => progress.put(now), signal).finally(() => progress.end());
    result.catch(() => {
      // Awaited below: this only keeps an early failure from counting as unhandled meanwhile.
    });
    for await (const { files, events, path } of progress)
      yield { type: 'progress', files: before.files + files, events: before.events + events, path };
    results.push(await result);
  }
  const result = sumOf(results);
  if (told === undefined) {
    yield { type: 'done', result };
    return;
  }
  const unreadable = told.looked.flatMap(({ path, problem, unreadable: found }) =>
    problem !== null && found.length === 0 ? [{ path, reason: problem }] : found,
  );
  // What the look found is not told twice when the reading found it as well.
  const known = new Set(unreadable.map(({ path }) => path));
  const more = result.unreadable.filter(({ path }) => !known.has(path));
  yield { type: 'done', result: { ...result, unreadable: [...unreadable, ...more] }, paths: outcomesOf(told, results) };
}

function outcomesOf(
  told: { looked: readonly LookedAtPath[]; follow: boolean; request: AddRequest },
  results: readonly ImportResult[],
): Outcome[] {
  let at = 0;
  return told.looked.map((each) => {
    const read = each.problem === null ? results[at++] : undefined;
    const isFollowed = told.follow && each.problem === null && canBeFollowed(each);
    const service = settingsOf(told.request, each.path).service ?? each.service;
    return {
      path: each.path,
      service,
      files: read?.files ?? 0,
      events: read?.events ?? 0,
      isFollowed,
      problem: each.problem,
    };
  });
}

/** A lone compressed file grows no more. */
function canBeFollowed({ kind, plain }: LookedAtPath): boolean {
  return kind !== 'file' || plain.length > 0;
}

function sumOf(results: readonly ImportResult[]): ImportResult {
  const sum: ImportResult = {
    files: 0,
    lines: 0,
    events: 0,
    from: null,
    to: null,
    services: [],
    formats: {},
    encodings: [],
    unreadable: [],
  };
  for (const result of results) {
    sum.files += result.files;
    sum.lines += result.lines;
    sum.events += result.events;
    if (result.from !== null && (sum.from === null || result.from < sum.from)) sum.from = result.from;
    if (result.to !== null && (sum.to === null || result.to > sum.to)) sum.to = result.to;
    sum.services = [...new Set([...sum.services, ...result.services])].sort();
    for (const [format, files] of Object.entries(result.formats))
      sum.formats[format] = (sum.formats[format] ?? 0) + files;
    sum.encodings.push(...result.encodings);
    sum.unreadable.push(...result.unreadable);
  }
  return sum;
}

/** One revision with a rule for each service and format; what is followed already is left as it is. */
async function follows(
  { workspace, about }: ConsoleParts,
  request: AddRequest,
  readable: readonly LookedAtPath[],
): Promise<void> {
  const { rules: store } = await workspace;
  const set = await store.read();
  const added: Rule[] = [];
  for (const each of readable.filter(canBeFollowed)) {
    const settings = settingsOf(request, each.path);
    const path = each.kind === 'folder' ? `${each.path.replace(/[\\/]+$/, '')}/**` : each.path;
    const isKnown = set.rules.some((rule) => rule.enabled && rule.paths.includes(path) && isForHere(rule, about.host));
    if (isKnown) continue;
    const rule = followRule(settings.service ?? each.service, settings, about.host);
    const same = added.find((other) => sameSource(other, rule));
    if (same === undefined) added.push({ ...rule, paths: [path], id: freeId(rule.service, [...set.rules, ...added]) });
    else same.paths.push(path);
  }
  if (added.length === 0) return;
  const note = `Follow ${added.flatMap(({ paths }) => paths).join(', ')}`.slice(0, 2_000);
  await store.publish({ rules: [...set.rules, ...added], note, by: about.user, expectRevision: set.revision });
}

function isForHere({ hosts }: Rule, host: string): boolean {
  return hosts.length === 0 || hosts.includes(host);
}

function freeId(service: string, rules: readonly Rule[]): string {
  const taken = new Set(rules.map(({ id }) => id));
  const base =
    service
      .toLowerCase()
      .replace(/[^a-z0-9_-]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'logs';
  for (let n = 1; ; n++) {
    const id = n === 1 ? base : `${base}-${n}`;
    if (!taken.has(id)) return id;
  }
}
