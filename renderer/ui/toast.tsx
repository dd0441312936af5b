// A toast tells of success, or that a key found nothing to act on; what fails says so where it failed.
import { CircleCheck, Info } from 'lucide-react';
import { useEffect } from 'react';
import { create } from 'zustand';
import { Icon } from './icon.tsx';

const SHOWN_MS = 4_000;

const useToast = create<{ text: string | undefined; id: number; isNote: boolean }>()(() => ({
  text: undefined,
  id: 0,
  isNote: false,
}));

/** Shows a sentence for some seconds. */
export function toast(text: string): void {
  useToast.setState(({ id }) => ({ text, id: id + 1, isNote: false }));
}

/** Shows a sentence that tells of no success: there was nothing to do. */
export function note(text: string): void {
  useToast.setState(({ id }) => ({ text, id: id + 1, isNote: true }));
}

export function ToastLayer() {
  const { text, id, isNote } = useToast();
  // biome-ignore lint/correctness/useExhaustiveDependencies: each toast, even of the same words, gets its own time
  useEffect(() => {
    if (text === undefined) return;
    const timer = setTimeout(() => useToast.setState({ text: undefined }), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [text, id]);
  return (
    <div className="toasts" role="status">
      {text !== undefined && (
        <div className="toast">
          <Icon of={isNote ? Info : CircleCheck} />
          {text}
        </div>
      )}
    </div>
  );
}
