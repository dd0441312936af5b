// Numbered lines → agent → Kafka → two readers, while broker, agent and the links between them fail. One reader sees
// the broker through the failing link, the other directly (TLS and SCRAM); both have to see every offset once.
import { type ChildProcess, fork } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { KafkaCluster } from '../../src/drivers/kafka/kafka-cluster.ts';
import { KafkaFetcher } from '../../src/drivers/kafka/kafka-fetcher.ts';
import type { KafkaSettings } from '../../src/drivers/kafka/kafka-settings.ts';
import { RecordCursor } from '../../src/drivers/kafka/record-cursor.ts';
import { ensureTopic } from '../../src/drivers/kafka/topic-creation.ts';
import { KAFKA_USER, startKafka } from '../../tools/servers/kafka-server.mjs';
import { FaultProxy, type LinkState } from './fault-proxy.ts';
import { seededRandom } from './log-lines.ts';

export const FAULTS = ['broker-kill', 'agent-kill', 'cut', 'delay', 'half-open', 'mute', 'trickle', 'refuse'] as const;
export type Fault = (typeof FAULTS)[number];

const FILES = 5;
const PARTITIONS = 3;
const TOPIC = 'torture';
/** What a healed system may take until every line is there. */
const HEAL_LIMIT_MS = 180_000;
const REQUEST_TIMEOUT_MS = 3_000;

export interface FaultVerdict {
  lines: number;
  lost: number;
  /** Records that came before their turn within a file. */
  outOfOrder: number;
  /** Lines that are there again; only a killed agent may repeat. */
  repeats: number;
  repeatsWithoutKill: number;
  /** Offsets a reader missed, or was given twice. */
  readersOff: number;
  stuck: number;
  longestHealMs: number;
}

/** What `startKafka` of tools/servers gives. */
interface OwnKafka {
  port: number;
  secureAddress: string;
  ca: string;
  server: { kill(): Promise<void>; start(): Promise<void>; stop(): Promise<void> };
}

export class KafkaFaultRounds {
  readonly #folder: string;
  readonly #proxy: FaultProxy;
  readonly #kafka: OwnKafka;
  readonly #random: () => number;
  readonly #written = new Array<number>(FILES).fill(0);
  /** Next line due of each file, as the direct reader saw it. */
  readonly #due = new Array<number>(FILES).fill(0);
  readonly #readers: Reader[] = [];
  readonly #verdict = { outOfOrder: 0, repeats: 0, repeatsWithoutKill: 0, stuck: 0, longestHealMs: 0 };
  #agent: ChildProcess | undefined;
  #agentKilled = false;

  private constructor(folder: string, proxy: FaultProxy, kafka: OwnKafka, seed: number) {
    this.#folder = folder;
    this.#proxy = proxy;
    this.#kafka = kafka;
    this.#random = seededRandom(seed);
  }

  /** Starts a broker of its own behind a proxy, the agent and the readers. The folder is the caller's, and empty. */
  static async open(folder: string, seed: number): Promise<KafkaFaultRounds> {
    const proxy = await FaultProxy.open(0);
    const kafka: OwnKafka = await startKafka(path.join(folder, 'kafka'), {
      settings: ({ secure }: { secure: number }) => ({
        'advertised.listeners': `PLAINTEXT://127.0.0.1:${proxy.port},SASL_SSL://127.0.0.1:${secure}`,
      }),
    });
    proxy.pointTo(kafka.port);
    const rounds = new KafkaFaultRounds(folder, proxy, kafka, seed);
    await rounds.#begin();
    return rounds;
  }

  async #begin(): Promise<void> {
    const logs = path.join(this.#folder, 'logs');
    fs.mkdirSync(logs);
    const rule = `  - id: torture\n    paths: [${JSON.stringify(`${logs}/*.log`)}]\n    start: beginning\n    multiline: none\n    topic: ${TOPIC}\n`;
    fs.writeFileSync(path.join(this.#folder, 'rules.yaml'), `version: 1\nrules:\n${rule}`);
    const { secureAddress, ca } = this.#kafka;
    const sasl = { mechanism: 'scram-sha-256' as const, ...KAFKA_USER };
    const direct = new Reader({ brokers: [secureAddress], tls: { ca }, sasl }, (text) => this.#note(text));
    const behindFaults = new Reader({ brokers: [`127.0.0.1:${this.#proxy.port}`] }, () => {});
    this.#readers.push(direct, behindFaults);
    await ensureTopic(direct.cluster, TOPIC, { partitions: PARTITIONS });
    for (const reader of this.#readers) reader.start();
    await this.#startAgent();
  }

  /** Writes, breaks, writes, mends, and waits until everything written has arrived at both readers. */
  async round(fault: Fault): Promise<void> {
    await this.#write(300);
    await this.#break(fault);
    const startMs = performance.now();
    const arrived = await this.#arrived();
    this.#verdict.longestHealMs = Math.max(this.#verdict.longestHealMs, Math.round(performance.now() - startMs));
    if (!arrived) this.#verdict.stuck++;
    this.#agentKilled = false;
  }

  verdict(): FaultVerdict {
    const lines = this.#written.reduce((sum, count) => sum + count, 0);
    const seen = this.#due.reduce((sum, count) => sum + count, 0);
    const readersOff = this.#readers.reduce((sum, { off }) => sum + off, 0);
    return { lines, lost: lines - seen, readersOff, ...this.#verdict };
  }

  async close(): Promise<void> {
    for (const reader of this.#readers) reader.close();
    await this.#killAgent();
    await this.#proxy.close();
    await this.#kafka.server.stop();
  }

  async #break(fault: Fault): Promise<void> {
    if (fault === 'broker-kill') {
      await this.#kafka.server.kill();
      await this.#write(300);
      await this.#kafka.server.start();
    } else if (fault === 'agent-kill') {
      this.#agentKilled = true;
      await this.#killAgent();
      await this.#write(300);
      await this.#startAgent();
    } else if (fault === 'cut') {
      for (let i = 0; i < 5; i++) {
        await this.#write(40);
        this.#proxy.cut();
      }
    } else {
      await this.#breakLink(fault);
    }
  }

  async #breakLink(state: LinkState): Promise<void> {
    this.#proxy.state = state;
    if (state === 'refuse') this.#proxy.cut();
    await this.#write(500 + this.#random() * 3_000);
    this.#proxy.state = 'pass';
    await this.#write(100);
  }

  /** Appends numbered lines for about so long. */
  async #write(forMs: number): Promise<void> {
    for (const end = performance.now() + forMs; performance.now() < end; ) {
      const file = Math.floor(this.#random() * FILES);
      let text = '';
      for (let left = 1 + Math.floor(this.#random() * 30); left > 0; left--)
        text += `2026-11-24 10:00:00,000 INFO file ${file} line ${this.#written[file]!++} of many\n`;
      fs.appendFileSync(path.join(this.#folder, 'logs', `f${file}.log`), text);
      await pause(5);
    }
  }

  #note(text: string): void {
    const [, fileText, numberText] = /file (\d+) line (\d+) of many/.exec(text) ?? [];
    const [file, number] = [Number(fileText), Number(numberText)];
    const due = this.#due[file];
    if (due === undefined || number > due) this.#verdict.outOfOrder++;
    else if (number === due) this.#due[file] = due + 1;
    else {
      this.#verdict.repeats++;
      if (!this.#agentKilled) this.#verdict.repeatsWithoutKill++;
    }
  }

  async #arrived(): Promise<boolean> {
    const [direct, behind] = this.#readers as [Reader, Reader];
    const isThere = () => this.#due.every((due, file) => due === this.#written[file]) && behind.total >= direct.total;
    for (const end = performance.now() + HEAL_LIMIT_MS; performance.now() < end; await pause(20))
      if (isThere()) return true;
    return isThere();
  }

  async #startAgent(): Promise<void> {
    const { port } = this.#proxy;
    const args = [path.join(this.#folder, 'rules.yaml'), path.join(this.#folder, 'state'), `127.0.0.1:${port}`];
    const child = fork(
      new URL('../torture/kafka-agent-child.ts', import.meta.url),
      [...args, String(REQUEST_TIMEOUT_MS)],
      { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: ['--disable-warning=ExperimentalWarning'] },
    );
    this.#agent = child;
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve());
      child.once('exit', (code) => reject(new Error(`The agent ended with ${code} before it was ready.`)));
    });
  }

  async #killAgent(): Promise<void> {
    const child = this.#agent;
    this.#agent = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }
}

/** Reads the whole topic and checks that every offset comes once, in order. */
class Reader {
  readonly cluster: KafkaCluster;
  total = 0;
  off = 0;
  readonly #fetcher: KafkaFetcher;
  readonly #onValue: (text: string) => void;

  constructor(settings: KafkaSettings, onValue: (text: string) => void) {
    const limits = { connectTimeoutMs: 2_000, requestTimeoutMs: REQUEST_TIMEOUT_MS };
    this.cluster = new KafkaCluster({ ...settings, ...limits });
    this.#fetcher = new KafkaFetcher(this.cluster);
    this.#onValue = onValue;
  }

  start(): void {
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const cursor = new RecordCursor();
      let due = 0;
      this.#fetcher.add({
        topic: TOPIC,
        partition,
        offset: 0,
        listener: {
          records: (batches) => {
            for (const batch of batches)
              for (cursor.open(batch); cursor.next(); ) {
                if (cursor.offset !== due) this.off++;
                due = cursor.offset + 1;
                this.total++;
                this.#onValue(String(cursor.value()));
              }
          },
          gap: () => this.off++,
          trouble: () => {},
        },
      });
    }
  }

  close(): void {
    this.#fetcher.close();
    this.cluster.close();
  }
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
