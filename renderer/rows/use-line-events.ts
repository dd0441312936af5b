// The events of a list of lines wired to what every view does with them.
import { useMemo } from 'react';
import { messageOf } from '../../src/base/errors.ts';
import { useConsole } from '../platform/console-context.tsx';
import { openContext, openTrace, pinLine } from '../platform/line-actions.ts';
import { lineText } from '../platform/line-text.ts';
import { sayNow } from '../platform/text.ts';
import { toast } from '../ui/toast.tsx';
import type { RowSurfaceEvents } from './surface/row-surface.ts';
import { visibleText } from './text/control-text.ts';

/** Trace, context, pin and id clicks of a list; a view adds or replaces what it does itself. */
export function useLineEvents(own: RowSurfaceEvents = {}): RowSurfaceEvents {
  const client = useConsole();
  return useMemo(() => {
    const say = sayNow(lineText);
    return {
      onAction(action, event) {
        if (action === 'trace') openTrace(event);
        else if (action === 'context') openContext(event);
        else if (action === 'pin' && client !== undefined) {
          pinLine(client, event).then(
            (incident) =>
              toast(say('pinned', { title: incident.title === '' ? say('untitled') : visibleText(incident.title) })),
            (error: unknown) => toast(messageOf(error)),
          );
        }
      },
      onIdClick: (_kind, value, event) => openTrace(event, value),
      ...own,
    };
  }, [client, own]);
}
