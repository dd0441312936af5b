import { Unplug } from 'lucide-react';
import { useConnection } from '../platform/console-context.tsx';
import { useText } from '../platform/text.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { appText } from './app-text.ts';

/** Says that the host is away, and what that means for what is on screen. */
export function ConnectionBar() {
  const say = useText(appText);
  const { status, problem, retry } = useConnection();
  if (status === 'ready' || status === 'connecting') return null;
  return (
    <div className="connbar" role="alert">
      <Icon of={Unplug} />
      <span className="grow trunc" {...(problem === undefined ? {} : { 'data-tip': problem })}>
        {say(status)}
      </span>
      <Button small kind="line" onClick={retry}>
        {say('tryNow')}
      </Button>
    </div>
  );
}
