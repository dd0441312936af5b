// Two lines of one instant tell how far one clock is from the other.

import type { Answer } from '../../../src/contract/contract.ts';
import { type LogEvent, timeOf } from '../../../src/model/log-event.ts';

type TimeShift = Answer<'timeShifts.read'>['shifts'][number];

export interface ClockSetting {
  /** All shifts, the new one among them. */
  shifts: TimeShift[];
  /** The one that brings the second line to the first. */
  set: TimeShift;
}

/**
 * The shift by which the second line comes to stand at the instant of the first, of its host's clock or of what of it has
 * a shift of its own already. `aheadMs`: how far the first line's clock is known to be ahead, as its agent says.
 * Undefined when the lines are by one clock, or a time cannot be read.
 */
export function clockSetting(
  first: LogEvent,
  second: LogEvent,
  shifts: readonly TimeShift[],
  aheadMs = 0,
): ClockSetting | undefined {
  const clock = clockOf(second, shifts);
  const apartMs = timeOf(first) - aheadMs - timeOf(second);
  if (clock === undefined || Number.isNaN(apartMs)) return undefined;
  if (namesOf(first)[clock.kind] === clock.name) return undefined;
  const set = { ...clock, shiftMs: Math.round((second.crosstail?.shifted_ms ?? 0) + apartMs) };
  const others = shifts.filter(({ kind, name }) => kind !== set.kind || name !== set.name);
  return { shifts: [...others, set], set };
}

/** Whose clock it is: the narrowest that has a shift already, else the host's, else the service's. */
function clockOf(event: LogEvent, shifts: readonly TimeShift[]): Pick<TimeShift, 'kind' | 'name'> | undefined {
  const names = namesOf(event);
  for (const kind of ['file', 'service', 'host'] as const) {
    const known = shifts.find((shift) => shift.kind === kind && shift.name === names[kind]);
    if (known !== undefined) return { kind, name: known.name };
  }
  if (names.host !== undefined) return { kind: 'host', name: names.host };
  return names.service === undefined ? undefined : { kind: 'service', name: names.service };
}

function namesOf(event: LogEvent): Record<TimeShift['kind'], string | undefined> {
  return { file: event.log?.file?.path, service: event.service?.name, host: event.host?.name };
}
