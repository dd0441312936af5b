import { type AppError, isAppError } from '../../../base/errors.ts';
import type { Api } from '../connection/broker-link.ts';
import type { KafkaCluster } from '../connection/kafka-cluster.ts';
import { Nap } from '../connection/nap.ts';
import { responseError } from '../kafka-errors.ts';
import type { TopicMetadata } from './topic-metadata.ts';
import type { WireReader } from './wire-reader.ts';
import { WireWriter } from './wire-writer.ts';

const CREATE_TOPICS: Api = { key: 19, version: 4, name: 'CreateTopics' };
const TIMEOUT_MS = 10_000;
const ALREADY_THERE = 36;
const LOOK_AGAIN_MS = 100;
const MAX_LOOKS = 100;

export interface TopicOptions {
  /** Keeps the last record of each key for ever. */
  compacted?: boolean;
  /** The broker's default when not given. */
  partitions?: number;
}

/** What is known of a topic; makes it when it is missing, with the broker's defaults, and waits for its leaders. */
export async function ensureTopic(
  cluster: KafkaCluster,
  name: string,
  options: TopicOptions = {},
): Promise<TopicMetadata> {
  try {
    return await cluster.topic(name);
  } catch (error) {
    if (!isAppError(error) || error.code !== 'NOT_FOUND') throw error;
  }
  const code = await createTopic(cluster, name, options);
  if (code !== 0 && code !== ALREADY_THERE) throw creationError(code, name);
  const nap = new Nap();
  for (let look = 0; look < MAX_LOOKS; look++) {
    const [topic] = await cluster.describeTopics([name]);
    if (topic?.code === 0 && topic.partitions.length > 0 && topic.partitions.every(({ leader }) => leader >= 0))
      return topic;
    await nap.sleep(LOOK_AGAIN_MS);
  }
  throw responseError(5, `topic ${name}`);
}

async function createTopic(cluster: KafkaCluster, name: string, options: TopicOptions): Promise<number> {
  const configs: [string, string][] = options.compacted === true ? [['cleanup.policy', 'compact']] : [];
  const request = new WireWriter()
    .int32(1)
    .string(name)
    .int32(options.partitions ?? -1)
    .int16(-1)
    .int32(0)
    .array(configs, (out, [key, value]) => out.string(key).string(value))
    .int32(TIMEOUT_MS)
    .bool(false)
    .finish();
  return await cluster.sendToAny(CREATE_TOPICS, request, readCode);
}

function readCode(reader: WireReader): number {
  reader.int32();
  const codes = reader.array(() => {
    reader.string();
    const code = reader.int16();
    reader.nullableString();
    return code;
  });
  return codes[0] ?? -1;
}

function creationError(code: number, name: string): AppError {
  return responseError(code, `topic ${name} is missing and could not be made`);
}
