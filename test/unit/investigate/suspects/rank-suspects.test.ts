import { describe, expect, test } from 'vitest';
import { LINES_LEFT_OUT, rankSuspects } from '../../../../src/investigate/suspects/rank-suspects.ts';
import { LIKELY_SCORE } from '../../../../src/investigate/suspects/suspect.ts';
import type { LogEvent } from '../../../../src/model/log-event.ts';
import { NOON, type ShopFault, shopLines } from '../made-shop.ts';

const baseline = shopLines('b', NOON, 60);

async function rank(fault: ShopFault, extra: LogEvent[] = []) {
  const incident = [...shopLines('i', NOON + 600_000, 30, fault), ...extra];
  const { suspects } = await rankSuspects(
    incident,
    fault.withoutIds ? shopLines('b', NOON, 60, { withoutIds: true }) : baseline,
  );
  const byId = new Map([...baseline, ...incident].map((event) => [event.event.id, event]));
  const cited = (index: number) => suspects[0]!.reasons[index]!.events.map((id) => byId.get(id)!);
  return { suspects, cited };
}

describe('rankSuspects', () => {
  test('a service that returns early is first, with the line it now says and the one it used to say', async () => {
    const { suspects, cited } = await rank({ earlyReturnOfStock: true });
    expect(suspects[0]).toMatchObject({ service: 'stock', likely: true });
    expect(suspects[0]!.reasons[0]!.kind).toBe('transition');
    const lines = cited(0).map(({ message }) => message.split(' ')[0]);
    expect(lines.slice(0, 2)).toEqual(['Stock.java:31', 'Stock.java:35']);
    expect(lines).toContain('Stock.java:40');
    expect(suspects[0]!.reasons[0]!.text).toMatch(/Stock\.java:35 now follows in 100 % .*before: 0 %/);
  });

  test('a delayed network names the service behind it and not its caller', async () => {
    const { suspects, cited } = await rank({ networkOfStock: 300 });
    expect(suspects[0]).toMatchObject({ service: 'stock', likely: true });
    expect(suspects[0]!.reasons[0]!.kind).toBe('slow-network');
    const [from, to] = cited(0);
    expect(Date.parse(to!['@timestamp']) - Date.parse(from!['@timestamp'])).toBeGreaterThan(250);
  });

  test('a callee whose only line vanished is blamed while its caller says what it always says', async () => {
    const { suspects, cited } = await rank({ silentStore: true });
    expect(suspects[0]!.service).toBe('store');
    expect(suspects[0]!.reasons[0]!.kind).toBe('missing-callee');
    expect(cited(0)[0]!.service!.name).toBe('store');
  });

  test('a quiet window has no likely suspect', async () => {
    const { suspects } = await rank({});
    for (const { score, likely } of suspects) {
      expect(score).toBeLessThan(LIKELY_SCORE);
      expect(likely).toBe(false);
    }
  });

  test('works from streams without any id', async () => {
    const { suspects } = await rank({ earlyReturnOfStock: true, withoutIds: true });
    expect(suspects[0]!.service).toBe('stock');
  });

  test('a crash is a reason by itself', async () => {
    const crash: LogEvent = {
      '@timestamp': new Date(NOON + 605_000).toISOString(),
      message: '==7==ERROR: AddressSanitizer: heap-use-after-free on address 0x602000000010\n    #0 0x4f in main',
      event: { id: 'crash' },
      service: { name: 'store' },
    };
    const { suspects } = await rank({}, [crash]);
    expect(suspects[0]).toMatchObject({ service: 'store', likely: true });
    expect(suspects[0]!.reasons[0]).toMatchObject({ kind: 'crash', events: ['crash'] });
  });

  test('a suspect that is ruled out is not given', async () => {
    const incident = shopLines('i', NOON + 600_000, 30, { earlyReturnOfStock: true });
    const { suspects } = await rankSuspects(incident, baseline, { exclude: ['stock'] });
    expect(suspects.map(({ service }) => service)).not.toContain('stock');
  });

  test('who is ruled out explains nothing away: what followed upon him is ranked as if it stood alone', async () => {
    const fault = { earlyReturnOfStock: true, errorOfGate: true };
    const incident = shopLines('i', NOON + 600_000, 30, fault);
    const both = await rankSuspects(incident, baseline);
    expect(both.suspects[0]!.service).toBe('stock');
    const scoreOf = (answer: typeof both) => answer.suspects.find(({ service }) => service === 'gate')?.score ?? 0;
    const without = await rankSuspects(incident, baseline, { exclude: ['stock'] });
    expect(without.suspects[0]!.service).toBe('gate');
    expect(scoreOf(without)).toBeGreaterThan(scoreOf(both));
  });

  test('two faults at once are the first two', async () => {
    const { suspects } = await rank({ earlyReturnOfStock: true, silentStore: true });
    expect(suspects[0]!.service).toBe('stock');
    const slow = await rank({ networkOfStock: 300, silentStore: true });
    expect(new Set(slow.suspects.slice(0, 2).map(({ service }) => service))).toEqual(new Set(['stock', 'store']));
  });

  test('a window without a baseline, without services and with broken times gives an answer', async () => {
    const odd: LogEvent[] = [
      { '@timestamp': 'yesterday', message: 'x', event: { id: '1' } },
      { '@timestamp': new Date(NOON).toISOString(), message: 'y', event: { id: '2' } },
    ];
    const answer = await rankSuspects(odd, []);
    expect(answer.broken).toBe(1);
    expect(answer.suspects).toEqual([]);
  });

  test('stops when asked to', async () => {
    const controller = new AbortController();
    controller.abort(new Error('enough'));
    const many = shopLines('i', NOON, 800);
    await expect(rankSuspects(many, [], { signal: controller.signal })).rejects.toThrow('enough');
  });

  test('requests that end where lines are left out have not ended early', async () => {
    const lines = shopLines('i', NOON + 600_000, 90);
    // Every stretch stops in the middle of a request.
    const stretches = [0, 1, 2, 3, 4, 5].map((at) => lines.slice(at * 105, at * 105 + 60));
    const told = stretches.flatMap((stretch) => [...stretch, LINES_LEFT_OUT] as const);
    const [known, unknown] = [await rankSuspects(told, baseline), await rankSuspects(stretches.flat(), baseline)];
    const ends = ({ suspects }: typeof known) =>
      suspects.flatMap(({ reasons }) => reasons).filter(({ text }) => text.includes('the end now follows'));
    expect(ends(known)).toEqual([]);
    expect(ends(unknown)).not.toEqual([]);
  });
});
