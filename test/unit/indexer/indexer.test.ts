import { describe, expect, test } from 'vitest';
import { Indexer } from '../../../src/indexer/indexer.ts';
import { QUIET_LOG } from '../../kit/agent-kit.ts';
import { MemoryIndex } from '../../kit/memory-index.ts';
import { MemoryGroup, MemoryLog } from '../../kit/memory-log.ts';

const TOPIC = 'logs.shop';
const REFUSED = { status: 400, type: 'document_parsing_exception', reason: 'failed to parse field' };
/** Waiting takes no time here, but lets everything else go on. */
const HURRIED = { nowMs: () => 1_000, sleep: () => new Promise<void>((resolve) => setImmediate(resolve)) };

function event(n: number, more: Record<string, unknown> = {}): string {
  const time = new Date(Date.UTC(2026, 10, 22, 23, 30) + n * 1_000).toISOString();
  return JSON.stringify({
    '@timestamp': time,
    message: `line ${n}`,
    event: { id: `e-${n}` },
    ...more,
    crosstail: { revision: 1 },
  });
}

async function fill(log: MemoryLog, values: (string | Uint8Array | null)[]): Promise<void> {
  await log.append(
    TOPIC,
    values.map((value) => ({ key: Buffer.from('k'), value: typeof value === 'string' ? Buffer.from(value) : value })),
  );
}

function start(log: MemoryLog, index: MemoryIndex, group: MemoryGroup): Indexer {
  return new Indexer({
    group,
    log,
    index,
    isObjectRoot: (name) => name === 'service' || name === 'user',
    clock: HURRIED,
    logger: QUIET_LOG,
  });
}

/** Runs to the end of the topic. */
async function run(log: MemoryLog, index: MemoryIndex, group = new MemoryGroup(log, TOPIC)) {
  const indexer = start(log, index, group);
  await indexer.run(new AbortController().signal, 60_000);
  return { counters: indexer.counters, committed: group.commits.at(-1)?.[0]?.offset };
}

describe('indexer', () => {
  test('stores events as they came, by the day of the event, and commits behind the last', async () => {
    const [log, index] = [new MemoryLog(), new MemoryIndex()];
    const values = Array.from({ length: 3_000 }, (_, n) => event(n));
    await fill(log, values);
    const { committed } = await run(log, index);
    expect(committed).toBe(3_000);
    expect([...index.documents.values()].map(({ text }) => text)).toEqual(values);
    expect(new Set([...index.documents.values()].map(({ index: name }) => name))).toEqual(
      new Set(['crosstail-2026.11.22', 'crosstail-2026.11.23']),
    );
  });

  test('under fire nothing is lost, nothing twice, and what never can be stored is put aside', async () => {
    const [log, index] = [new MemoryLog(), new MemoryIndex()];
    const isBad = (n: number) => n % 997 === 3;
    await fill(
      log,
      Array.from({ length: 20_000 }, (_, n) => event(n, isBad(n) ? { bad: true } : {})),
    );
    index.refuses = (text) => (text.includes('"bad":true') ? REFUSED : undefined);
    const faults = ['busy', 'none', 'busy-items', 'none', 'cut-after-write', 'none', 'short-answer', 'none'] as const;
    let at = 0;
    index.nextFault = () => faults[at++ % faults.length]!;
    const { counters, committed } = await run(log, index);
    const bad = Array.from({ length: 20_000 }, (_, n) => n).filter(isBad);
    expect(committed).toBe(20_000);
    expect(index.documents.size).toBe(20_000 - bad.length);
    expect(index.writes).toBe(index.documents.size);
    expect(counters.retries).toBeGreaterThan(0);
    const keys = new Set(log.records(`${TOPIC}.dead-letter`).map(({ key }) => Buffer.from(key!).toString()));
    expect(keys).toEqual(new Set(bad.map((n) => `${TOPIC}/0/${n}`)));
  });

  test('commits nothing that is neither stored nor put aside', async () => {
    const [log, index] = [new MemoryLog(), new MemoryIndex()];
    await fill(
      log,
      Array.from({ length: 9_000 }, (_, n) => event(n, { padding: 'x'.repeat(400) })),
    );
    let bulks = 0;
    // The second bulk never gets through, the later ones do.
    index.nextFault = () => (bulks++ === 1 || bulks > 6 ? 'busy' : 'none');
    const group = new MemoryGroup(log, TOPIC);
    const ahead: number[] = [];
    const commit = group.commit.bind(group);
    group.commit = (next) => {
      const stored = [...index.documents.keys()].map((id) => Number(id.slice(2)));
      const known = new Set(stored);
      for (const { offset } of next) for (let n = 0; n < offset; n++) if (!known.has(n)) ahead.push(n);
      return commit(next);
    };
    const indexer = start(log, index, group);
    await indexer.run(new AbortController().signal, 0);
    expect(ahead).toEqual([]);
    const from = group.commits.at(-1)?.[0]?.offset ?? 0;
    expect(from).toBeLessThan(9_000);
    index.nextFault = () => 'none';
    // Whoever comes next stores the rest, and what was stored already only once.
    const { committed } = await run(log, index, new MemoryGroup(log, TOPIC, { from }));
    expect(committed).toBe(9_000);
    expect(index.documents.size).toBe(9_000);
    expect(index.writes).toBe(9_000);
  });

  test('what is stored of a large fetch is committed before the rest of it is', async () => {
    const [log, index] = [new MemoryLog(), new MemoryIndex()];
    await fill(
      log,
      Array.from({ length: 9_000 }, (_, n) => event(n, { padding: 'x'.repeat(400) })),
    );
    let bulks = 0;
    const stop = new AbortController();
    // Two bulks get through; then the run is stopped while the store takes nothing.
    index.nextFault = () => {
      if (bulks++ < 2) return 'none';
      stop.abort();
      return 'busy';
    };
    // All of it is one fetch, of which two bulks get through.
    const group = new MemoryGroup(log, TOPIC, { atOnce: 9_000 });
    await start(log, index, group).run(stop.signal, 0);
    const committed = group.commits.at(-1)?.[0]?.offset;
    expect(index.documents.size).toBeGreaterThan(1_000);
    expect(committed).toBe(index.documents.size);
  });

  test('while the store does not answer, two bulks wait for it and a third is filled', async () => {
    const [log, index] = [new MemoryLog(), new MemoryIndex()];
    const group = new MemoryGroup(log, TOPIC);
    await fill(
      log,
      Array.from({ length: 15 }, (_, n) => event(n)),
    );
    const items = group.items.bind(group);
    // One record at a time, each after more than a bulk waits for the next.
    group.items = async function* () {
      for await (const item of items()) {
        if (item.type !== 'records') continue;
        for (const record of item.records) {
          yield { ...item, records: [record], nextOffset: record.offset + 1 };
          await new Promise((resolve) => setTimeout(resolve, 60));
        }
      }
      expect(asked).toBe(2);
      release();
    };
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let asked = 0;
    const bulk = index.bulk.bind(index);
    index.bulk = async (body) => {
      asked++;
      await released;
      return bulk(body);
    };
    const { committed } = await run(log, index, group);
    expect(committed).toBe(15);
    expect(index.documents.size).toBe(15);
    // What came meanwhile was gathered in one.
    expect(index.bulks).toBe(3);
  });

  test('what is too large goes in halves; one record that is too large alone is put aside', async () => {
    const [log, index] = [new MemoryLog(), new MemoryIndex()];
    index.largestBytes = 5_000;
    await fill(log, [...Array.from({ length: 500 }, (_, n) => event(n)), event(500, { much: 'x'.repeat(6_000) })]);
    const { counters, committed } = await run(log, index);
    expect(index.documents.size).toBe(500);
    expect(counters.splits).toBeGreaterThan(0);
    expect(log.records(`${TOPIC}.dead-letter`)).toHaveLength(1);
    expect(committed).toBe(501);
  });

  test('records of any kind: tombstones are passed over, everything else becomes an event', async () => {
    const [log, index] = [new MemoryLog(), new MemoryIndex()];
    await fill(log, [
      null,
      '',
      'plain ERROR text',
      Buffer.from([0, 255, 1]),
      '{"broken": ',
      '{"a":1}',
      '{"message":"m","service":"shop","user":"bob",\n"@timestamp":"2026-11-23T10:00:00.000Z"}',
      `{"message":"big ${'x'.repeat(1_000_000)}"}`,
    ]);
    const { counters, committed } = await run(log, index);
    expect(committed).toBe(8);
    expect(counters).toMatchObject({ records: 8, empty: 1, stored: 7, deadLetters: 0, foreign: 7 });
    const [empty, plain, , broken, , other] = [...index.documents.values()].map(
      ({ text }) => JSON.parse(text) as Record<string, unknown>,
    );
    expect(empty).toMatchObject({ event: { id: 'logs.shop/0/1' } });
    expect(plain).toMatchObject({ message: 'plain ERROR text', service: { name: 'shop' } });
    expect(broken).toMatchObject({ message: '{"broken": ' });
    expect(other).toMatchObject({ '@timestamp': '2026-11-23T10:00:00.000Z', labels: { user: 'bob' } });
  });

  test('dead letters are no events, even when a pattern of topics takes them in', async () => {
    const [log, index] = [new MemoryLog(), new MemoryIndex()];
    await log.append(`${TOPIC}.dead-letter`, [{ key: null, value: Buffer.from(event(1)) }]);
    const { committed } = await run(log, index, new MemoryGroup(log, `${TOPIC}.dead-letter`));
    expect(index.documents.size).toBe(0);
    expect(committed).toBe(1);
  });
});
