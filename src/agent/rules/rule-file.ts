// Rules from a file that is watched. A rule that goes bad is refused alone: its last good version stays in force.
import { AppError, messageOf } from '../../base/errors.ts';
import type { Rule, RuleProblem } from '../../model/rule.ts';
import type { Clock } from '../../ports/clock.ts';
import type { FileSystem } from '../../ports/file-system.ts';
import type { RuleSource, RuleUpdate } from './rule-source.ts';
import { parseRules } from './rule-text.ts';

const MAX_BYTES = 4 * 1024 * 1024;
const POLL_MS = 1_000;

interface RuleFileOptions {
  path: string;
  files: FileSystem;
  clock: Clock;
  /** False: the set is given once and the watch ends. */
  follow?: boolean;
}

/** Rejects on the first read when the file cannot be read; later on the last good set stays and the problem is given. */
export function createRuleFile(options: RuleFileOptions): RuleSource {
  return { watch: (signal) => watchFile(options, signal) };
}

async function* watchFile(options: RuleFileOptions, signal: AbortSignal): AsyncGenerator<RuleUpdate> {
  const { path, files, clock } = options;
  let good = new Map<string, Rule>();
  let seen: string | undefined;
  while (!signal.aborted) {
    const read = await readText(files, path);
    if ('error' in read && seen === undefined) throw unreadable(path, read.error);
    const key = 'error' in read ? `error:${messageOf(read.error)}` : read.text;
    if (key !== seen) {
      seen = key;
      const update = 'error' in read ? keepAll(good, path, read.error) : merge(read.text, good);
      good = new Map(update.rules.map((rule) => [rule.id, rule]));
      yield { ...update, revision: 'error' in read ? 0 : Math.floor(read.mtimeMs / 1000) };
    }
    if (options.follow === false) return;
    await clock.sleep(POLL_MS, signal);
  }
}

async function readText(
  files: FileSystem,
  path: string,
): Promise<{ text: string; mtimeMs: number } | { error: unknown }> {
  try {
    const stat = await files.stat(path);
    const text = new TextDecoder().decode(await files.readWhole(path, MAX_BYTES));
    return { text, mtimeMs: Number(stat.mtimeNs / 1_000_000n) };
  } catch (error) {
    return { error };
  }
}

/** Good rules of the text, and for each bad one its last good version. */
function merge(text: string, good: ReadonlyMap<string, Rule>): { rules: Rule[]; problems: RuleProblem[] } {
  const { rules, problems } = parseRules(text);
  const merged = new Map(rules.map((rule) => [rule.id, rule]));
  // A text that cannot be read at all says nothing about any rule: all stay.
  const broken = problems.some((problem) => problem.rule === '') && rules.length === 0;
  for (const [id, rule] of good) {
    if (!merged.has(id) && (broken || problems.some((problem) => problem.rule === id))) merged.set(id, rule);
  }
  return { rules: [...merged.values()], problems };
}

function keepAll(good: ReadonlyMap<string, Rule>, path: string, error: unknown) {
  const problem = {
    rule: '',
    path: '',
    message: `${path} cannot be read (${messageOf(error)}); the rules before stay.`,
  };
  return { rules: [...good.values()], problems: [problem] };
}

function unreadable(path: string, cause: unknown): AppError {
  return new AppError('FILE_UNREADABLE', `The rules file ${path} cannot be read: ${messageOf(cause)}.`, {
    cause,
    hint: 'Give the path of a readable file that begins with "version: 1".',
  });
}
