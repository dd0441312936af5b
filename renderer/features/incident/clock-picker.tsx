import { Timer } from 'lucide-react';
import { useState } from 'react';
import type { Answer } from '../../../src/contract/contract.ts';
import type { LogEvent } from '../../../src/model/log-event.ts';
import { useConsole } from '../../platform/console-context.tsx';
import { useText } from '../../platform/text.ts';
import { endShifting } from '../../platform/time-shift.ts';
import { toAppError } from '../../platform/use-call.ts';
import { Button } from '../../ui/button.tsx';
import { note, toast } from '../../ui/toast.tsx';
import { incidentText } from './incident-text.ts';
import { clockSetting } from './same-instant.ts';

export interface ClockPick {
  /** Which line is to be clicked next; undefined when none is. */
  step: 'first' | 'second' | undefined;
  start(): void;
  cancel(): void;
  pick(event: LogEvent): void;
}

/** Setting a clock right by two lines of a trace that are of one instant; every view is read anew when it is done. */
export function useClockPick(clock: Answer<'trace.find'>['clock']): ClockPick {
  const say = useText(incidentText);
  const client = useConsole();
  const [first, setFirst] = useState<LogEvent>();
  const [isPicking, setPicking] = useState(false);
  const cancel = () => {
    setPicking(false);
    setFirst(undefined);
  };
  const set = async (from: LogEvent, event: LogEvent) => {
    if (client === undefined) return;
    const { shifts } = await client['timeShifts.read']({});
    const published = clock.find(({ host, basis }) => basis === 'agent' && host === from.host?.name);
    const setting = clockSetting(from, event, shifts, published?.offsetMs);
    if (setting === undefined) {
      note(say('sameClock'));
      return;
    }
    await client['timeShifts.save']({ shifts: setting.shifts });
    cancel();
    endShifting(true);
    toast(say('clockSet', { name: setting.set.name, shift: setting.set.shiftMs }));
  };
  return {
    step: isPicking ? (first === undefined ? 'first' : 'second') : undefined,
    start: () => setPicking(true),
    cancel,
    pick: (event) => {
      if (first === undefined) setFirst(event);
      else set(first, event).catch((error: unknown) => note(toAppError(error).message));
    },
  };
}

/** Starts it, then says which line to click. */
export function ClockPickButton({ picking }: { picking: ClockPick }) {
  const say = useText(incidentText);
  if (picking.step === undefined)
    return (
      <Button small icon={Timer} data-tip={say('sameInstantText')} onClick={picking.start}>
        {say('sameInstant')}
      </Button>
    );
  return (
    <>
      <span className="badge" role="status">
        {say(picking.step === 'first' ? 'pickFirst' : 'pickSecond')}
      </span>
      <Button small onClick={picking.cancel}>
        {say('pickCancel')}
      </Button>
    </>
  );
}
