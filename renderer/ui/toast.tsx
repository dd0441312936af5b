// A toast tells of success, or that a key found nothing to act on; what fails says so where it failed. Where something
// was taken away it offers to bring it back.
import { CircleCheck, Info } from 'lucide-react';
import { useEffect } from 'react';
import { create } from 'zustand';
import { useText } from '../platform/text.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import { uiText } from './ui-text.ts';

const SHOWN_MS = 4_000;
/** Long enough to see what one has lost and to reach the button. */
const UNDO_SHOWN_MS = 12_000;

interface ToastState {
  text: string | undefined;
  id: number;
  isNote: boolean;
  undo: (() => void) | undefined;
}

const useToast = create<ToastState>()(() => ({ text: undefined, id: 0, isNote: false, undo: undefined }));

/** Shows a sentence for some seconds; with `undo` a button as well that takes back what it tells of. */
export function toast(text: string, undo?: () => void): void {
  useToast.setState(({ id }) => ({ text, id: id + 1, isNote: false, undo }));
}

/** Takes back what the toast on screen tells of; false when there is nothing to take back. */
export function undoLast(): boolean {
  const { undo } = useToast.getState();
  if (undo === undefined) return false;
  useToast.setState({ text: undefined, undo: undefined });
  undo();
  return true;
}

/** Shows a sentence that tells of no success: there was nothing to do. */
export function note(text: string): void {
  useToast.setState(({ id }) => ({ text, id: id + 1, isNote: true, undo: undefined }));
}

export function ToastLayer() {
  const say = useText(uiText);
  const { text, id, isNote, undo } = useToast();
  // biome-ignore lint/correctness/useExhaustiveDependencies: each toast, even of the same words, gets its own time
  useEffect(() => {
    if (text === undefined) return;
    const shownMs = undo === undefined ? SHOWN_MS : UNDO_SHOWN_MS;
    const timer = setTimeout(() => useToast.setState({ text: undefined, undo: undefined }), shownMs);
    return () => clearTimeout(timer);
  }, [text, id]);
  return (
    <div className="toasts" role="status">
      {text !== undefined && (
        <div className="toast">
          <Icon of={isNote ? Info : CircleCheck} />
          {text}
          {undo !== undefined && (
            <Button small kind="line" onClick={undoLast}>
              {say('undo')}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
