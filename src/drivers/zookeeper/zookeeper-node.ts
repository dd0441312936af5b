import type { Stat } from 'node-zookeeper-client';

/** A node as it was read. */
export interface ZooNode {
  data: Buffer;
  version: number;
  /** Epoch ms of the server's clock when it was written, and made. */
  writtenAtMs: number;
  madeAtMs: number;
  /** Session that holds it, in hex; undefined for a node that stays. */
  owner?: string;
}

/** One step of a transaction. Versions are 1 or more: see `ZooKeeperSession.commit`. */
export type ZooStep =
  | { type: 'create'; path: string; data: Buffer; ephemeral?: boolean }
  | { type: 'write'; path: string; data: Buffer; version: number }
  | { type: 'exists'; path: string }
  | { type: 'remove'; path: string };

export function toNode(data: Buffer | undefined, stat: Stat): ZooNode {
  const owner = stat.ephemeralOwner.toString('hex');
  return {
    data: data ?? Buffer.alloc(0),
    version: stat.version,
    writtenAtMs: Number(stat.mtime.readBigInt64BE(0)),
    madeAtMs: Number(stat.ctime.readBigInt64BE(0)),
    ...(/^0*$/.test(owner) ? {} : { owner }),
  };
}
