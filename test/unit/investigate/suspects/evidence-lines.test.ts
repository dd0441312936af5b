// What a sentence says must stand in the lines that it names.
import { expect, test } from 'vitest';
import { rankSuspects } from '../../../../src/investigate/suspects/rank-suspects.ts';
import type { Reason } from '../../../../src/investigate/suspects/suspect.ts';
import type { LogEvent } from '../../../../src/model/log-event.ts';
import { NOON, type ShopFault, shopLines } from '../made-shop.ts';

const FAULTS: [name: string, fault: ShopFault][] = [
  ['early return', { earlyReturnOfStock: true }],
  ['error at the end', { errorOfGate: true }],
  ['silent callee', { silentStore: true }],
  ['slow network', { networkOfStock: 300 }],
  ['two at once', { earlyReturnOfStock: true, errorOfGate: true }],
  ['without ids', { errorOfGate: true, withoutIds: true }],
];
const place = ({ message }: LogEvent) => /^\S+:\d+/.exec(message)![0];
const placesIn = (text: string) => text.match(/[\w.]+\.(?:java|cc):\d+/g) ?? [];

test.each(FAULTS)('%s: every place and every service a reason names is among its lines', async (_name, fault) => {
  const { withoutIds = false } = fault;
  const baseline = shopLines('b', NOON, 60, { withoutIds });
  const incident = shopLines('i', NOON + 600_000, 30, fault);
  const byId = new Map([...baseline, ...incident].map((event) => [event.event.id, event]));
  const { suspects } = await rankSuspects(incident, baseline);
  expect(suspects.length).toBeGreaterThan(0);
  for (const { service, reasons } of suspects) {
    for (const reason of reasons) {
      const lines = reason.events.map((id) => byId.get(id)!);
      expect(lines.length, reason.text).toBeGreaterThan(0);
      const shown = new Set(lines.map(place));
      for (const named of placesIn(reason.text)) expect(shown, reason.text).toContain(named);
      expect(
        lines.map((line) => line.service!.name),
        reason.text,
      ).toContain(service);
      checkOrder(reason, lines);
      const inWindow = lines
        .filter(({ event }) => event.id.startsWith('i'))
        .map((line) => Date.parse(line['@timestamp']));
      expect(reason.first, reason.text).toBe(
        inWindow.length === 0 ? null : new Date(Math.min(...inWindow)).toISOString(),
      );
    }
  }
});

/** `After A, B follows` shows A and then B; `from A to B it took N ms` shows two lines that far apart. */
function checkOrder({ kind, text }: Reason, lines: LogEvent[]): void {
  const [from, to] = lines;
  if (kind === 'transition') {
    expect([place(from!), place(to!)], text).toEqual(placesIn(text).slice(0, 2));
    expect(from!.service!.name).toBe(to!.service!.name);
  }
  if (kind === 'slow-network' || kind === 'slow-service') {
    const tookMs = Date.parse(to!['@timestamp']) - Date.parse(from!['@timestamp']);
    expect([place(from!), place(to!)], text).toEqual(placesIn(text).slice(0, 2));
    expect(tookMs, text).toBeGreaterThanOrEqual(Number(/it took ([\d.]+) ms/.exec(text)![1]) - 1);
  }
}
