// What a bundle of a scope is made of: the events, and what the investigation says of them.
import { AppError } from '../base/errors.ts';
import type { BundleFindings, SuspectFinding, TraceFinding } from '../bundle/bundle-findings.ts';
import type { BundleRequest, EventPages } from '../bundle/bundle-request.ts';
import type { RedactionRules } from '../bundle/redaction/text-redactor.ts';
import { type Incident, incident as incidentSchema } from '../contract/contract.ts';
import type { LogEvent } from '../model/log-event.ts';
import type { TimeRange } from '../model/time-range.ts';
import type { Workspace } from '../ports/workspace.ts';
import { parseQuery } from '../query/parse-query.ts';
import type { Query } from '../query/query-ast.ts';
import type { ConsoleParts } from './console-parts.ts';
import { createInvestigationService } from './investigation-service.ts';

/** What a bundle needs of a console: no more, so that a command can make one beside an open window. */
export type BundleParts = Pick<ConsoleParts, 'workspace' | 'incidents' | 'clock'> & { version: string };

export interface BundleScope {
  query: string;
  range: TimeRange;
  trace?: string;
  /** Id of a saved incident: its window and baseline are the range unless one is given. */
  incident?: string;
  redaction: RedactionRules | null;
}

export interface BundleContent {
  request: BundleRequest;
  query: Query;
  pages: EventPages;
}

const TOP_SUSPECTS = 10;

/** Everything but the writing. Rejects NOT_FOUND for an incident that there is not, QUERY_SYNTAX. */
export async function bundleContent(
  parts: BundleParts,
  scope: BundleScope,
  signal: AbortSignal,
): Promise<BundleContent> {
  const asked = queryOf(scope, parts.clock.nowMs());
  const workspace = await parts.workspace;
  const incident = scope.incident === undefined ? undefined : await savedIncident(parts, scope.incident);
  const range = rangeOf(scope.range, incident);
  const request: BundleRequest = {
    title: titleOf(scope, incident),
    query: scope.query,
    range,
    traceId: scope.trace ?? incident?.traceId ?? null,
    findings: await findingsOf(parts, workspace, scope, incident, range, signal),
    producer: { name: 'crosstail', version: parts.version },
    ...(scope.redaction === null ? {} : { redaction: scope.redaction }),
  };
  const pages = async function* (): AsyncGenerator<readonly LogEvent[]> {
    for await (const page of workspace.store.search({ query: asked, range, order: 'oldest' }, signal))
      yield page.events;
  };
  return { request, query: asked, pages };
}

function queryOf({ query, trace }: BundleScope, nowMs: number): Query {
  const parsed = parseQuery(query, nowMs);
  if (trace === undefined) return parsed;
  const value = { kind: 'text', text: trace } as const;
  const byId: Query = { type: 'match', field: 'id', value, at: 0, end: trace.length };
  return parsed.type === 'all' ? byId : { type: 'and', parts: [parsed, byId] };
}

async function savedIncident({ incidents }: BundleParts, id: string): Promise<Incident> {
  const parsed = incidentSchema.safeParse(await incidents.read(id));
  if (parsed.success) return parsed.data;
  throw new AppError('NOT_FOUND', `There is no incident "${id.slice(0, 80)}" in this workspace.`, {
    hint: 'It may be of another workspace; the list of incidents shows those of this one.',
  });
}

/** The baseline goes along: without it the suspects cannot be ranked again. */
function rangeOf(range: TimeRange, incident: Incident | undefined): TimeRange {
  if (incident === undefined || range.fromMs !== undefined || range.toMs !== undefined) return range;
  const { window, baseline } = incident;
  return { fromMs: Math.min(window.fromMs, baseline.fromMs), toMs: Math.max(window.toMs, baseline.toMs) };
}

function titleOf({ query, trace }: BundleScope, incident: Incident | undefined): string {
  if (incident !== undefined && incident.title !== '') return incident.title;
  if (trace !== undefined) return `Trace ${trace}`;
  return query.trim() === '' ? 'All events' : `Events: ${query.trim()}`;
}

async function findingsOf(
  parts: BundleParts,
  workspace: Workspace,
  scope: BundleScope,
  incident: Incident | undefined,
  range: TimeRange,
  signal: AbortSignal,
): Promise<BundleFindings> {
  const [rules, hosts] = await Promise.all([workspace.rules.read(), workspace.agents.list()]);
  const clock = hosts.flatMap(({ host, agent }) =>
    agent.clock === undefined ? [] : [{ host, ...agent.clock, basis: 'agent' }],
  );
  const traceId = scope.trace ?? incident?.traceId ?? null;
  const trace = traceId === null ? undefined : await traceOf(parts, traceId, range, signal);
  return {
    ruleRevision: rules.revision,
    clock: [...clock, ...(trace?.clock.filter(({ host }) => clock.every((known) => known.host !== host)) ?? [])],
    ...(trace === undefined ? {} : { trace: trace.finding }),
    ...(incident === undefined ? {} : { incident, ...(await suspectsOf(parts, incident, signal)) }),
  };
}

async function suspectsOf(
  parts: BundleParts,
  { window, baseline, excluded }: Incident,
  signal: AbortSignal,
): Promise<{ suspects: SuspectFinding[]; evidence: LogEvent[] }> {
  const services = createInvestigationService(parts);
  const input = { window, baseline, exclude: excluded, top: TOP_SUSPECTS };
  const { suspects, evidence } = await services['suspects.rank'](input, signal);
  return { suspects, evidence };
}

async function traceOf(
  parts: BundleParts,
  value: string,
  range: TimeRange,
  signal: AbortSignal,
): Promise<
  { finding: TraceFinding; clock: { host: string; offsetMs: number; errorMs: number; basis: string }[] } | undefined
> {
  const services = createInvestigationService(parts);
  try {
    const { clock, ...finding } = await services['trace.find']({ value, range }, signal);
    return { finding, clock };
  } catch (error) {
    // An incident may be older than the lines of its trace: the rest is worth a bundle all the same.
    if ((error as { code?: unknown }).code === 'NOT_FOUND') return undefined;
    throw error;
  }
}
