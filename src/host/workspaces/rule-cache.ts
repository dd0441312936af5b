// Rules from ZooKeeper, and the last good ones on disk: an agent goes on with them while ZooKeeper is away, also when it
// is started then.
import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import type { RuleSource, RuleUpdate } from '../../agent/rules/rule-source.ts';
import { messageOf } from '../../base/errors.ts';
import type { RuleSet } from '../../model/rule.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';

const FORMAT = 1;
/** Rules of the last run hold after this long without an answer. */
const PATIENCE_MS = 1_500;
const RETRY_MS = 1_000;

interface Cached {
  set: RuleSet;
  savedAtMs: number;
}

interface CachedRulesOptions {
  source: RuleSource;
  /** File of the rules; its folder is made when missing. */
  file: string;
  clock: Clock;
  log: Logger;
  /** Waits for the source as long as it tries, as a run that ends must not end with old rules. */
  patient?: boolean;
}

/** Never rejects: without an answer and without a file there are no rules, and the report says why. */
export function cacheRules(options: CachedRulesOptions): RuleSource {
  return { watch: (signal) => watch(options, signal) };
}

async function* watch(options: CachedRulesOptions, signal: AbortSignal): AsyncGenerator<RuleUpdate> {
  const { source, clock, log, file } = options;
  let held = await load(file, log);
  let isGiven = false;
  while (!signal.aborted) {
    const stop = new AbortController();
    const updates = source.watch(AbortSignal.any([signal, stop.signal]))[Symbol.asyncIterator]();
    try {
      let next = updates.next();
      if (!isGiven && held !== undefined && !options.patient) {
        const answered = next.then(
          () => true,
          () => true,
        );
        if (!(await Promise.race([answered, clock.sleep(PATIENCE_MS, signal).then(() => false)]))) {
          isGiven = true;
          yield { ...held.set, problems: [away('it does not answer yet', held)] };
        }
      }
      for (let item = await next; item.done !== true; item = await next) {
        held = { set: item.value, savedAtMs: clock.nowMs() };
        isGiven = true;
        await save(file, held, log);
        yield item.value;
        next = updates.next();
      }
      return;
    } catch (error) {
      if (signal.aborted) return;
      log.warn('rules cannot be read from ZooKeeper; it is tried again', { error: messageOf(error) });
      yield { ...(held?.set ?? { revision: 0, rules: [] }), problems: [away(messageOf(error), held)] };
      isGiven = true;
      await clock.sleep(RETRY_MS, signal);
    } finally {
      stop.abort();
    }
  }
}

function away(why: string, held: Cached | undefined) {
  const holding =
    held === undefined ? 'There are no rules yet' : `The rules of ${new Date(held.savedAtMs).toISOString()} hold`;
  return { rule: '', path: '', message: `${holding}: ${why}` };
}

async function load(file: string, log: Logger): Promise<Cached | undefined> {
  try {
    const cached = JSON.parse(await readFile(file, 'utf8')) as { format: number } & Cached;
    if (cached.format !== FORMAT || !Array.isArray(cached.set.rules) || !Number.isFinite(cached.set.revision))
      throw new SyntaxError('it is of another form');
    return { set: cached.set, savedAtMs: cached.savedAtMs };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT'))
      log.warn('the rules of the last run cannot be read; they are not used', { file, error: messageOf(error) });
    return undefined;
  }
}

/** A cache that cannot be written costs nothing now: the agent goes on. */
async function save(file: string, { set, savedAtMs }: Cached, log: Logger): Promise<void> {
  const { problems: _, ...good } = set;
  const text = JSON.stringify({ format: FORMAT, savedAtMs, set: good });
  const draft = `${file}.${randomUUID()}`;
  try {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (error) {
    log.warn('the rules could not be kept for the next start', { file, error: messageOf(error) });
  }
}
