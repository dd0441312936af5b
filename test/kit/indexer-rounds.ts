// Numbered records in Kafka, indexers as programs of their own, an Elasticsearch that fails: what arrived, what was put
// aside, and whether a commit ever was ahead of what is stored.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { AppError } from '../../src/base/errors.ts';
import { ElasticsearchClient } from '../../src/drivers/elasticsearch/elasticsearch-client.ts';
import { KafkaCluster } from '../../src/drivers/kafka/connection/kafka-cluster.ts';
import { KafkaRecordLog } from '../../src/drivers/kafka/fetch/kafka-record-log.ts';
import { KafkaGroupInspector } from '../../src/drivers/kafka/groups/kafka-group-inspector.ts';
import { KafkaProducer } from '../../src/drivers/kafka/produce/kafka-producer.ts';
import { ensureTopic } from '../../src/drivers/kafka/protocol/topic-creation.ts';
import { DeadLetterBook } from '../../src/indexer/dead-letter-book.ts';
import { FaultyElasticsearch } from './faulty-elasticsearch.ts';

export interface IndexerRoundsOptions {
  kafka: string;
  elasticsearch: string;
  records: number;
  /** Every so-manieth record can never be stored. */
  badEvery: number;
  /** Share of bulks that fail. */
  failing: number;
  indexers: number;
  /** Times an indexer is killed by SIGKILL, one after the other. */
  kills: number;
  say(text: string): void;
}

export interface IndexerRoundsResult {
  stored: number;
  lost: number;
  /** Documents beyond one a record: the same id in two indices. */
  twice: number;
  deadLetters: number;
  wrongDeadLetters: number;
  /** Records that were committed but neither stored nor put aside when that was looked at. */
  committedAhead: number;
  killed: number;
  faults: Record<string, number>;
}

const PROGRAM = path.join(import.meta.dirname, '../../src/cli/crosstail.ts');
const INDEXER = path.join(import.meta.dirname, '../torture/indexer-child.ts');
const PARTITIONS = 3;
const START_MS = Date.UTC(2026, 10, 22, 20);
const CHUNK = 5_000;
const LOOK_EVERY_MS = 3_000;

/** One run from an empty topic to its end. Removes what it made in Elasticsearch. */
export async function runIndexerRounds(options: IndexerRoundsOptions): Promise<IndexerRoundsResult> {
  const name = `t${randomBytes(4).toString('hex')}`;
  const proxy = await FaultyElasticsearch.open(options.elasticsearch, options.failing);
  const rounds = new IndexerRounds(options, name, proxy);
  try {
    return await rounds.run();
  } finally {
    await rounds.close();
    await proxy.close();
  }
}

class IndexerRounds {
  readonly #options: IndexerRoundsOptions;
  readonly #name: string;
  readonly #topic: string;
  readonly #proxy: FaultyElasticsearch;
  readonly #cluster: KafkaCluster;
  readonly #log: KafkaRecordLog;
  readonly #inspector: KafkaGroupInspector;
  readonly #client: ElasticsearchClient;
  readonly #children = new Set<ChildProcess>();
  #killed = 0;
  #ahead = 0;

  constructor(options: IndexerRoundsOptions, name: string, proxy: FaultyElasticsearch) {
    this.#options = options;
    this.#name = name;
    this.#topic = `${name}.logs`;
    this.#proxy = proxy;
    this.#cluster = new KafkaCluster({ brokers: [options.kafka] });
    this.#log = new KafkaRecordLog(this.#cluster, new KafkaProducer(this.#cluster, () => undefined));
    this.#inspector = new KafkaGroupInspector(this.#cluster);
    this.#client = new ElasticsearchClient({ nodes: [options.elasticsearch], indices: [`${name}-*`] });
  }

  async run(): Promise<IndexerRoundsResult> {
    const { records, indexers, kills, say } = this.#options;
    await this.#fill();
    say(`${records} records in ${PARTITIONS} partitions`);
    await this.#setUp();
    for (let i = 0; i < indexers; i++) this.#start();
    let nextKill = 1;
    let lookedMs = Number.NEGATIVE_INFINITY;
    for (let done = 0; done < records; ) {
      done = (await this.#committed()) ?? done;
      // Each look makes Elasticsearch write a segment.
      if (performance.now() - lookedMs > LOOK_EVERY_MS) {
        await this.#checkAhead();
        lookedMs = performance.now();
      }
      // Spread over the work: an indexer is killed whenever another share of it is committed.
      if (nextKill <= kills && done >= ((nextKill - 1) * records) / kills) {
        nextKill++;
        await this.#kill();
        say(`${done} committed, ${this.#killed} killed`);
      }
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    return this.#result();
  }

  async #fill(): Promise<void> {
    const { records, badEvery } = this.#options;
    await ensureTopic(this.#cluster, this.#topic, { partitions: PARTITIONS });
    for (let from = 0; from < records; from += CHUNK) {
      const chunk = Array.from({ length: Math.min(CHUNK, records - from) }, (_, i) => from + i);
      await this.#log.append(
        this.#topic,
        chunk.map((n) => ({ key: null, value: eventBytes(n, n % badEvery === 0), partition: n % PARTITIONS })),
      );
    }
  }

  async #setUp(): Promise<void> {
    const { kafka } = this.#options;
    const own = ['--topic', this.#topic, '--group', this.#name, '--prefix', `${this.#name}-`];
    const servers = ['--kafka', kafka, '--elasticsearch', this.#proxy.node];
    const args = ['--disable-warning=ExperimentalWarning', PROGRAM, 'indexer', '--setup', ...own, ...servers];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    const code = await new Promise((resolve) => child.once('exit', resolve));
    if (code !== 0) throw new Error(`--setup ended with ${code}`);
  }

  #start(): void {
    const settings = {
      kafka: { brokers: [this.#options.kafka] },
      elasticsearch: { nodes: [this.#proxy.node] },
      topics: [this.#topic],
      group: this.#name,
      prefix: `${this.#name}-`,
      // A killed one's partitions go to the others soon: the run is about what is stored, not about waiting.
      groupSessionMs: 6_000,
    };
    const args = ['--disable-warning=ExperimentalWarning', INDEXER, JSON.stringify(settings)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    this.#children.add(child);
    child.once('exit', () => this.#children.delete(child));
  }

  async #kill(): Promise<void> {
    const [child] = this.#children;
    if (child === undefined) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    this.#killed++;
    this.#start();
  }

  /** Undefined while the group's coordinator cannot tell. */
  async #committed(): Promise<number | undefined> {
    try {
      const lags = await this.#inspector.lag(this.#name, [this.#topic]);
      return lags.reduce((sum, { committed }) => sum + (committed ?? 0), 0);
    } catch (error) {
      if (error instanceof AppError && error.retryable) return undefined;
      throw error;
    }
  }

  /** Of what is committed now, all must be stored or put aside: looked at after the commits were read. */
  async #checkAhead(): Promise<void> {
    const committed = (await this.#committed()) ?? 0;
    const settled = (await this.#count()) + (await this.#letters()).size;
    this.#ahead = Math.max(this.#ahead, committed - settled);
  }

  async #count(): Promise<number> {
    const query = { ignore_unavailable: true, allow_no_indices: true };
    await this.#client.request('POST', `/${this.#name}-*/_refresh`, { query });
    return (await this.#client.request<{ count: number }>('GET', `/${this.#name}-*/_count`, { query })).count;
  }

  async #letters(): Promise<Set<string>> {
    const { letters } = await new DeadLetterBook(this.#log, [this.#topic]).list(1_000_000);
    return new Set(letters.map(({ text }) => String(numberOf(text))));
  }

  async #result(): Promise<IndexerRoundsResult> {
    const { records, badEvery } = this.#options;
    const seen = new Map<number, number>();
    for await (const n of this.#numbers()) seen.set(n, (seen.get(n) ?? 0) + 1);
    const letters = await this.#letters();
    const result = { stored: seen.size, lost: 0, twice: 0, deadLetters: letters.size, wrongDeadLetters: 0 };
    for (let n = 0; n < records; n++) {
      const isBad = n % badEvery === 0;
      if (letters.has(String(n)) !== isBad) result.wrongDeadLetters++;
      if (!isBad && !seen.has(n)) result.lost++;
      result.twice += Math.max(0, (seen.get(n) ?? 0) - 1);
    }
    return { ...result, committedAhead: this.#ahead, killed: this.#killed, faults: this.#proxy.counts };
  }

  async *#numbers(): AsyncGenerator<number> {
    let after: unknown[] | undefined;
    for (;;) {
      const body = {
        size: 10_000,
        _source: false,
        docvalue_fields: ['log.offset'],
        sort: [{ 'log.offset': 'asc' }, { _index: 'asc' }],
        ...(after === undefined ? {} : { search_after: after }),
      };
      const answer = await this.#client.request<NumbersAnswer>('POST', `/${this.#name}-*/_search`, { body });
      for (const hit of answer.hits.hits) yield hit.fields['log.offset'][0];
      after = answer.hits.hits.at(-1)?.sort;
      if (after === undefined) return;
    }
  }

  async close(): Promise<void> {
    for (const child of this.#children) child.kill('SIGKILL');
    const names = await this.#client.request<object>('GET', `/${this.#name}-*/_settings/index.uuid`);
    for (const index of Object.keys(names)) await this.#client.request('DELETE', `/${index}`);
    await this.#client.request('DELETE', `/_index_template/${this.#name}-events`);
    await this.#client.close();
    this.#cluster.close();
  }
}

interface NumbersAnswer {
  hits: { hits: { fields: { 'log.offset': [number] }; sort: unknown[] }[] };
}

/** An event of ours with its number as offset; a bad one has an object where the index takes text. */
export function eventBytes(n: number, isBad: boolean): Buffer {
  const event = {
    '@timestamp': new Date(START_MS + n * 20).toISOString(),
    log: {
      level: 'INFO',
      offset: n,
      file: { path: '/var/log/shop.log' },
      logger: isBad ? { no: 'text' } : 'shop.cart',
    },
    message: `2026-11-22 20:00:00,000 INFO shop.cart: order ${n} taken by worker ${n % 17} in ${n % 97} ms req-${n.toString(16)}`,
    service: { name: 'shop' },
    host: { name: `host-${n % 5}` },
    event: { id: `e-${n.toString(36)}` },
    crosstail: {
      rule: 'shop',
      revision: 1,
      format: 'python',
      body_at: 40,
      ids: { request: [`req-${n.toString(16)}`] },
    },
  };
  return Buffer.from(JSON.stringify(event));
}

function numberOf(text: string): number {
  return (JSON.parse(text) as { log: { offset: number } }).log.offset;
}
