// First start: what runs here, three ways to break it, and the way to one's own logs.
import { FlaskConical, Plug, Plus, X } from 'lucide-react';
import { useState } from 'react';
import type { AppError } from '../../../src/base/errors.ts';
import type { Answer } from '../../../src/contract/contract.ts';
import { SAMPLE_FAULTS } from '../../../src/contract/schemas.ts';
import { useConsole } from '../../platform/console-context.tsx';
import { useText } from '../../platform/text.ts';
import { toAppError } from '../../platform/use-call.ts';
import { askToConnect, connectText } from '../../platform/workspace-switch.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ErrorNote } from '../../ui/states.tsx';
import { askToAddLogs } from './add-logs/add-logs-wish.ts';
import { TAILS_TEXT } from './tails-text.ts';

type SampleState = Answer<'sample.inject'>;
type Fault = (typeof SAMPLE_FAULTS)[number];

const HIDDEN_AT = 'crosstail.sample-bar-hidden';

export interface SampleBarProps {
  sample: SampleState;
}

/** The bar over the panes while the sample runs; hidden for good once somebody closed it. */
export function SampleBar({ sample }: SampleBarProps) {
  const say = useText(TAILS_TEXT);
  const sayConnect = useText(connectText);
  const client = useConsole();
  const [isHidden, setHidden] = useState(() => localStorage.getItem(HIDDEN_AT) === 'yes');
  const [busy, setBusy] = useState<Fault>();
  const [error, setError] = useState<AppError>();
  if (isHidden || sample.mode === 'off') return null;
  const inject = async (fault: Fault) => {
    if (client === undefined) return;
    setBusy(fault);
    setError(undefined);
    try {
      await client['sample.inject']({ fault });
    } catch (caught) {
      setError(toAppError(caught));
    } finally {
      setBusy(undefined);
    }
  };
  return (
    <div className="sample-bar">
      <Icon of={FlaskConical} />
      <span>
        {sample.mode === 'recorded' ? say('sampleRecorded', { reason: sample.reason ?? '' }) : say('sampleReal')}
      </span>
      {SAMPLE_FAULTS.map((fault) => (
        <Button
          key={fault}
          kind="line"
          small
          isOn={sample.fault === fault}
          isBusy={busy === fault}
          disabled={busy !== undefined && busy !== fault}
          onClick={() => void inject(fault)}
        >
          {say(fault)}
        </Button>
      ))}
      <span className="sep" />
      <Button small icon={Plus} onClick={() => askToAddLogs()}>
        {say('addLogs')}
      </Button>
      <Button small icon={Plug} onClick={askToConnect}>
        {sayConnect('connect')}
      </Button>
      <span className="grow" />
      {error !== undefined && <ErrorNote error={error} />}
      <IconButton
        icon={X}
        small
        label={say('hideBar')}
        onClick={() => {
          localStorage.setItem(HIDDEN_AT, 'yes');
          setHidden(true);
        }}
      />
    </div>
  );
}
