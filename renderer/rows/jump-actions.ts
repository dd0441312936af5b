// The jumps to the next error or first-seen line, for the views that have lists.
import { OctagonAlert, Sparkles } from 'lucide-react';
import type { Action } from '../platform/actions.ts';
import { useText } from '../platform/text.ts';
import { listInCharge } from './list-in-charge.ts';
import { ROWS_TEXT } from './rows-text.ts';
import { type JumpKind, jumpOrSay } from './surface/row-jump.ts';

/** The jumps as actions of a view with lists, for the palette, the keys and the help. */
export function useJumpActions(area: string, group: string): Action[] {
  const say = useText(ROWS_TEXT);
  const jump = (kind: JumpKind, direction: 1 | -1) => () => {
    const surface = listInCharge();
    if (surface !== undefined) jumpOrSay(surface, kind, direction);
  };
  return [
    { id: `${area}.next-new`, title: say('nextNew'), group, icon: Sparkles, keys: 'n', run: jump('new', 1) },
    { id: `${area}.previous-new`, title: say('previousNew'), group, icon: Sparkles, keys: 'N', run: jump('new', -1) },
    { id: `${area}.next-error`, title: say('nextError'), group, icon: OctagonAlert, keys: 'e', run: jump('error', 1) },
    {
      id: `${area}.previous-error`,
      title: say('previousError'),
      group,
      icon: OctagonAlert,
      keys: 'E',
      run: jump('error', -1),
    },
  ];
}
