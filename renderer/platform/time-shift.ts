// "Set clocks right" of any line: asked for here, the dialog is the window's; a change has every view ask anew.
import { create } from 'zustand';
import type { LogEvent } from '../../src/model/log-event.ts';

interface ShiftWish {
  isOpen: boolean;
  /** The line whose clock was wrong, where one was named. */
  event: LogEvent | undefined;
  /** Grows with each change of the shifts. */
  round: number;
}

export const useShiftWish = create<ShiftWish>()(() => ({ isOpen: false, event: undefined, round: 0 }));

/** Opens the dialog that sets clocks right. */
export function askToShift(event?: LogEvent): void {
  useShiftWish.setState({ isOpen: true, event });
}

/** Closes the dialog; `isChanged` has views and panes read again. */
export function endShifting(isChanged: boolean): void {
  useShiftWish.setState(({ round }) => ({ isOpen: false, event: undefined, round: isChanged ? round + 1 : round }));
}
