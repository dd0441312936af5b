// RuleStore in one JSON file: the published set and what was published before. Edits by hand are seen as well.
import { AppError, messageOf } from '../../base/errors.ts';
import { type Rollout, type RolloutStep, stepped } from '../../model/rollout.ts';
import type { Rule, RuleSet } from '../../model/rule.ts';
import type { Clock } from '../../ports/clock.ts';
import type { FileSystem } from '../../ports/file-system.ts';
import type { PublishRequest, PublishResult, RuleRevision, RuleStore } from '../../ports/rule-store.ts';
import { Broadcast } from './broadcast.ts';
import { readFileText, replaceFile } from './whole-file.ts';

const FORMAT = 1;
const MAX_BYTES = 16 * 1024 * 1024;
const MAX_HISTORY = 200;
/** The file is looked at so often where the system does not tell of changes. */
const POLL_MS = 1_000;

/** The file's inside: revisions, newest first; the first is the published one. */
interface RuleDocument {
  version: number;
  revisions: RuleRevision[];
  /** There while the newest revision holds on some hosts only. */
  rollout?: Rollout;
}

export class FileRuleStore implements RuleStore {
  readonly #files: FileSystem;
  readonly #file: string;
  readonly #directory: string;
  readonly #clock: Clock;
  readonly #changes = new Broadcast();
  readonly #closing = new AbortController();
  #publishing: Promise<unknown> = Promise.resolve();

  /** `file` need not be there yet: no file is revision 0 without rules. */
  constructor(files: FileSystem, directory: string, file: string, clock: Clock) {
    this.#files = files;
    this.#directory = directory;
    this.#file = file;
    this.#clock = clock;
  }

  async read(): Promise<RuleSet> {
    return publishedOf(await this.#load());
  }

  async history(limit: number): Promise<RuleRevision[]> {
    return (await this.#load()).revisions.slice(0, limit);
  }

  /** One change after the other; the file is read again each time, as it may have been edited. */
  publish(request: PublishRequest): Promise<PublishResult> {
    return this.#inTurn(() => this.#publish(request));
  }

  steer(revision: number, step: RolloutStep): Promise<boolean> {
    return this.#inTurn(() => this.#steer(revision, step));
  }

  async *watch(signal: AbortSignal): AsyncGenerator<RuleSet> {
    const stop = AbortSignal.any([signal, this.#closing.signal]);
    const unwatch = this.#files.watch(this.#directory, () => this.#changes.tell());
    try {
      let last = '';
      while (!stop.aborted) {
        const seen = this.#changes.count;
        const set = await this.#readForWatch(last === '');
        const text = set === undefined ? last : JSON.stringify(set);
        if (set !== undefined && text !== last) yield set;
        last = text;
        const pause = new AbortController();
        const slept = this.#clock.sleep(POLL_MS, AbortSignal.any([stop, pause.signal]));
        await Promise.race([slept, this.#changes.behind(seen, AbortSignal.any([stop, pause.signal]))]);
        pause.abort();
      }
    } finally {
      unwatch?.();
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#publishing;
  }

  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const done = this.#publishing.then(change);
    this.#publishing = done.catch(() => {
      // The caller got the error; the next change is not held up by it.
    });
    return done;
  }

  async #publish({ rules, note, by, expectRevision, canary, text: written }: PublishRequest): Promise<PublishResult> {
    const document = await this.#load();
    const current = publishedOf(document);
    if (current.revision !== expectRevision) return { type: 'conflict', current };
    const revision = current.revision + 1;
    const made: RuleRevision = { revision, atMs: this.#clock.nowMs(), by, note, rules: structuredClone(rules) };
    if (written !== undefined) made.text = written;
    const revisions = fitting([made, ...document.revisions]);
    // A rollout on top of one that is not over: what holds elsewhere is what held before both.
    const stable = current.rollout?.stable ?? { revision: current.revision, rules: current.rules };
    const rollout = canary === undefined ? {} : { rollout: { ...canary, state: 'running' as const, stable } };
    await this.#write({ version: FORMAT, revisions, ...rollout });
    return { type: 'published', revision };
  }

  async #steer(revision: number, step: RolloutStep): Promise<boolean> {
    const { rollout: before, ...document } = await this.#load();
    if (before === undefined || publishedOf(document).revision !== revision) return false;
    const rollout = stepped(before, step);
    await this.#write({ ...document, ...(rollout === undefined ? {} : { rollout }) });
    return true;
  }

  async #write(document: RuleDocument): Promise<void> {
    await replaceFile(this.#files, this.#directory, this.#file, `${JSON.stringify(document, null, 2)}\n`);
    this.#changes.tell();
  }

  // A file that is being edited by hand may be half a document: the last good set stays.
  async #readForWatch(isFirst: boolean): Promise<RuleSet | undefined> {
    try {
      return await this.read();
    } catch (error) {
      if (isFirst) throw error;
      return undefined;
    }
  }

  async #load(): Promise<RuleDocument> {
    const text = await readFileText(this.#files, this.#file, MAX_BYTES);
    if (text === undefined) return { version: FORMAT, revisions: [] };
    const document = parseDocument(text, this.#file);
    if (document.version > FORMAT) {
      throw new AppError(
        'STORE_NEWER',
        `${this.#file} was written by a newer Crosstail (format ${document.version}).`,
        {
          hint: 'Update Crosstail, or choose another workspace folder with --workspace.',
        },
      );
    }
    return document;
  }
}

function parseDocument(text: string, file: string): RuleDocument {
  try {
    const document = JSON.parse(text) as RuleDocument;
    const isSound =
      typeof document.version === 'number' &&
      Array.isArray(document.revisions) &&
      document.revisions.every((made) => Number.isSafeInteger(made.revision) && Array.isArray(made.rules));
    if (isSound) return document;
    throw new SyntaxError('it has no revisions');
  } catch (error) {
    throw new AppError('STORE_CORRUPT', `The rules in ${file} cannot be read: ${messageOf(error)}.`, {
      cause: error,
      hint: 'Mend the file by hand, or move it away to start without rules.',
    });
  }
}

/** The newest revisions that the file has room for; old ones go first. */
function fitting(revisions: readonly RuleRevision[]): RuleRevision[] {
  const kept: RuleRevision[] = [];
  let bytes = 0;
  for (const made of revisions.slice(0, MAX_HISTORY)) {
    // A character of the text may be three bytes of the file, and the rules stand in it indented.
    bytes += 3 * (JSON.stringify(made, null, 2).length + 4 * made.rules.length);
    if (kept.length > 0 && bytes > MAX_BYTES) break;
    kept.push(made);
  }
  return kept;
}

function publishedOf({ revisions: [newest], rollout }: RuleDocument): RuleSet {
  const rules: Rule[] = newest?.rules ?? [];
  return { revision: newest?.revision ?? 0, rules, ...(rollout === undefined ? {} : { rollout }) };
}
