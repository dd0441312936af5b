import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { StartIncident } from '../../../../../renderer/features/tails/start-incident.tsx';
import { Connection } from '../../../../../renderer/platform/connect.ts';
import { ConnectionProvider } from '../../../../../renderer/platform/console-context.tsx';
import { usePreferences } from '../../../../../renderer/platform/preferences.ts';
import { navigate, parseRoute } from '../../../../../renderer/platform/route.ts';
import { serve } from '../../../../../src/carrier/carrier-host.ts';
import { createLocalTransports } from '../../../../../src/carrier/local-transport.ts';
import { contract, type Incident } from '../../../../../src/contract/contract.ts';
import { createStubServices } from '../../../../kit/stub-services.ts';

let connection: Connection;
let saved: Incident[] = [];

function open(basis: 'burst' | 'around') {
  const times = { window: { fromMs: 100, toMs: 200 }, baseline: { fromMs: 0, toMs: 100 } };
  connection = new Connection(async () => {
    const { client, host } = createLocalTransports();
    const services = createStubServices({
      'suspects.propose': async () => ({ ...times, basis }),
      'incidents.save': async (incident) => {
        saved.push(incident);
        return incident;
      },
    });
    serve(contract, services, host, { onInternalError: () => {} });
    return client;
  });
  void connection.start();
  render(
    <ConnectionProvider connection={connection}>
      <StartIncident />
    </ConnectionProvider>,
  );
}

beforeEach(() => {
  saved = [];
  usePreferences.setState({ language: 'en' });
  navigate('tails');
  // jsdom has no modal dialogs.
  HTMLDialogElement.prototype.showModal = vi.fn(function (this: HTMLDialogElement) {
    this.open = true;
  });
  HTMLDialogElement.prototype.close = vi.fn();
});
afterEach(() => {
  cleanup();
  connection.stop();
});

const press = async (name: string) => {
  const button = await screen.findByRole<HTMLButtonElement>('button', { name });
  await waitFor(() => expect(button.disabled).toBe(false));
  fireEvent.click(button);
};

test('a burst of errors is taken at once', async () => {
  open('burst');
  await press('Start incident here');
  await waitFor(() => expect(saved[0]?.window).toEqual({ fromMs: 100, toMs: 200 }));
  expect(parseRoute(location.hash)).toMatchObject({ view: 'incident', id: saved[0]!.id });
});

test('without one nothing is ranked: it says so and asks for the window', async () => {
  open('around');
  await press('Start incident here');
  await screen.findByText(/No burst of errors was found near/);
  expect(saved).toEqual([]);
  fireEvent.change(screen.getByLabelText('From'), { target: { value: '2026-11-23T10:00:00Z' } });
  fireEvent.change(screen.getByLabelText('To'), { target: { value: '2026-11-23T10:10:00Z' } });
  await press('Start with this window');
  const fromMs = Date.parse('2026-11-23T10:00:00Z');
  await waitFor(() =>
    expect(saved[0]).toMatchObject({
      window: { fromMs, toMs: fromMs + 600_000 },
      baseline: { fromMs: fromMs - 1_200_000, toMs: fromMs },
    }),
  );
});
