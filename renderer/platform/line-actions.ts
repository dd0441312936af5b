// What can be done with a line from any list, in one place, so that it is the same everywhere.
import { isAppError } from '../../src/base/errors.ts';
import type { ConsoleClient, Incident } from '../../src/contract/contract.ts';
import { bodyOf, idsOf, type LogEvent, timeOf } from '../../src/model/log-event.ts';
import { navigate, parseRoute } from './route.ts';

/** How far around a line its trace is looked for: longer than a request takes, shorter than ids are used again. */
export const TRACE_REACH_MS = 15 * 60_000;
const CURRENT = 'crosstail.current-incident';
const MOST_PIN_TEXT = 2_000;

/** Opens the trace of an id; of the line's first one when none is named, and what is like the line when it has none. */
export function openTrace(event: LogEvent, value: string | undefined = idsOf(event)[0]?.value): void {
  const atMs = timeOf(event);
  const { from, to } = Object.fromEntries(parseRoute(location.hash).params);
  const what = value === undefined ? { like: event.event.id } : { trace: value };
  navigate('incident', { ...what, at: Number.isNaN(atMs) ? '' : new Date(atMs).toISOString(), from, to });
}

/** Opens the lines around a line, in Search. */
export function openContext(event: LogEvent): void {
  const atMs = timeOf(event);
  navigate('search', {
    context: event.event.id,
    from: new Date(atMs - 60_000).toISOString(),
    to: new Date(atMs + 60_000).toISOString(),
  });
}

/** Id of the incident that pins go to; undefined when none is open. */
export function currentIncidentId(): string | undefined {
  return localStorage.getItem(CURRENT) ?? undefined;
}

/** Makes an incident the one that pins go to. */
export function setCurrentIncident(id: string | undefined): void {
  if (id === undefined) localStorage.removeItem(CURRENT);
  else localStorage.setItem(CURRENT, id);
}

/** A new incident around a line: window and baseline as the console proposes them. */
export async function startIncident(client: ConsoleClient, event: LogEvent): Promise<Incident> {
  const proposed = await client['suspects.propose']({ aroundMs: timeOf(event) });
  const saved = await client['incidents.save'](newIncident(event, proposed));
  setCurrentIncident(saved.id);
  return saved;
}

/** Pins a line to the open incident, or to a new one around it. Resolves with the incident. */
export async function pinLine(client: ConsoleClient, event: LogEvent): Promise<Incident> {
  const id = currentIncidentId();
  const found = id === undefined ? undefined : await readIncident(client, id);
  const incident = found ?? (await startIncident(client, event));
  if (incident.pins.some((pin) => pin.eventId === event.event.id)) return incident;
  return client['incidents.save']({ ...incident, pins: [...incident.pins, pinOf(event)], updatedAtMs: Date.now() });
}

/** The incident; undefined when it has been deleted. */
async function readIncident(client: ConsoleClient, id: string): Promise<Incident | undefined> {
  try {
    return await client['incidents.read']({ id });
  } catch (error) {
    if (isAppError(error) && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}

/** A line as a pin. */
export function pinOf(event: LogEvent): Incident['pins'][number] {
  return {
    eventId: event.event.id,
    atMs: timeOf(event),
    service: event.service?.name ?? '',
    text: bodyOf(event).slice(0, MOST_PIN_TEXT),
    note: '',
  };
}

/** An incident not yet saved. Its id is short, in small letters and not guessable from its time. */
export function newIncident(
  event: LogEvent | undefined,
  times: Pick<Incident, 'window' | 'baseline'>,
  title = '',
): Incident {
  const nowMs = Date.now();
  return {
    id: crypto.randomUUID().slice(0, 13),
    title: title !== '' || event === undefined ? title : bodyOf(event).split('\n', 1)[0]!.slice(0, 80),
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    window: { fromMs: times.window.fromMs, toMs: times.window.toMs },
    baseline: { fromMs: times.baseline.fromMs, toMs: times.baseline.toMs },
    traceId: event === undefined ? null : (idsOf(event)[0]?.value ?? null),
    excluded: [],
    pins: [],
    notes: '',
  };
}
