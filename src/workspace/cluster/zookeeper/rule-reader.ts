// From the index in ZooKeeper to a rule set. What never changes is kept, so that a change costs the index, and where it is
// large, one page and the rules that changed.
import type { ZooKeeperSession } from '../../../drivers/zookeeper/zookeeper-session.ts';
import type { Rule, RuleProblem, RuleSet } from '../../../model/rule.ts';
import {
  decodeIndex,
  decodePage,
  decodeRule,
  type RuleIndex,
  type RulePaths,
  type RuleRef,
  toRollout,
} from './rule-nodes.ts';

/** Requests on the way at once. */
const PARALLEL = 64;

/** The index as it lies there. Version 0 stands for a node that was made and not yet written to, or is not there. */
export interface IndexNode {
  index: RuleIndex;
  version: number;
  /** When the node was made, by the server's clock: another time is another life of the index. 0 when it is not there. */
  madeAtMs: number;
}

/** Contents of nodes by their hashes, as an index repeats them. */
type Recent = Readonly<Record<string, string>>;

export const NO_RULES: RuleIndex = { format: 1, revision: 0, edit: '', pages: [] };

export class RuleReader {
  readonly #session: ZooKeeperSession;
  readonly #paths: RulePaths;
  #pages = new Map<string, RuleRef[]>();
  #rules = new Map<string, Rule>();
  /** The last good content of each rule: it stays in force when a new one cannot be read. */
  readonly #good = new Map<string, Rule>();

  constructor(session: ZooKeeperSession, paths: RulePaths) {
    this.#session = session;
    this.#paths = paths;
  }

  /** The index; `changed` is called once when it changes. */
  async index(changed?: () => void): Promise<IndexNode> {
    const node = await this.#session.read(this.#paths.rules, changed);
    const { version, madeAtMs, data } = node ?? { version: 0, madeAtMs: 0, data: Buffer.alloc(0) };
    const index = data.length === 0 ? NO_RULES : decodeIndex(data, this.#paths.rules);
    return { index, version, madeAtMs };
  }

  /** The rules of an index. Rules whose nodes cannot be read are refused alone: their last good content is given. */
  async rulesOf(index: RuleIndex): Promise<RuleSet> {
    const problems: RuleProblem[] = [];
    const used = { pages: new Map<string, RuleRef[]>(), rules: new Map<string, Rule>() };
    const recent = index.recent ?? {};
    const rules = await this.#load(index.pages, used, problems, recent);
    const stable = index.rollout?.stable;
    const stableRules = stable === undefined ? [] : await this.#load(stable.pages, used, problems, recent);
    this.#pages = used.pages;
    this.#rules = used.rules;
    return {
      revision: index.revision,
      rules,
      ...(index.rollout === undefined ? {} : { rollout: toRollout(index.rollout, stableRules) }),
      ...(problems.length === 0 ? {} : { problems }),
    };
  }

  /** Ids and contents of the rules on these pages; `recent` holds contents that need not be asked for, by hash. */
  async refsOf(pages: readonly string[], recent: Recent = {}): Promise<RuleRef[]> {
    const lists = await inParallel(pages, async (hash) => {
      const known = this.#pages.get(hash);
      if (known !== undefined) return known;
      const data = await this.#content(this.#paths.page(hash), hash, recent);
      return decodePage(data ?? Buffer.alloc(0), this.#paths.page(hash));
    });
    pages.forEach((hash, i) => {
      this.#pages.set(hash, lists[i]!);
    });
    return lists.flat();
  }

  async #load(
    pages: readonly string[],
    used: { pages: Map<string, RuleRef[]>; rules: Map<string, Rule> },
    problems: RuleProblem[],
    recent: Recent,
  ): Promise<Rule[]> {
    const refs = await this.refsOf(pages, recent);
    for (const hash of pages) used.pages.set(hash, this.#pages.get(hash)!);
    const rules = await inParallel(refs, async (ref): Promise<Rule | undefined> => {
      const [id, hash] = ref;
      const path = this.#paths.rule(ref);
      const known = this.#rules.get(hash);
      const rule = known ?? decodeRule(ref, await this.#content(path, hash, recent), path);
      if ('problem' in rule) {
        problems.push({ rule: id, path: '', message: rule.problem });
        return this.#good.get(id);
      }
      used.rules.set(hash, rule);
      this.#good.set(id, rule);
      return rule;
    });
    return rules.filter((rule) => rule !== undefined);
  }

  async #content(path: string, hash: string, recent: Recent): Promise<Buffer | undefined> {
    const known = Object.hasOwn(recent, hash) ? recent[hash] : undefined;
    return known === undefined ? (await this.#session.read(path))?.data : Buffer.from(known);
  }
}

/** Runs `work` over all of `list`, so many at a time; the results in the list's order. */
export async function inParallel<T, R>(list: readonly T[], work: (each: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(list.length);
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < list.length; i = next++) results[i] = await work(list[i]!);
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL, list.length) }, worker));
  return results;
}
