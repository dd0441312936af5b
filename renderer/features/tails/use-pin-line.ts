import { messageOf } from '../../../src/base/errors.ts';
import type { LogEvent } from '../../../src/model/log-event.ts';
import { useConsole } from '../../platform/console-context.tsx';
import { pinLine } from '../../platform/line-actions.ts';
import { lineText } from '../../platform/line-text.ts';
import { useText } from '../../platform/text.ts';
import { toast } from '../../ui/toast.tsx';
import { useDeskError } from './desk/desk-error.ts';

/** Pins a line to the open incident and says so. */
export function usePinLine(): (event: LogEvent) => void {
  const client = useConsole();
  const say = useText(lineText);
  return (event) => {
    if (client === undefined) return;
    pinLine(client, event).then(
      (incident) => toast(say('pinned', { title: incident.title === '' ? say('untitled') : incident.title })),
      (error: unknown) => useDeskError.setState({ message: messageOf(error) }),
    );
  };
}
