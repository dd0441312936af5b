import type { Api } from '../connection/broker-link.ts';
import type { WireReader } from './wire-reader.ts';
import { WireWriter } from './wire-writer.ts';

export const METADATA: Api = { key: 3, version: 5, name: 'Metadata' };

export interface TopicMetadata {
  name: string;
  /** 0, or why nothing is known about the topic (response-codes.ts). */
  code: number;
  internal: boolean;
  partitions: PartitionMetadata[];
}

export interface PartitionMetadata {
  partition: number;
  /** Broker id of the leader, -1 when there is none. */
  leader: number;
  replicas: number;
  inSync: number;
}

export interface ClusterMetadata {
  brokers: { nodeId: number; host: string; port: number }[];
  topics: TopicMetadata[];
}

/** Asks about these topics, or about all; never creates one. */
export function metadataRequest(topics: string[] | undefined): Buffer {
  const writer = new WireWriter();
  if (topics === undefined) writer.int32(-1);
  else writer.array(topics, (out, topic) => out.string(topic));
  return writer.bool(false).finish();
}

/** Each topic has a code of its own: a missing one says nothing about the others. */
export function readMetadata(reader: WireReader): ClusterMetadata {
  reader.int32();
  const brokers = reader.array(() => {
    const broker = { nodeId: reader.int32(), host: reader.string(), port: reader.int32() };
    reader.nullableString();
    return broker;
  });
  reader.nullableString();
  reader.int32();
  return { brokers, topics: reader.array(readTopic) };
}

function readTopic(reader: WireReader): TopicMetadata {
  return {
    code: reader.int16(),
    name: reader.string(),
    internal: reader.bool(),
    partitions: reader.array(readPartition).sort((a, b) => a.partition - b.partition),
  };
}

function readPartition(reader: WireReader): PartitionMetadata {
  reader.int16();
  const partition = reader.int32();
  const leader = reader.int32();
  const replicas = reader.array(() => reader.int32()).length;
  const inSync = reader.array(() => reader.int32()).length;
  reader.array(() => reader.int32());
  return { partition, leader, replicas, inSync };
}
