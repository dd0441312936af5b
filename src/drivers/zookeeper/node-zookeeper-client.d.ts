// The part of node-zookeeper-client 1.1.3 that is used here. Its connection manager is private to it: `zookeeper-link.ts`
// says why it is reached into, and refuses to start when it does not look as expected.
declare module 'node-zookeeper-client' {
  import type { EventEmitter } from 'node:events';
  import type { Socket } from 'node:net';

  class Exception extends Error {
    static create(code: number): Exception;
    getCode(): number;
  }
  interface Stat {
    version: number;
    /** Big-endian 64-bit milliseconds and ids. */
    mtime: Buffer;
    ctime: Buffer;
    mzxid: Buffer;
    ephemeralOwner: Buffer;
  }
  class Id {
    constructor(scheme: string, id: string);
    scheme: string;
    id: string;
    static AUTH_IDS: Id;
    static ANYONE_ID_UNSAFE: Id;
  }
  class ACL {
    constructor(permission: number, id: Id);
    permission: number;
    id: Id;
  }
  type Done = (error: Exception | null) => void;
  interface Transaction {
    create(path: string, data: Buffer, acls: ACL[], mode: number): Transaction;
    setData(path: string, data: Buffer, version: number): Transaction;
    check(path: string, version: number): Transaction;
    remove(path: string, version: number): Transaction;
    commit(done: (error: Exception | null, results: { type: number; err?: number }[]) => void): void;
  }
  interface Packet {
    request: object;
    callback?: (error: Exception) => void;
  }
  interface ConnectionManager {
    state: number;
    socket: Socket | undefined;
    servers: { host: string; port: string | number }[];
    pendingBuffer: Buffer | null;
    packetQueue: { shift(): Packet | undefined };
    pendingQueue: Packet[];
    watcherManager: object;
    connect(): void;
    setState(state: number): void;
    onSocketConnected(): void;
    onSocketData(chunk: Buffer): void;
    onSocketDrain(): void;
    onSocketClosed(): void;
  }
  interface Client extends EventEmitter {
    connectionManager: ConnectionManager;
    connect(): void;
    close(): void;
    getSessionId(): Buffer;
    getSessionPassword(): Buffer;
    getSessionTimeout(): number;
    addAuthInfo(scheme: string, auth: Buffer): void;
    create(path: string, data: Buffer, acls: ACL[], mode: number, done: Done): void;
    remove(path: string, version: number, done: Done): void;
    setData(path: string, data: Buffer, version: number, done: (error: Exception | null, stat: Stat) => void): void;
    getData(path: string, done: (error: Exception | null, data: Buffer | undefined, stat: Stat) => void): void;
    getData(
      path: string,
      watcher: () => void,
      done: (error: Exception | null, data: Buffer | undefined, stat: Stat) => void,
    ): void;
    exists(path: string, done: (error: Exception | null, stat: Stat | null) => void): void;
    exists(path: string, watcher: () => void, done: (error: Exception | null, stat: Stat | null) => void): void;
    getChildren(path: string, done: (error: Exception | null, children: string[]) => void): void;
    getChildren(path: string, watcher: () => void, done: (error: Exception | null, children: string[]) => void): void;
    getACL(path: string, done: (error: Exception | null, acls: ACL[]) => void): void;
    transaction(): Transaction;
  }
  interface Options {
    sessionTimeout: number;
    spinDelay: number;
    retries: number;
    sessionId?: Buffer;
    sessionPassword?: Buffer;
  }
  const client: {
    createClient(servers: string, options: Options): Client;
    ACL: typeof ACL & { OPEN_ACL_UNSAFE: ACL[]; CREATOR_ALL_ACL: ACL[] };
    Id: typeof Id;
    Permission: { READ: number; WRITE: number; ALL: number };
    CreateMode: { PERSISTENT: number; EPHEMERAL: number };
    State: Record<'DISCONNECTED' | 'SYNC_CONNECTED' | 'EXPIRED' | 'AUTH_FAILED', object>;
    Exception: typeof Exception & Record<string, number>;
  };
  export default client;
  export type { ACL, Client, ConnectionManager, Exception, Stat, Transaction };
}
