import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { usePreferences } from '../../../../../renderer/platform/preferences.ts';
import { jumpOrSay } from '../../../../../renderer/rows/surface/row-jump.ts';
import type { RowSurface } from '../../../../../renderer/rows/surface/row-surface.ts';
import { ToastLayer } from '../../../../../renderer/ui/toast.tsx';

afterEach(cleanup);

test.each([
  [undefined, 1, 'No error among these lines.'],
  [{}, 1, 'No error after this line.'],
  [{}, -1, 'No error before this line.'],
] as const)('no error from %o, direction %i: it says so', (activeEntry, direction, words) => {
  usePreferences.setState({ language: 'en' });
  render(<ToastLayer />);
  act(() => jumpOrSay({ activeEntry, jump: () => false } as unknown as RowSurface, 'error', direction));
  expect(screen.getByRole('status').textContent).toBe(words);
});
