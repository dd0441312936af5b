// Requests with deadlines over a link, and a new link when the session is over. What must be there again then
// (presence, watches) is made again by whoever listens: `onConnected` says when.
import { createHash } from 'node:crypto';
import zookeeper, { type ACL, type Client, type Exception } from 'node-zookeeper-client';
import { AppError } from '../../base/errors.ts';
import type { Logger } from '../../ports/logger.ts';
import { requestError, unanswered, unreachable, ZK, zkCodeOf } from './zookeeper-errors.ts';
import { ZooKeeperLink } from './zookeeper-link.ts';
import { toNode, type ZooNode, type ZooStep } from './zookeeper-node.ts';
import { DEFAULT_SESSION_MS, serversText, type ZooKeeperSettings } from './zookeeper-settings.ts';

/** `suspended`: the connection is gone, the session may live. `lost`: it must be taken for dead. */
export type SessionState = 'connecting' | 'connected' | 'suspended' | 'lost' | 'closed';

/** A session that was refused is tried again at this rhythm. */
const AFTER_REFUSAL_MS = 5_000;
/** Most bytes of a node that is written here: a quarter of what ZooKeeper takes by default. */
export const MAX_NODE_BYTES = 256 * 1024;

type Answer<T> = (error: Exception | null, value: T) => void;

export class ZooKeeperSession {
  readonly #settings: ZooKeeperSettings;
  readonly #log: Logger;
  readonly #acl: ACL[];
  readonly #requestMs: number;
  readonly #listeners = new Set<(state: SessionState) => void>();
  #link: ZooKeeperLink;
  #state: SessionState = 'connecting';

  constructor(settings: ZooKeeperSettings, log: Logger) {
    this.#settings = settings;
    this.#log = log;
    this.#acl = aclOf(settings);
    this.#requestMs = settings.requestTimeoutMs ?? settings.sessionTimeoutMs ?? DEFAULT_SESSION_MS;
    this.#link = this.#newLink();
  }

  get state(): SessionState {
    return this.#state;
  }

  /** The servers, for messages. */
  get servers(): string {
    return serversText(this.#settings);
  }

  /** The session's time-out as the server gave it, in ms. */
  get sessionMs(): number {
    return this.#link.sessionMs;
  }

  /** Id of the session in hex, as `ZooNode.owner` has it. */
  get id(): string {
    return this.#link.client.getSessionId().toString('hex');
  }

  /** Id and password of the session: whoever has both can take it over, or end it. */
  get credentials(): { id: Buffer; password: Buffer } {
    const { client } = this.#link;
    return { id: client.getSessionId(), password: client.getSessionPassword() };
  }

  /** Called at every change of state; `connected` also means: watches are gone, read again. Gives back its end. */
  onState(listener: (state: SessionState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A node, undefined when there is none. `changed` is called once when it changes, comes or goes. */
  async read(path: string, changed?: () => void): Promise<ZooNode | undefined> {
    for (;;) {
      const found = await this.#again(`reading ${path}`, (client, answer: Answer<ZooNode>) => {
        const done = (error: Exception | null, data: Buffer | undefined, stat: Parameters<typeof toNode>[1]) =>
          answer(error, error ? (undefined as never) : toNode(data, stat));
        if (changed === undefined) client.getData(path, done);
        else client.getData(path, changed, done);
      });
      if (found !== undefined || changed === undefined) return found;
      // A watch on a node that is not there is another request; it may have come in between.
      const stat = await this.#again(`watching ${path}`, (client, answer: Answer<object | null>) =>
        client.exists(path, changed, answer),
      );
      if (stat === undefined || stat === null) return undefined;
    }
  }

  /** Names of the children; undefined when the node is not there. `changed` is called once when one comes or goes. */
  children(path: string, changed?: () => void): Promise<string[] | undefined> {
    return this.#again(`listing ${path}`, (client, answer: Answer<string[]>) => {
      if (changed === undefined) client.getChildren(path, answer);
      else client.getChildren(path, changed, answer);
    });
  }

  /** Makes a node. `false` when there is one already. */
  async create(path: string, data: Buffer, options: { ephemeral?: boolean } = {}): Promise<boolean> {
    checkSize(path, data);
    const mode = options.ephemeral ? zookeeper.CreateMode.EPHEMERAL : zookeeper.CreateMode.PERSISTENT;
    return this.#outcome(`making ${path}`, ZK.nodeExists, (client, answer) =>
      client.create(path, data, this.#acl, mode, (error) => answer(error, undefined)),
    );
  }

  /** Makes a node and those above it that are missing, all of them empty. */
  async createAll(path: string): Promise<void> {
    const parts = path.split('/').slice(1);
    for (let depth = 1; depth <= parts.length; depth++) {
      const part = `/${parts.slice(0, depth).join('/')}`;
      if ((await this.read(part)) === undefined) await this.create(part, Buffer.alloc(0));
    }
  }

  /**
   * Writes a node and gives it as it is then, with the server's time; undefined when it is not there, or has another
   * version than the given one (-1 for any).
   */
  async write(path: string, data: Buffer, version = -1): Promise<ZooNode | undefined> {
    checkSize(path, data);
    try {
      return await this.#ask(`writing ${path}`, (client, answer: Answer<ZooNode>) =>
        client.setData(path, data, version, (error, stat) =>
          answer(error, error ? (undefined as never) : toNode(data, stat)),
        ),
      );
    } catch (error) {
      const code = zkCodeOf(causeOf(error));
      if (code === ZK.noNode || code === ZK.badVersion) return undefined;
      throw error;
    }
  }

  /** Removes a node without children. `false` when there is none. */
  remove(path: string): Promise<boolean> {
    return this.#outcome(`removing ${path}`, ZK.noNode, (client, answer) =>
      client.remove(path, -1, (error) => answer(error, undefined)),
    );
  }

  /**
   * All steps or none. `conflict`: a version is another one, or a node is there that should not be, or is not there.
   * The client reads version 0 as "any version" (lib/Transaction.js), so that 0 is refused here: a node whose version
   * is to be checked must have been written once after it was made.
   */
  async commit(steps: readonly ZooStep[]): Promise<'done' | 'conflict'> {
    for (const step of steps) {
      if ('data' in step) checkSize(step.path, step.data);
      if (step.type === 'write' && step.version < 1)
        throw new AppError('INTERNAL', `A transaction was to check version ${step.version} of ${step.path}.`);
    }
    const first = steps[0]?.path ?? 'nothing';
    try {
      await this.#ask(`a transaction on ${first}`, (client, answer: Answer<unknown>) => {
        const transaction = client.transaction();
        for (const step of steps) {
          if (step.type === 'create') {
            const mode = step.ephemeral ? zookeeper.CreateMode.EPHEMERAL : zookeeper.CreateMode.PERSISTENT;
            transaction.create(step.path, step.data, this.#acl, mode);
          } else if (step.type === 'write') transaction.setData(step.path, step.data, step.version);
          else if (step.type === 'exists') transaction.check(step.path, -1);
          else transaction.remove(step.path, -1);
        }
        transaction.commit(answer);
      });
      return 'done';
    } catch (error) {
      const code = zkCodeOf(causeOf(error));
      if (code === ZK.badVersion || code === ZK.nodeExists || code === ZK.noNode) return 'conflict';
      throw error;
    }
  }

  /** Whether the user of this session may write the node, by its access list; undefined when the list may not be read. */
  async mayWrite(path: string): Promise<boolean | undefined> {
    try {
      const list = await this.#again(`reading who may write ${path}`, (client, answer: Answer<ACL[]>) =>
        client.getACL(path, answer),
      );
      const mine = this.#settings.auth === undefined ? '' : digestId(this.#settings.auth);
      return list?.some(
        ({ permission, id }) =>
          (permission & zookeeper.Permission.WRITE) !== 0 &&
          ((id.scheme === 'world' && id.id === 'anyone') || (id.scheme === 'digest' && id.id === mine)),
      );
    } catch (error) {
      if (zkCodeOf(causeOf(error)) === ZK.noAuth) return false;
      throw error;
    }
  }

  /** Ends the session; ephemeral nodes go at once. */
  async close(): Promise<void> {
    if (this.#state === 'closed') return;
    this.#setState('closed');
    await this.#link.close();
    this.#listeners.clear();
  }

  #newLink(): ZooKeeperLink {
    const link: ZooKeeperLink = new ZooKeeperLink(this.#settings, {
      connected: () => this.#setState('connected'),
      suspended: () => this.#setState('suspended'),
      lost: () => this.#setState('lost'),
      ended: (why) => {
        this.#log.warn(why === 'expired' ? 'the ZooKeeper session has expired' : 'ZooKeeper refused the user', {
          server: link.server,
        });
        this.#setState('lost');
        const renew = () => {
          if (this.#state !== 'closed') this.#link = this.#newLink();
        };
        if (why === 'expired') renew();
        else setTimeout(renew, AFTER_REFUSAL_MS).unref();
      },
    });
    return link;
  }

  #setState(state: SessionState): void {
    if (this.#state === 'closed') return;
    // What was lost stays so until it is connected again.
    if (state === 'suspended' && this.#state !== 'connected') return;
    this.#state = state;
    for (const listener of [...this.#listeners]) listener(state);
  }

  /** A question may be asked again as long as there is time; undefined when the node is not there. */
  async #again<T>(tried: string, run: (client: Client, answer: Answer<T>) => void): Promise<T | undefined> {
    const endMs = performance.now() + this.#requestMs;
    for (;;) {
      try {
        return await this.#ask(tried, run, endMs);
      } catch (error) {
        const code = zkCodeOf(causeOf(error));
        if (code === ZK.noNode) return undefined;
        const again = code === ZK.connectionLoss || code === ZK.sessionExpired;
        if (!again || performance.now() >= endMs || this.#state === 'closed') throw error;
      }
    }
  }

  /** True when done, false when it was so already; after a lost connection nobody knows, and the caller is told. */
  async #outcome(
    tried: string,
    already: number,
    run: (client: Client, answer: Answer<undefined>) => void,
  ): Promise<boolean> {
    try {
      await this.#ask(tried, run);
      return true;
    } catch (error) {
      if (zkCodeOf(causeOf(error)) === already) return false;
      throw error;
    }
  }

  async #ask<T>(
    tried: string,
    run: (client: Client, answer: Answer<T>) => void,
    endMs = performance.now() + this.#requestMs,
  ): Promise<T> {
    await this.#connected(tried, endMs);
    const link = this.#link;
    return new Promise<T>((resolve, reject) => {
      const waitMs = Math.max(1, endMs - performance.now());
      const timer = setTimeout(() => {
        link.cut('it did not answer a request in time');
        reject(unanswered(this.servers, tried, Math.round(waitMs)));
      }, waitMs);
      run(link.client, (error, value) => {
        clearTimeout(timer);
        const answered = error === null || error === undefined;
        if (answered || error.getCode() !== ZK.connectionLoss) link.heard();
        if (answered) resolve(value);
        else reject(requestError(this.servers, tried, error));
      });
    });
  }

  #connected(tried: string, endMs: number): Promise<void> {
    if (this.#state === 'closed')
      return Promise.reject(new AppError('DISCONNECTED', `ZooKeeper at ${this.servers}: the session was closed.`));
    if (this.#link.isConnected) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        clearTimeout(timer);
        stop();
        settle();
      };
      const timer = setTimeout(
        () => end(() => reject(unreachable(this.servers, tried, this.#link.trouble))),
        Math.max(1, endMs - performance.now()),
      );
      const stop = this.onState((state) => {
        if (state === 'connected') end(resolve);
        else if (state === 'closed') end(() => reject(unreachable(this.servers, tried, this.#link.trouble)));
      });
    });
  }
}

function aclOf({ auth, readableByAnyone }: ZooKeeperSettings): ACL[] {
  const { ACL, Id, Permission } = zookeeper;
  if (auth === undefined) return ACL.OPEN_ACL_UNSAFE;
  const readers = readableByAnyone === true ? [new ACL(Permission.READ, Id.ANYONE_ID_UNSAFE)] : [];
  return [...ACL.CREATOR_ALL_ACL, ...readers];
}

/** A user as the digest scheme writes it into access lists (DigestAuthenticationProvider of ZooKeeper). */
function digestId({ user, password }: { user: string; password: string }): string {
  return `${user}:${createHash('sha1').update(`${user}:${password}`).digest('base64')}`;
}

function causeOf(error: unknown): unknown {
  return error instanceof AppError ? error.cause : undefined;
}

function checkSize(path: string, data: Buffer): void {
  if (data.length <= MAX_NODE_BYTES) return;
  throw new AppError(
    'BAD_INPUT',
    `${path} would take ${data.length} bytes; ZooKeeper nodes here hold at most ${MAX_NODE_BYTES}.`,
    { hint: 'Split what is in it.' },
  );
}
