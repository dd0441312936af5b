// Clocks that were wrong by a known amount.
import { z } from 'zod';
import { call } from './method.ts';
import { nothing } from './schemas.ts';

/** A hundred years: more is no clock that was wrong. */
const MOST_SHIFT_MS = 100 * 366 * 86_400_000;

const timeShift = z.strictObject({
  kind: z.enum(['file', 'service', 'host']),
  name: z.string().min(1).max(4_096),
  /** Added to the time of the lines. */
  shiftMs: z.number().int().min(-MOST_SHIFT_MS).max(MOST_SHIFT_MS),
});

/** All of a workspace, as they are asked for and kept. */
export const timeShifts = z.strictObject({ shifts: z.array(timeShift).max(50) });

export const timeShiftMethods = {
  'timeShifts.read': call(nothing, timeShifts),
  /** Replaces all of them; tails that run keep the ones they began with. */
  'timeShifts.save': call(timeShifts, timeShifts),
};
