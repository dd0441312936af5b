import type { ZooKeeperSession } from '../../../drivers/zookeeper/zookeeper-session.ts';
import { decodeEntry, type RulePaths } from './rule-nodes.ts';
import { inParallel, RuleReader } from './rule-reader.ts';

export const MAX_HISTORY = 200;
/** Younger nodes may belong to a publication that is under way. */
const MIN_AGE_MS = 60 * 60_000;

/** Removes the oldest entries of the history, and the nodes that no entry and no index names any more. */
export async function tidyHistory(session: ZooKeeperSession, paths: RulePaths, nowMs: number): Promise<void> {
  const names = ((await session.children(paths.history)) ?? []).sort();
  for (const name of names.splice(0, Math.max(0, names.length - MAX_HISTORY)))
    await session.remove(`${paths.history}/${name}`);
  const reader = new RuleReader(session, paths);
  const { index } = await reader.index();
  const pages = new Set([...index.pages, ...(index.rollout?.stable.pages ?? [])]);
  const texts = new Set<string>();
  for (const name of names) {
    const node = await session.read(`${paths.history}/${name}`);
    if (node === undefined) continue;
    const entry = decodeEntry(node.data, name);
    for (const page of entry.pages) pages.add(page);
    if (entry.text !== undefined) texts.add(entry.text);
  }
  const rules = new Set((await reader.refsOf([...pages])).map(([id, hash]) => `${id}@${hash}`));
  await removeOthers(session, paths.rules, rules, nowMs);
  await removeOthers(session, paths.pages, pages, nowMs);
  await removeOthers(session, paths.texts, texts, nowMs);
}

async function removeOthers(
  session: ZooKeeperSession,
  parent: string,
  keep: ReadonlySet<string>,
  nowMs: number,
): Promise<void> {
  const names = ((await session.children(parent)) ?? []).filter((name) => !keep.has(name));
  await inParallel(names, async (name) => {
    const node = await session.read(`${parent}/${name}`);
    if (node !== undefined && nowMs - node.madeAtMs > MIN_AGE_MS) await session.remove(`${parent}/${name}`);
  });
}
