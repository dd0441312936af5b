// Which files are followed, and what became of each: renamed, copied and truncated, rewritten, deleted, unreadable.
// Guarantees: a file is followed once, whatever names it has; what cannot be seen is not taken for deleted; bytes that
// can no longer be read are reported as a loss with their range. It never reads on: that is the harvester's turn.
import type { Rule } from '../../model/rule.ts';
import type { Clock } from '../../ports/clock.ts';
import type { FileSystem, OpenFile } from '../../ports/file-system.ts';
import type { Logger } from '../../ports/logger.ts';
import type { AgentLimits } from '../agent-limits.ts';
import { compressionOf } from '../harvester/compression.ts';
import { FollowedFile, type RuleInForce } from '../harvester/followed-file.ts';
import type { OpenFiles } from '../harvester/open-files.ts';
import { identityOf, isSameFile } from '../identity/file-identity.ts';
import type { HeadIndex } from '../identity/head-index.ts';
import { createLife, type Life } from '../identity/life.ts';
import type { LifeRegistry } from '../identity/life-registry.ts';
import type { LossLedger } from '../loss-ledger.ts';
import { type FoundFile, inParallel, isAbsent, type ScanResult } from '../scanner/scanner.ts';
import { CompressedFiles, isCompressedName, lookAtPlain } from './compressed-files.ts';
import { findCopy } from './copy-search.ts';
import { CopyWatch } from './copy-watch.ts';
import { FileLosses } from './file-losses.ts';
import { holdsLife, isThere, lastLineStart, lookAt, readHead, readTail } from './first-look.ts';
import { FolderSearch } from './folder-search.ts';
import { filesOverLimit } from './held-limit.ts';
import { CompressedFile, MAX_FAILED_LOOKS, putsOff, UnseenCopy } from './put-off.ts';
import { type UnreadableFile, UnreadableFiles } from './unreadable-files.ts';

/** New files opened at once while a scan is taken in. */
const PARALLEL = 8;

export interface TrackerOptions {
  files: FileSystem;
  registry: LifeRegistry;
  open: OpenFiles;
  losses: LossLedger;
  clock: Clock;
  log: Logger;
  /** The rule whose globs name a path. */
  ruleFor: (path: string) => Rule | undefined;
  /** Reads what is there and stops: files begin at the beginning, copies are not waited for. */
  once: boolean;
  limits: Pick<AgentLimits, 'heldFiles' | 'heldBytes' | 'heldMs'>;
  /** When a checkpoint was saved last before this start, 0 for never: files born later are read from the beginning. */
  savedAtMs: number;
}

export class FileTracker {
  readonly #options: TrackerOptions;
  readonly #followed = new Map<Life, FollowedFile>();
  readonly #unreadable: UnreadableFiles;
  readonly #losses: FileLosses;
  readonly #copies: CopyWatch;
  readonly #compressed: CompressedFiles;
  readonly #scannedRules = new Set<string>();
  #rules: ReadonlyMap<string, RuleInForce> = new Map();
  #search: FolderSearch;
  #orphansSought = false;
  #failedOrphanSearches = 0;

  constructor(options: TrackerOptions) {
    this.#options = options;
    this.#copies = new CopyWatch(options.files);
    this.#search = new FolderSearch(options.files);
    this.#compressed = new CompressedFiles(options.files);
    this.#unreadable = new UnreadableFiles(options.log);
    this.#losses = new FileLosses(options.losses, options.clock);
  }

  /** Files followed now; files may be let go while it is iterated. */
  followed(): IterableIterator<FollowedFile> {
    return this.#followed.values();
  }

  get size(): number {
    return this.#followed.size;
  }

  get unreadable(): UnreadableFile[] {
    return this.#unreadable.all;
  }

  /** Files that may be copies of others and wait for the answer. */
  get undecided(): number {
    return this.#copies.size;
  }

  /** Puts rules in force, by id: files already followed go on where they are. Gives those that want a turn. */
  setRules(rules: ReadonlyMap<string, RuleInForce>): FollowedFile[] {
    this.#rules = rules;
    for (const id of this.#scannedRules) if (!rules.has(id)) this.#scannedRules.delete(id);
    const changed: FollowedFile[] = [];
    for (const file of this.#followed.values()) {
      const rule = rules.get(file.rule.rule.id);
      if (rule === file.rule) continue;
      changed.push(file);
      if (rule === undefined) file.stopAt ??= Math.max(file.position, file.seenSize);
      else file.changeRule(rule);
    }
    return changed;
  }

  /** Takes in a scan. Gives the files that want a turn, and whether lives began that are not saved yet. */
  async reconcile(scan: ScanResult): Promise<{ wake: FollowedFile[]; begun: boolean }> {
    const wake: FollowedFile[] = [];
    const seen = new Set<FollowedFile>();
    const strangers: { found: FoundFile }[] = [];
    const returning: { found: FoundFile; life: Life }[] = [];
    for (const found of scan.files) {
      const life = this.#options.registry.find(identityOf(found.stat));
      const file = life === undefined ? undefined : this.#followed.get(life);
      if (file !== undefined) {
        seen.add(file);
        if (this.#update(file, found)) wake.push(file);
      } else if (life === undefined) strangers.push({ found });
      else if (!life.finished || found.stat.size > life.offset) returning.push({ found, life });
    }
    const search = new FolderSearch(this.#options.files);
    this.#search = search;
    const missing = [...this.#followed.values()].filter((file) => !seen.has(file));
    await this.#each(returning, wake, ({ found, life }) => this.#resume(found, life));
    await this.#seekMissing(missing, search, wake);
    await this.#seekOrphans(search, wake);
    const before = this.#options.registry.size;
    if (strangers.length > 0) {
      const heads = this.#options.registry.headIndex();
      await this.#each(strangers, wake, ({ found }) => this.#meet(found, heads));
    }
    for (const id of this.#rules.keys()) this.#scannedRules.add(id);
    this.#copies.keepOnly(scan.files);
    this.#compressed.keepOnly(scan.files);
    this.#unreadable.keepOnly(scan.files);
    return { wake, begun: this.#options.registry.size > before };
  }

  /**
   * A file's content is not what was read of it any more: its life ends, or goes on in a copy, and a new one begins.
   * Call it when nothing of the file is out. `end` hands out what the reader holds back, when nobody goes on with it.
   * Gives the files that want a turn. Rejects when it cannot be looked at, or its copies: then it is asked for again.
   */
  async startOver(file: FollowedFile, end: () => Promise<void>): Promise<FollowedFile[]> {
    const { registry, files, clock } = this.#options;
    const path = file.openPath;
    if (path === undefined || file.compression !== undefined) {
      await end();
      this.#losses.noteRest(file, 'truncated before it was read');
      await this.letGo(file, true);
      return [];
    }
    const { stat, head } = await lookAt(files, path, file.life.identity, async (handle) => ({
      stat: await handle.stat(),
      head: await readHead(handle),
    }));
    const copy = await this.#copyOf(file);
    const old = file.life;
    if (copy === undefined) {
      await end();
      await file.lane.last;
      this.#losses.noteTruncation(file);
      registry.remove(old);
      this.#followed.delete(old);
    }
    const identity = identityOf(stat);
    const generation = registry.nextGeneration(old.generation, identity);
    const tail = new Uint8Array(0);
    file.startOver(createLife({ generation, identity, path, offset: 0, tail, head, nowMs: clock.nowMs() }), stat);
    registry.add(file.life);
    this.#followed.set(file.life, file);
    return copy === undefined ? [file] : [copy, file];
  }

  /**
   * Lets a file go. `finished`: nothing of this life is read again; what is known to be unread is a loss. Gives the file
   * that goes on with it where it was compressed before it was read.
   */
  async letGo(file: FollowedFile, finished: boolean): Promise<FollowedFile | undefined> {
    file.ended = true;
    const isDeleted = finished && file.openPath === undefined;
    // An open descriptor was drained: there is no rest that only another file has.
    const packed = isDeleted && !this.#options.open.isOpen(file) ? await this.#packedAfter(file) : undefined;
    if (this.#followed.get(file.life) === file) this.#followed.delete(file.life);
    await this.#options.open.close(file);
    if (packed !== undefined) return packed;
    if (isDeleted) this.#losses.noteRest(file, 'deleted before it was read');
    if (finished) file.life.finished = true;
    return undefined;
  }

  /** A compressed file beside the one that is gone goes on with its life. */
  async #packedAfter(file: FollowedFile): Promise<FollowedFile | undefined> {
    const { life, rule } = file;
    const neighbours = await this.#search.around(life.path, isCompressedName);
    const packed = await this.#compressed.holding(life, neighbours);
    if (packed === undefined || this.#options.registry.find(identityOf(packed.stat)) !== undefined) return undefined;
    const found: FoundFile = { path: file.displayPath, realPath: packed.path, stat: packed.stat, rule: rule.rule };
    const next = await this.#take(life, found, rule);
    if (next !== undefined) next.missingSinceMs = performance.now();
    return next;
  }

  /** True when there may be something new to read. */
  #update(file: FollowedFile, found: FoundFile): boolean {
    const rule = this.#rules.get(found.rule.id);
    if (rule !== undefined && rule !== file.rule) file.changeRule(rule);
    file.missingSinceMs = undefined;
    file.openPath = found.realPath;
    file.life.path = found.realPath;
    const changed = found.stat.mtimeNs !== file.seenMtimeNs;
    file.seenMtimeNs = found.stat.mtimeNs;
    if (file.compression !== undefined) return changed;
    // A smaller size is a truncation: a loss is measured by the largest size seen.
    file.seenSize = Math.max(file.seenSize, found.stat.size);
    return changed || found.stat.size !== file.position;
  }

  /** A file that a checkpoint knows: reading goes on there, when the file still holds what was read. */
  async #resume(
    found: FoundFile,
    life: Life,
    rule = this.#rules.get(found.rule.id),
  ): Promise<FollowedFile | undefined> {
    if (rule === undefined) return undefined;
    const file = FollowedFile.found(found, life, rule);
    file.isRewritten = !(await lookAtPlain(
      this.#options.files,
      found.realPath,
      identityOf(found.stat),
      (handle, how) => {
        file.compression = how;
        return holdsLife(handle, life);
      },
    ));
    if (file.isRewritten || file.compression !== undefined) file.seenSize = life.offset;
    file.tail = life.tail ?? file.tail;
    life.path = found.realPath;
    life.finished = false;
    this.#followed.set(life, file);
    return file;
  }

  /** A file nobody knows: a known life that moved here, perhaps a copy of a followed file, or a new one. */
  async #meet(found: FoundFile, heads: HeadIndex): Promise<FollowedFile | undefined> {
    const { once } = this.#options;
    const rule = this.#rules.get(found.rule.id);
    if (rule === undefined) return undefined;
    const firstBytes = await this.#look(found, readHead);
    const isCompressed = compressionOf(firstBytes) !== undefined;
    const alike = heads.alike(isCompressed ? await this.#compressed.headOf(found) : firstBytes);
    const moved = await this.#lifeThatMoved(found, alike);
    if (moved !== undefined && !this.#followed.has(moved)) return this.#take(moved, found, rule);
    if (isCompressed) throw new CompressedFile(found.path);
    const originals = alike.flatMap((life) => this.#followed.get(life) ?? []);
    if (!once && (await this.#copies.isUndecided(found, originals))) return undefined;
    return this.#begin(found, rule);
  }

  async #begin(found: FoundFile, rule: RuleInForce): Promise<FollowedFile | undefined> {
    const { registry, clock } = this.#options;
    const identity = identityOf(found.stat);
    const { head, offset, tail } = await this.#look(found, async (handle) => {
      const head = await readHead(handle);
      const offset = this.#startsAtEnd(found) ? await lastLineStart(handle, found.stat.size, head) : 0;
      return { head, offset, tail: await readTail(handle, offset) };
    });
    // Meanwhile a turn may have found it to be the copy that goes on with a truncated file.
    if (registry.find(identity) !== undefined) return undefined;
    const generation = registry.nextGeneration(undefined, identity);
    const life = createLife({ generation, identity, path: found.realPath, offset, tail, head, nowMs: clock.nowMs() });
    const file = FollowedFile.found(found, life, rule);
    file.tail = tail;
    registry.add(life);
    this.#followed.set(life, file);
    return file;
  }

  #startsAtEnd(found: FoundFile): boolean {
    const { once, savedAtMs } = this.#options;
    if (once || found.rule.start === 'beginning' || this.#scannedRules.has(found.rule.id)) return false;
    const bornMs = Number(found.stat.birthNs / 1_000_000n);
    return savedAtMs === 0 || bornMs === 0 || bornMs <= savedAtMs;
  }

  /** A life whose own file is gone and whose bytes this file holds: after a remount, or moved between file systems. */
  async #lifeThatMoved(found: FoundFile, alike: readonly Life[]): Promise<Life | undefined> {
    for (const life of alike) {
      if (this.#followed.has(life) || life.finished || (await isThere(this.#options.files, life))) continue;
      const { files } = this.#options;
      if (await lookAtPlain(files, found.realPath, identityOf(found.stat), (handle) => holdsLife(handle, life)))
        return life;
    }
    return undefined;
  }

  /** The life goes on in this file, which holds what was read of it. */
  #take(life: Life, found: FoundFile, rule: RuleInForce): Promise<FollowedFile | undefined> {
    this.#options.registry.moveTo(life, identityOf(found.stat), found.realPath);
    return this.#resume(found, life, rule);
  }

  #look<T>(found: FoundFile, use: (handle: OpenFile) => Promise<T>): Promise<T> {
    return lookAt(this.#options.files, found.realPath, identityOf(found.stat), use);
  }

  /** Runs `work` on every item; what cannot be read is noted once per state and met again by the next scan. */
  async #each<T extends { found: FoundFile }>(
    items: readonly T[],
    wake: FollowedFile[],
    work: (item: T) => Promise<FollowedFile | undefined>,
  ): Promise<void> {
    await inParallel(items, PARALLEL, async (item) => {
      const { found } = item;
      try {
        const file = await work(item);
        if (file === undefined) return;
        this.#unreadable.noteReadable(found.path);
        wake.push(file);
      } catch (error) {
        if (!isAbsent(error)) this.#unreadable.note(found, error);
      }
    });
  }

  /** The file beside it that holds what was read of it, and goes on behind. */
  async #copyOf(file: FollowedFile): Promise<FollowedFile | undefined> {
    const { registry, files } = this.#options;
    const { copy: found, hasFailed } = await findCopy(files, registry, this.#copies, file);
    if (found === undefined) {
      // Taking the copy for a file of its own would send all of it again.
      if (hasFailed && putsOff(file)) throw new UnseenCopy(file.displayPath);
      return undefined;
    }
    const copy = file.continuedIn(found.path, found.stat);
    this.#copies.forget(found.stat);
    registry.moveTo(copy.life, identityOf(found.stat), found.path);
    this.#followed.set(copy.life, copy);
    return copy;
  }

  async #seekMissing(missing: readonly FollowedFile[], search: FolderSearch, wake: FollowedFile[]): Promise<void> {
    for (const file of missing) {
      if (file.ended) continue;
      file.missingSinceMs ??= performance.now();
      if (file.openPath !== undefined) await this.#seekName(file, search);
      wake.push(file);
    }
    for (const file of filesOverLimit(this.#followed.values(), this.#options.limits)) {
      file.dropReader();
      await this.letGo(file, true);
    }
  }

  /** No glob found it: it has its name still, another one beside it, or none. */
  async #seekName(file: FollowedFile, search: FolderSearch): Promise<void> {
    const path = file.openPath!;
    const { identity } = file.life;
    try {
      const stat = await this.#options.files.stat(path);
      if (isSameFile(identityOf(stat), identity)) {
        file.seenSize = Math.max(file.seenSize, stat.size);
        return;
      }
    } catch (error) {
      // It cannot be looked at: that says nothing about whether it is there.
      if (!isAbsent(error)) return;
    }
    const moved = await search.renamed(path, identity);
    if (moved === undefined && search.hasFailed && putsOff(file)) return;
    file.openPath = moved?.path;
    file.failedLooks = 0;
    if (moved === undefined) return;
    file.life.path = moved.path;
    file.seenSize = Math.max(file.seenSize, moved.stat.size);
  }

  /** After a start: lives that no glob finds, such as files renamed out of the glob while the agent was down. */
  async #seekOrphans(search: FolderSearch, wake: FollowedFile[]): Promise<void> {
    if (this.#orphansSought || this.#rules.size === 0) return;
    this.#orphansSought = true;
    for (const life of [...this.#options.registry.all()]) {
      const rule = this.#rules.get(this.#options.ruleFor(life.path)?.id ?? '');
      if (life.finished || this.#followed.has(life) || rule === undefined) continue;
      const neighbours = await search.around(life.path);
      const own = neighbours.find(({ stat }) => isSameFile(identityOf(stat), life.identity));
      const isGone = own === undefined && !(await isThere(this.#options.files, life));
      const moved = isGone ? await this.#compressed.holding(life, neighbours) : own;
      if (moved === undefined || (own !== undefined && own.stat.size <= life.offset)) continue;
      const found: FoundFile = { path: life.path, realPath: moved.path, stat: moved.stat, rule: rule.rule };
      await this.#each([{ found }], wake, async () => {
        const file = await this.#take(life, found, rule);
        if (file !== undefined) file.missingSinceMs = performance.now();
        return file;
      });
    }
    if (search.hasFailed && this.#failedOrphanSearches++ < MAX_FAILED_LOOKS) this.#orphansSought = false;
  }
}
