// Which files are followed, and what became of each: renamed, copied and truncated, rewritten, deleted, unreadable.
// Guarantees: a file is followed once, whatever names it has; what cannot be seen is not taken for deleted; bytes that
// can no longer be read are reported as a loss with their range. It never reads on: that is the harvester's turn.
import { messageOf } from '../../base/errors.ts';
import type { Rule } from '../../model/rule.ts';
import type { Clock } from '../../ports/clock.ts';
import type { FileStat, FileSystem, OpenFile } from '../../ports/file-system.ts';
import type { Logger } from '../../ports/logger.ts';
import type { AgentLimits } from '../agent-limits.ts';
import { compressionOf } from '../harvester/compression.ts';
import { FollowedFile, type RuleInForce } from '../harvester/followed-file.ts';
import type { OpenFiles } from '../harvester/open-files.ts';
import { firstGeneration, identityOf, isSameFile } from '../identity/file-identity.ts';
import type { HeadIndex } from '../identity/head-index.ts';
import { createLife, type Life } from '../identity/life.ts';
import type { LifeRegistry } from '../identity/life-registry.ts';
import type { LossLedger } from '../loss-ledger.ts';
import { codeOf, type FoundFile, type ScanResult } from '../scanner/scanner.ts';
import { CopyWatch } from './copy-watch.ts';
import { holdsLife, lastLineStart, lookAt, readHead, readTail } from './first-look.ts';
import { FolderSearch } from './folder-search.ts';
import { COMPRESSED, CompressedFile, UnseenCopy } from './put-off.ts';

/** New files opened at once while a scan is taken in. */
const PARALLEL = 8;
/** A search that something kept from looking everywhere is put off so many times; then it stands as it is. */
const MAX_FAILED_LOOKS = 5;

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

export interface UnreadableFile {
  path: string;
  rule: string;
  code: string;
  message: string;
}

export class FileTracker {
  readonly #options: TrackerOptions;
  readonly #followed = new Map<Life, FollowedFile>();
  readonly #unreadable = new Map<string, UnreadableFile>();
  readonly #copies: CopyWatch;
  readonly #scannedRules = new Set<string>();
  #rules: ReadonlyMap<string, RuleInForce> = new Map();
  #orphansSought = false;
  #failedOrphanSearches = 0;

  constructor(options: TrackerOptions) {
    this.#options = options;
    this.#copies = new CopyWatch(options.files);
  }

  /** Files followed now; files may be let go while it is iterated. */
  followed(): IterableIterator<FollowedFile> {
    return this.#followed.values();
  }

  get size(): number {
    return this.#followed.size;
  }

  get unreadable(): UnreadableFile[] {
    return [...this.#unreadable.values()];
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
      else changeRule(file, rule);
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
    this.#forgetUnreadable(scan);
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
    if (path === undefined) {
      await end();
      this.#noteLoss(file, 'truncated before it was read');
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
      this.#noteTruncation(file);
      registry.remove(old);
      this.#followed.delete(old);
    }
    const identity = identityOf(stat);
    const generation = this.#nextGeneration(old.generation, identity);
    const tail = new Uint8Array(0);
    file.startOver(createLife({ generation, identity, path, offset: 0, tail, head, nowMs: clock.nowMs() }), stat);
    registry.add(file.life);
    this.#followed.set(file.life, file);
    return copy === undefined ? [file] : [copy, file];
  }

  /** Lets a file go. `finished`: nothing of this life is read again; what is known to be unread is a loss. */
  async letGo(file: FollowedFile, finished: boolean): Promise<void> {
    file.ended = true;
    if (finished && file.openPath === undefined) this.#noteLoss(file, 'deleted before it was read');
    if (this.#followed.get(file.life) === file) this.#followed.delete(file.life);
    if (finished) file.life.finished = true;
    await this.#options.open.close(file);
  }

  /** True when there may be something new to read. */
  #update(file: FollowedFile, found: FoundFile): boolean {
    const rule = this.#rules.get(found.rule.id);
    if (rule !== undefined && rule !== file.rule) changeRule(file, rule);
    file.missingSinceMs = undefined;
    file.openPath = found.realPath;
    file.life.path = found.realPath;
    const changed = found.stat.mtimeNs !== file.seenMtimeNs;
    file.seenMtimeNs = found.stat.mtimeNs;
    // A smaller size is a truncation: a loss is measured by the largest size seen.
    file.seenSize = Math.max(file.seenSize, found.stat.size);
    return changed || found.stat.size !== file.position;
  }

  /** A file that a checkpoint knows: reading goes on there, when the file still holds what was read. */
  async #resume(found: FoundFile, life: Life): Promise<FollowedFile | undefined> {
    const rule = this.#rules.get(found.rule.id);
    if (rule === undefined) return undefined;
    const file = createFile({ found, life, rule });
    file.isRewritten = !(await this.#look(found, (handle) => holdsLife(handle, life)));
    if (file.isRewritten) file.seenSize = life.offset;
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
    if (this.#unreadable.get(found.path)?.code === COMPRESSED) return undefined;
    const head = await this.#look(found, readHead);
    if (compressionOf(head) !== undefined) throw new CompressedFile(found.path);
    const alike = heads.alike(head);
    const moved = await this.#lifeThatMoved(found, alike);
    if (moved !== undefined && !this.#followed.has(moved)) return this.#moveTo(moved, found, rule);
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
    const generation = this.#nextGeneration(undefined, identity);
    const life = createLife({ generation, identity, path: found.realPath, offset, tail, head, nowMs: clock.nowMs() });
    const file = createFile({ found, life, rule });
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
      if (this.#followed.has(life) || life.finished || (await this.#isThere(life))) continue;
      if (await this.#look(found, (handle) => holdsLife(handle, life))) return life;
    }
    return undefined;
  }

  /** Its own file is there, or cannot be looked at now. */
  async #isThere(life: Life): Promise<boolean> {
    try {
      return isSameFile(identityOf(await this.#options.files.stat(life.path)), life.identity);
    } catch (error) {
      return !isAbsent(error);
    }
  }

  #moveTo(life: Life, found: FoundFile, rule: RuleInForce): FollowedFile {
    this.#options.registry.moveTo(life, identityOf(found.stat), found.realPath);
    const file = createFile({ found, life, rule });
    file.tail = life.tail ?? file.tail;
    this.#followed.set(life, file);
    return file;
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
    let next = 0;
    const worker = async () => {
      while (next < items.length) {
        const item = items[next++]!;
        const { found } = item;
        try {
          const file = await work(item);
          if (file !== undefined && this.#unreadable.delete(found.path))
            this.#options.log.info('file is readable again', { path: found.path });
          if (file !== undefined) wake.push(file);
        } catch (error) {
          if (!isAbsent(error)) this.#noteUnreadable(found, error);
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(PARALLEL, items.length) }, worker));
  }

  #noteUnreadable(found: FoundFile, error: unknown): void {
    const code = codeOf(error);
    if (this.#unreadable.get(found.path)?.code !== code)
      this.#options.log.warn('file cannot be read', { path: found.path, code });
    this.#unreadable.set(found.path, { path: found.path, rule: found.rule.id, code, message: messageOf(error) });
  }

  #nextGeneration(old: string | undefined, identity: Life['identity']): string {
    const first = firstGeneration(identity);
    const stem = first.slice(0, first.lastIndexOf('.') + 1);
    let count = old?.startsWith(stem) === true ? Number(old.slice(stem.length)) + 1 : 0;
    while (this.#options.registry.has(stem + count)) count++;
    return stem + count;
  }

  #noteTruncation(file: FollowedFile): void {
    if (!file.isRewritten) {
      this.#noteLoss(file, 'truncated before it was read');
      return;
    }
    // Nobody saw how long it was: where the loss ends is not known, that there may be one is.
    const { displayPath: path, position } = file;
    const reason = 'truncated or rewritten while nobody looked; how much stood behind is not known';
    const atMs = this.#options.clock.nowMs();
    this.#options.losses.add({ path, reason, fromOffset: position, toOffset: position, atMs });
  }

  #noteLoss(file: FollowedFile, reason: string): void {
    const { displayPath: path, unreadFrom: fromOffset, seenSize: toOffset } = file;
    if (toOffset > fromOffset)
      this.#options.losses.add({ path, reason, fromOffset, toOffset, atMs: this.#options.clock.nowMs() });
  }

  /** The file beside it that holds what was read of it, and goes on behind. */
  async #copyOf(file: FollowedFile): Promise<FollowedFile | undefined> {
    const { registry, files } = this.#options;
    if (file.openPath === undefined || file.life.headBytes === 0) return undefined;
    const search = new FolderSearch(files);
    const neighbours = await search.around(file.openPath);
    let hasFailed = search.hasFailed;
    for (const { path, stat } of [...this.#copies.of(file), ...neighbours]) {
      if (registry.find(identityOf(stat)) !== undefined || stat.size < file.position) continue;
      const holds = await this.#holds(path, stat, file);
      if (holds === undefined) hasFailed = true;
      if (holds !== true || registry.find(identityOf(stat)) !== undefined) continue;
      const copy = file.continuedIn(path, stat);
      this.#copies.forget(stat);
      registry.moveTo(copy.life, identityOf(stat), path);
      this.#followed.set(copy.life, copy);
      return copy;
    }
    // Taking the copy for a file of its own would send all of it again.
    if (hasFailed && putsOff(file)) throw new UnseenCopy(file.openPath);
    return undefined;
  }

  /** Undefined when it cannot be told now. */
  async #holds(path: string, stat: FileStat, file: FollowedFile): Promise<boolean | undefined> {
    const { life } = file;
    try {
      return await lookAt(this.#options.files, path, identityOf(stat), async (handle) => {
        if (life.head === undefined) return holdsLife(handle, life);
        const head = await readHead(handle);
        const tail = await readTail(handle, file.position);
        return life.head.every((byte, i) => head[i] === byte) && Buffer.compare(tail, file.tail) === 0;
      });
    } catch (error) {
      // What is not there any more cannot go on with anything.
      return isAbsent(error) ? false : undefined;
    }
  }

  async #seekMissing(missing: readonly FollowedFile[], search: FolderSearch, wake: FollowedFile[]): Promise<void> {
    for (const file of missing) {
      if (file.ended) continue;
      file.missingSinceMs ??= performance.now();
      if (file.openPath !== undefined) await this.#seekName(file, search);
      wake.push(file);
    }
    await this.#limitHeld();
  }

  /** Files without a name are held only up to the limits: the disk space they take is nobody's to see. */
  async #limitHeld(): Promise<void> {
    const { heldFiles, heldBytes, heldMs } = this.#options.limits;
    const held = [...this.#followed.values()].filter((file) => file.openPath === undefined && !file.ended);
    held.sort((a, b) => (a.missingSinceMs ?? 0) - (b.missingSinceMs ?? 0));
    let bytes = held.reduce((sum, file) => sum + file.seenSize, 0);
    const nowMs = performance.now();
    for (const [i, file] of held.entries()) {
      const isOld = nowMs - (file.missingSinceMs ?? nowMs) > heldMs;
      if (!isOld && bytes <= heldBytes && held.length - i <= heldFiles) continue;
      bytes -= file.seenSize;
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
    const moved = (await search.around(path)).find(({ stat }) => isSameFile(identityOf(stat), identity));
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
      const moved = (await search.around(life.path)).find(({ stat }) => isSameFile(identityOf(stat), life.identity));
      if (moved === undefined || moved.stat.size <= life.offset) continue;
      const found: FoundFile = { path: life.path, realPath: moved.path, stat: moved.stat, rule: rule.rule };
      await this.#each([{ found }], wake, async () => {
        const file = await this.#resume(found, life);
        if (file !== undefined) file.missingSinceMs = performance.now();
        return file;
      });
    }
    if (search.hasFailed && this.#failedOrphanSearches++ < MAX_FAILED_LOOKS) this.#orphansSought = false;
  }

  #forgetUnreadable(scan: ScanResult): void {
    if (this.#unreadable.size === 0) return;
    const paths = new Set(scan.files.map((found) => found.path));
    for (const path of this.#unreadable.keys()) if (!paths.has(path)) this.#unreadable.delete(path);
  }
}

/** True when a search that failed is to be tried again. */
function putsOff(file: FollowedFile): boolean {
  return file.failedLooks++ < MAX_FAILED_LOOKS;
}

function changeRule(file: FollowedFile, rule: RuleInForce): void {
  // A new revision of the same settings changes what events say of it, not how they are read.
  if (rule.rule.format !== file.rule.rule.format) file.knownFormat = undefined;
  file.rule = rule;
  file.settingsChanged = true;
  file.stopAt = undefined;
}

function createFile({ found, life, rule }: { found: FoundFile; life: Life; rule: RuleInForce }): FollowedFile {
  return new FollowedFile({
    life,
    rule,
    displayPath: found.path,
    openPath: found.realPath,
    tail: new Uint8Array(0),
    size: found.stat.size,
    mtimeNs: found.stat.mtimeNs,
  });
}

function isAbsent(error: unknown): boolean {
  return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';
}
