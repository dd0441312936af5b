import { expect, test, vi } from 'vitest';
import { note, toast, undoLast } from '../../../../renderer/ui/toast.tsx';

test('what a toast tells of is taken back once, and only while it is the last word', () => {
  const undo = vi.fn();
  toast('Pane closed.', undo);
  expect(undoLast()).toBe(true);
  expect(undoLast()).toBe(false);
  expect(undo).toHaveBeenCalledOnce();

  toast('Pane closed.', undo);
  toast('Link copied');
  expect(undoLast()).toBe(false);
  toast('Pane closed.', undo);
  note('Nothing to do.');
  expect(undoLast()).toBe(false);
  expect(undo).toHaveBeenCalledOnce();
});
