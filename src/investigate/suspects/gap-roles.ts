// Who held control between two neighbouring lines of a request: from the span of the first line up to the common
// ancestor and down to the span of the second, each service had a role.
import type { EventTable } from './event-table.ts';
import type { Request } from './request-list.ts';

/**
 * `own` worked between two lines of its own; `in` received the call and came to its first line; `out` had said its last
 * line and answered; `call` called after its line; `back` got the answer and came to its line; `between` did all of it
 * without a line.
 */
export type Role = 'own' | 'in' | 'out' | 'call' | 'back' | 'between';

export interface RoleOf {
  service: number;
  role: Role;
}

export interface Gap {
  /** Lines on both sides: rows of the table. */
  from: number;
  to: number;
  ms: number;
  roles: RoleOf[];
  /** Equal for gaps between the same lines by the same way. */
  key: string;
}

/** Gaps between neighbouring lines of a request. Lines of spans that overlap in time are taken as they come. */
export function* gapsOf(table: EventTable, request: Request): Generator<Gap> {
  const { rows, spanOf } = request;
  for (let at = 0; at + 1 < rows.length; at++) {
    const [from, to] = [rows[at]!, rows[at + 1]!];
    const roles = rolesBetween(request, spanOf[at]!, spanOf[at + 1]!);
    const way = roles.map(({ service, role }) => `${service}${role}`).join(' ');
    const key = `${table.saying[from]} ${table.saying[to]} ${way}`;
    yield { from, to, ms: table.timeMs[to]! - table.timeMs[from]!, roles, key };
  }
}

function rolesBetween({ spans }: Request, from: number, to: number): RoleOf[] {
  if (from === to) return [{ service: spans[from]!.service, role: 'own' }];
  const up = [from];
  for (let span = spans[from]!.parent; span >= 0; span = spans[span]!.parent) up.push(span);
  const down = [to];
  let meeting = -1;
  for (let span = to; span >= 0; span = spans[span]!.parent) {
    meeting = up.indexOf(span);
    if (span !== to) down.push(span);
    if (meeting >= 0) break;
  }
  const climb = meeting < 0 ? up : up.slice(0, meeting + 1);
  const ancestor = meeting < 0 ? -1 : up[meeting]!;
  const roles: RoleOf[] = [];
  for (const span of climb) {
    const { service } = spans[span]!;
    if (span === ancestor) roles.push({ service, role: span === from ? 'call' : span === to ? 'back' : 'between' });
    else roles.push({ service, role: span === from ? 'out' : 'between' });
  }
  for (const span of down.reverse()) {
    if (span === ancestor) continue;
    roles.push({ service: spans[span]!.service, role: span === to ? 'in' : 'between' });
  }
  return roles;
}

/**
 * Gaps between the end of one request and the start of the next: what a caller outside the logs waited for. The
 * service that answered last and the one that heard first took part.
 */
export function* gapsBetween(table: EventTable, requests: Request[]): Generator<Gap> {
  let before: { row: number; request: Request } | undefined;
  for (const request of requests) {
    const to = request.rows[0]!;
    const toMs = table.timeMs[to]!;
    if (before !== undefined && table.timeMs[before.row]! < toMs) {
      const [answered, heard] = [before.request.spans[0]!.service, request.spans[0]!.service];
      const roles: RoleOf[] = [
        { service: answered, role: 'out' },
        { service: heard, role: 'in' },
      ];
      const first = table.saying[before.request.rows[0]!];
      const ms = toMs - table.timeMs[before.row]!;
      yield { from: before.row, to, ms, roles, key: `outside ${first} ${table.saying[to]}` };
    }
    const last = request.rows.at(-1)!;
    if (before === undefined || table.timeMs[last]! > table.timeMs[before.row]!) before = { row: last, request };
  }
}
