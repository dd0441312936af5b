// "Start incident here": from the chosen line, else from the last error; on a healthy system by hand.
import { Siren } from 'lucide-react';
import { useState } from 'react';
import { messageOf } from '../../../src/base/errors.ts';
import { parseInstant } from '../../../src/base/time-text.ts';
import type { LogEvent } from '../../../src/model/log-event.ts';
import { timeOf } from '../../../src/model/log-event.ts';
import { useConsole } from '../../platform/console-context.tsx';
import { newIncident, setCurrentIncident } from '../../platform/line-actions.ts';
import { usePreferences } from '../../platform/preferences.ts';
import { navigate } from '../../platform/route.ts';
import { useText } from '../../platform/text.ts';
import { secondText } from '../../platform/time-text.ts';
import { listInCharge } from '../../rows/list-in-charge.ts';
import { Button } from '../../ui/button.tsx';
import { RangeDialog } from '../../ui/range-dialog.tsx';
import { useDeskError } from './desk/desk-error.ts';
import { TAILS_TEXT } from './tails-text.ts';

/** Offered where nothing stands out, ms. */
const BY_HAND_MS = 5 * 60_000;

interface Start {
  event: LogEvent | undefined;
  aroundMs: number;
  /** A person pointed at this line: it is meant, burst or not. */
  isChosen: boolean;
}

/** The line one has chosen; else the last error, else the last line of the list in use, else now. */
function startOf(): Start {
  const surface = listInCharge();
  const chosen = surface?.activeEvent;
  const event =
    chosen ??
    (
      surface?.model.findEvent(undefined, -1, ({ rank }) => rank >= 6) ??
      surface?.model.findEvent(undefined, -1, () => true)
    )?.event;
  const eventMs = event === undefined ? Number.NaN : timeOf(event);
  return { event, aroundMs: Number.isNaN(eventMs) ? Date.now() : eventMs, isChosen: chosen !== undefined };
}

/** The button, and the question for a window where no burst of errors is near. */
export function StartIncident() {
  const say = useText(TAILS_TEXT);
  const client = useConsole();
  const zone = usePreferences((state) => state.zone);
  const [isBusy, setBusy] = useState(false);
  const [quietMs, setQuietMs] = useState<number>();
  const open = async (
    times: { window: { fromMs: number; toMs: number }; baseline: { fromMs: number; toMs: number } },
    event?: LogEvent,
  ) => {
    const saved = await client!['incidents.save'](newIncident(event, times));
    setCurrentIncident(saved.id);
    navigate('incident', {}, { id: saved.id });
  };
  const guarded = async (act: () => Promise<void>) => {
    setBusy(true);
    try {
      await act();
    } catch (error) {
      useDeskError.setState({ message: messageOf(error) });
    } finally {
      setBusy(false);
    }
  };
  const start = () =>
    guarded(async () => {
      const { event, aroundMs, isChosen } = startOf();
      const proposed = await client!['suspects.propose']({ aroundMs });
      if (proposed.basis === 'around' && !isChosen) setQuietMs(aroundMs);
      else await open(proposed, event);
    });
  const byHand = (from: string, to: string) =>
    guarded(() => {
      const [fromMs, toMs] = [parseInstant(from, Date.now())!, parseInstant(to, Date.now())!];
      return open({ window: { fromMs, toMs }, baseline: { fromMs: fromMs - 2 * (toMs - fromMs), toMs: fromMs } });
    });
  return (
    <>
      <Button kind="line" icon={Siren} isBusy={isBusy} disabled={client === undefined} onClick={() => void start()}>
        {say('startIncident')}
      </Button>
      {quietMs !== undefined && (
        <RangeDialog
          title={say('startIncident')}
          intro={say('noBurst', { time: secondText(quietMs, zone) })}
          submit={say('startByHand')}
          from={new Date(quietMs - BY_HAND_MS).toISOString()}
          to={new Date(quietMs).toISOString()}
          onClose={() => setQuietMs(undefined)}
          onChoose={(from, to) => void byHand(from, to)}
        />
      )}
    </>
  );
}
