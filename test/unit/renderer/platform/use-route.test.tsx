import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { navigate, useRoute } from '../../../../renderer/platform/route.ts';

function Place({ round }: { round: number }) {
  const { view, params } = useRoute();
  return (
    <p>
      {round} {view} {params.get('q')}
    </p>
  );
}

beforeEach(() => navigate('tails'));
afterEach(cleanup);

it('changes place only when all parts are told, whenever one of them is drawn', async () => {
  const { rerender } = render(<Place round={1} />);
  const told = new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }));
  location.hash = '#/search?q=x';
  rerender(<Place round={2} />);
  expect(screen.getByText('2 tails')).toBeTruthy();
  await act(() => told);
  expect(screen.getByText('2 search x')).toBeTruthy();
});
