// RuleStore on ZooKeeper. A publication first makes the nodes that never change, then switches the index and adds the
// history entry in one transaction that checks the index's version: of two editors one wins, and the other is told.
import { randomUUID } from 'node:crypto';
import { AppError, isAppError, messageOf } from '../../../base/errors.ts';
import type { ZooStep } from '../../../drivers/zookeeper/zookeeper-node.ts';
import { MAX_NODE_BYTES, type ZooKeeperSession } from '../../../drivers/zookeeper/zookeeper-session.ts';
import { type RolloutStep, stepped } from '../../../model/rollout.ts';
import type { Rule, RuleSet } from '../../../model/rule.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { PublishRequest, PublishResult, RuleAccess, RuleRevision, RuleStore } from '../../../ports/rule-store.ts';
import { ChangeCounter } from './change-counter.ts';
import {
  decodeEntry,
  encode,
  FORMAT,
  type HistoryEntry,
  hashOf,
  RULES_A_PAGE,
  type RuleIndex,
  RulePaths,
  type RuleRef,
  recentOf,
} from './rule-nodes.ts';
import { inParallel, NO_RULES, RuleReader } from './rule-reader.ts';
import { tidyHistory } from './tidy-history.ts';

/** A lost watch is made good by looking again so often, with up to half as much again: a thousand agents do not look at once. */
const LOOK_EVERY_MS = 60_000;
const AFTER_TROUBLE_MS = 1_000;
/** A text that is longer is not kept beside the rules. */
const MAX_TEXT_BYTES = 200 * 1024;
/** Changed rules whose nodes the transaction names; more would make it too large for the server. */
const MAX_NAMED = 2_000;
const TIDY_EVERY = 20;
const MAX_TRIES = 5;

interface Prepared {
  pages: string[];
  refs: RuleRef[];
  /** What is in the nodes of pages and rules, by hash. */
  contents: Map<string, string>;
  text?: string;
}

export class ZooKeeperRuleStore implements RuleStore {
  readonly #session: ZooKeeperSession;
  readonly #paths: RulePaths;
  readonly #reader: RuleReader;
  readonly #clock: Clock;
  readonly #closing = new AbortController();

  constructor(session: ZooKeeperSession, root: string, clock: Clock) {
    this.#session = session;
    this.#paths = new RulePaths(root);
    this.#reader = new RuleReader(session, this.#paths);
    this.#clock = clock;
  }

  async read(): Promise<RuleSet> {
    return this.#reader.rulesOf((await this.#reader.index()).index);
  }

  /** Goes on through every trouble; rejects only when the first look fails. Never gives an older revision after a newer one. */
  async *watch(signal: AbortSignal): AsyncGenerator<RuleSet> {
    const stop = AbortSignal.any([signal, this.#closing.signal]);
    const changes = new ChangeCounter();
    const unlisten = this.#session.onState((state) => {
      if (state === 'connected') changes.tell();
    });
    let last: string | undefined;
    let before = { revision: 0, madeAtMs: 0 };
    try {
      while (!stop.aborted) {
        const seen = changes.count;
        let waitMs = LOOK_EVERY_MS * (1 + Math.random() / 2);
        try {
          const { index, madeAtMs } = await this.#reader.index(changes.tell);
          const set = await this.#reader.rulesOf(index);
          const text = JSON.stringify(set);
          // A server that lags behind is not believed; it is asked again soon.
          if (madeAtMs === before.madeAtMs && set.revision < before.revision) waitMs = AFTER_TROUBLE_MS;
          else if (text !== last) {
            last = text;
            before = { revision: set.revision, madeAtMs };
            yield set;
          }
        } catch (error) {
          if (last === undefined || stop.aborted) throw error;
          waitMs = AFTER_TROUBLE_MS;
        }
        await changes.behind(seen, waitMs, stop);
      }
    } finally {
      unlisten();
    }
  }

  async publish(request: PublishRequest): Promise<PublishResult> {
    await this.#begin();
    const prepared = await this.#prepare(request);
    const edit = randomUUID();
    for (let tries = 1; ; tries++) {
      const { index, version } = await this.#reader.index();
      if (index.edit === edit) return this.#published(index.revision);
      if (index.revision !== request.expectRevision)
        return { type: 'conflict', current: await this.#reader.rulesOf(index) };
      const changed = await this.#changed(index, prepared);
      // The index was lost while its history stayed: revisions are never given twice.
      const last = tries === 1 ? index.revision : Math.max(index.revision, await this.#lastInHistory());
      const next = this.#nextIndex(index, prepared, changed, { edit, revision: last + 1 }, request);
      const steps: ZooStep[] = [
        { type: 'write', path: this.#paths.rules, data: encode(next), version },
        { type: 'create', path: this.#paths.entry(next.revision), data: encode(this.#entry(next, prepared, request)) },
        ...changed.slice(0, MAX_NAMED).map((ref) => ({ type: 'exists', path: this.#paths.rule(ref) }) as const),
      ];
      if (await this.#committed(steps, tries)) return this.#published(next.revision);
      // Somebody tidied what this publication stands on, or published meanwhile: the next look tells.
      await this.#makeNodes(request.rules);
    }
  }

  async steer(revision: number, step: RolloutStep): Promise<boolean> {
    for (let tries = 1; ; tries++) {
      const { index, version } = await this.#reader.index();
      if (index.revision !== revision || index.rollout === undefined) return false;
      const { rollout: before, ...rest } = index;
      const rollout = stepped(before, step);
      const next = { ...rest, edit: randomUUID(), ...(rollout === undefined ? {} : { rollout }) };
      const write = { type: 'write', path: this.#paths.rules, data: encode(next), version } as const;
      if (await this.#committed([write], tries)) return true;
    }
  }

  async history(limit: number): Promise<RuleRevision[]> {
    const names = (await this.#session.children(this.#paths.history)) ?? [];
    const newest = names.sort().reverse().slice(0, limit);
    const made = await inParallel(newest, (name) => this.#revision(`${this.#paths.history}/${name}`));
    return made.filter((each) => each !== undefined);
  }

  /** By the access list of the index, which says who may write it. */
  async access(): Promise<RuleAccess> {
    const index = await this.#session.read(this.#paths.rules);
    if (index === undefined || (await this.#session.mayWrite(this.#paths.rules)) !== false) return { mayPublish: true };
    const reason = `ZooKeeper at ${this.#session.servers} lets this user read ${this.#paths.rules}, not write it.`;
    return { mayPublish: false, reason };
  }

  async close(): Promise<void> {
    this.#closing.abort();
  }

  /** The nodes above; the index is written once so that its version, which transactions check, is not 0. */
  async #begin(): Promise<void> {
    const { rules, pages, texts, history } = this.#paths;
    const node = await this.#session.read(rules);
    if (node !== undefined && node.version > 0) return;
    for (const path of [rules, pages, texts, history]) await this.#session.createAll(path);
    await this.#session.write(rules, encode(NO_RULES), 0);
  }

  async #prepare({ rules, text }: PublishRequest): Promise<Prepared> {
    for (const rule of rules) {
      const size = encode(rule).length;
      if (size > MAX_NODE_BYTES)
        throw new AppError('RULE_INVALID', `Rule "${rule.id}" takes ${size} bytes; at most ${MAX_NODE_BYTES} fit.`, {
          hint: 'Split it into several rules.',
        });
    }
    const refs = await this.#makeNodes(rules);
    const pages: string[] = [];
    const contents = new Map(refs.map(([, hash], i) => [hash, encode(rules[i]).toString()]));
    for (let at = 0; at < refs.length; at += RULES_A_PAGE) {
      const data = encode(refs.slice(at, at + RULES_A_PAGE));
      pages.push(hashOf(data));
      contents.set(hashOf(data), data.toString());
      await this.#session.create(this.#paths.page(hashOf(data)), data);
    }
    const kept = text === undefined ? undefined : Buffer.from(text);
    if (kept === undefined || kept.length > MAX_TEXT_BYTES) return { pages, refs, contents };
    await this.#session.create(`${this.#paths.texts}/${hashOf(kept)}`, kept);
    return { pages, refs, contents, text: hashOf(kept) };
  }

  /** Makes the nodes of the rules that are not there yet. */
  async #makeNodes(rules: readonly Rule[]): Promise<RuleRef[]> {
    const there = new Set((await this.#session.children(this.#paths.rules)) ?? []);
    return inParallel(rules, async (rule): Promise<RuleRef> => {
      const data = encode(rule);
      const ref: RuleRef = [rule.id, hashOf(data)];
      if (!there.has(`${ref[0]}@${ref[1]}`)) await this.#session.create(this.#paths.rule(ref), data);
      return ref;
    });
  }

  async #changed(index: RuleIndex, { refs }: Prepared): Promise<RuleRef[]> {
    const before = new Set((await this.#reader.refsOf(index.pages)).map(([id, hash]) => `${id}@${hash}`));
    return refs.filter(([id, hash]) => !before.has(`${id}@${hash}`));
  }

  #nextIndex(
    before: RuleIndex,
    { pages, contents }: Prepared,
    changed: readonly RuleRef[],
    made: { edit: string; revision: number },
    { canary }: PublishRequest,
  ): RuleIndex {
    const brought = [...pages.filter((hash) => !before.pages.includes(hash)), ...changed.map(([, hash]) => hash)];
    const recent = recentOf(new Map(brought.map((hash) => [hash, contents.get(hash)!])));
    const next = { format: FORMAT, ...made, pages, ...recent };
    if (canary === undefined) return next;
    // A rollout on top of one that is not over: what holds elsewhere is what held before both.
    const stable = before.rollout?.stable ?? { revision: before.revision, pages: before.pages };
    return { ...next, rollout: { ...canary, state: 'running', stable } };
  }

  async #lastInHistory(): Promise<number> {
    const names = (await this.#session.children(this.#paths.history)) ?? [];
    return Math.max(0, ...names.map(Number).filter(Number.isSafeInteger));
  }

  #entry(next: RuleIndex, { pages, text }: Prepared, { note, by }: PublishRequest): HistoryEntry {
    const entry = { format: FORMAT, revision: next.revision, atMs: this.#clock.nowMs(), by, note, pages };
    return text === undefined ? entry : { ...entry, text };
  }

  /** False when another try is due: the version was another one, or the connection was lost and nobody knows. */
  async #committed(steps: readonly ZooStep[], tries: number): Promise<boolean> {
    try {
      if ((await this.#session.commit(steps)) === 'done') return true;
      if (tries < MAX_TRIES) return false;
      throw new AppError(
        'STORE_CORRUPT',
        `ZooKeeper at ${this.#session.servers} refuses to publish under ${this.#paths.rules}.`,
        {
          hint: `A node that is not Crosstail's may be in the way: look under ${this.#paths.history}.`,
        },
      );
    } catch (error) {
      if (!isAppError(error) || !error.retryable || tries >= MAX_TRIES) throw error;
      return false;
    }
  }

  #published(revision: number): PublishResult {
    if (revision % TIDY_EVERY === 0)
      tidyHistory(this.#session, this.#paths, this.#clock.nowMs()).catch(() => {
        // What was not tidied now is tidied after one of the next publications.
      });
    return { type: 'published', revision };
  }

  /** An entry that is damaged says so in its note: the others can still be gone back to. */
  async #revision(path: string): Promise<RuleRevision | undefined> {
    const node = await this.#session.read(path);
    if (node === undefined) return undefined;
    try {
      const { revision, atMs, by, note, pages, text } = decodeEntry(node.data, path);
      const set = await new RuleReader(this.#session, this.#paths).rulesOf({ ...NO_RULES, revision, pages });
      const written = text === undefined ? undefined : await this.#session.read(`${this.#paths.texts}/${text}`);
      const kept = written === undefined ? {} : { text: written.data.toString('utf8') };
      return { revision, atMs, by, note, rules: set.rules, ...kept };
    } catch (error) {
      if (isAppError(error) && error.retryable) throw error;
      const revision = Number(path.slice(path.lastIndexOf('/') + 1));
      if (!Number.isSafeInteger(revision)) return undefined;
      return { revision, atMs: node.writtenAtMs, by: '?', note: messageOf(error), rules: [] };
    }
  }
}
