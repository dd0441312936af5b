// What leaves the window with the chosen line: copied in the form that the next program wants, or opened in the editor.
import { ClipboardCopy, FileCode } from 'lucide-react';
import type { Action } from '../platform/actions.ts';
import { useText } from '../platform/text.ts';
import { note, toast } from '../ui/toast.tsx';
import { copyPlainText } from './clipboard.ts';
import { openSourceOfRow } from './drawer/event-frames.ts';
import { listInCharge } from './list-in-charge.ts';
import { ROWS_TEXT } from './rows-text.ts';
import { selectedEvents } from './surface/row-selection.ts';
import { COPY_FORMS, type CopyForm, copyText } from './text/copy-as.ts';

const TITLES = { raw: 'copyRaw', json: 'copyJson', markdown: 'copyMarkdown' } as const satisfies Record<
  CopyForm,
  keyof typeof ROWS_TEXT
>;

/** Copies the lines that the selection touches, or the active one, as text, JSON or Markdown; opens its source. */
export function useTakeActions(area: string, group: string): Action[] {
  const say = useText(ROWS_TEXT);
  const copy = (form: CopyForm) => () => {
    const surface = listInCharge();
    const selected = surface?.selection === undefined ? [] : selectedEvents(surface.model, surface.selection);
    const active = surface?.activeEvent;
    const events = selected.length > 0 || active === undefined ? selected : [active];
    if (events.length === 0) {
      note(say('noLine'));
      return;
    }
    copyPlainText(copyText(events, form));
    toast(say('copiedLines', { n: events.length }));
  };
  const openSource = () => {
    const row = listInCharge()?.activeLine;
    if (row === undefined) note(say('noLine'));
    else openSourceOfRow(row);
  };
  return [
    { id: `${area}.source`, title: say('openSource'), group, icon: FileCode, keys: 'o', run: openSource },
    ...COPY_FORMS.map((form) => ({
      id: `${area}.copy-${form}`,
      title: say(TITLES[form]),
      group,
      icon: ClipboardCopy,
      run: copy(form),
    })),
  ];
}
