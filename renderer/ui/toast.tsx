// A toast tells of success, and of nothing else: what fails says so where it failed.
import { CircleCheck } from 'lucide-react';
import { useEffect } from 'react';
import { create } from 'zustand';
import { Icon } from './icon.tsx';

const SHOWN_MS = 4_000;

const useToast = create<{ text: string | undefined; id: number }>()(() => ({ text: undefined, id: 0 }));

/** Shows a sentence for some seconds. */
export function toast(text: string): void {
  useToast.setState(({ id }) => ({ text, id: id + 1 }));
}

export function ToastLayer() {
  const { text, id } = useToast();
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
          <Icon of={CircleCheck} />
          {text}
        </div>
      )}
    </div>
  );
}
