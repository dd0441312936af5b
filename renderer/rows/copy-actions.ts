// Copying what is chosen in the list in charge, in the form that the next program wants.
import { ClipboardCopy } from 'lucide-react';
import type { Action } from '../platform/actions.ts';
import { useText } from '../platform/text.ts';
import { note, toast } from '../ui/toast.tsx';
import { copyPlainText } from './clipboard.ts';
import { COPY_FORMS, type CopyForm, copyText } from './copy-as.ts';
import { listInCharge } from './list-in-charge.ts';
import { selectedEvents } from './row-selection.ts';
import { ROWS_TEXT } from './rows-text.ts';

const TITLES = { raw: 'copyRaw', json: 'copyJson', markdown: 'copyMarkdown' } as const satisfies Record<
  CopyForm,
  keyof typeof ROWS_TEXT
>;

/** Copies the lines that the selection touches, or the active one, as text, JSON or Markdown. */
export function useCopyActions(area: string, group: string): Action[] {
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
  return COPY_FORMS.map((form) => ({
    id: `${area}.copy-${form}`,
    title: say(TITLES[form]),
    group,
    icon: ClipboardCopy,
    run: copy(form),
  }));
}
