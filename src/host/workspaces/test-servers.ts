// Tries each server of a workspace and says in words what is wrong with which.
import { isAppError, messageOf } from '../../base/errors.ts';
import { ElasticsearchClient } from '../../drivers/elasticsearch/elasticsearch-client.ts';
import { DEFAULT_INDICES } from '../../drivers/elasticsearch/elasticsearch-settings.ts';
import { KafkaCluster } from '../../drivers/kafka/connection/kafka-cluster.ts';
import { createSystemClock } from '../../drivers/node/system-clock.ts';
import { ZooKeeperSession } from '../../drivers/zookeeper/zookeeper-session.ts';
import type { ZooKeeperSettings } from '../../drivers/zookeeper/zookeeper-settings.ts';
import type { Logger } from '../../ports/logger.ts';
import type { ServerTest, ServerTests } from '../../ports/workspace-book.ts';
import { ElasticsearchEventStore } from '../../workspace/cluster/elasticsearch/elasticsearch-event-store.ts';
import { EVERY_TOPIC } from '../../workspace/cluster/kafka/kafka-live-tail.ts';
import { ZooKeeperRuleStore } from '../../workspace/cluster/zookeeper/zookeeper-rule-store.ts';
import type { ClusterSettings } from './profile.ts';

/** Long enough for a slow network, short enough for somebody who waits. */
const LIMIT_MS = 8_000;

const quiet: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** All at the same time; never rejects. A server that is not named is left out. */
export async function testServers({ kafka, topics, zookeeper, elasticsearch }: ClusterSettings): Promise<ServerTests> {
  const [ofKafka, ofZooKeeper, ofElasticsearch] = await Promise.all([
    kafka && tried(() => testKafka(new KafkaCluster(kafka), topics)),
    zookeeper && tried(() => testZooKeeper(zookeeper)),
    elasticsearch && tried(() => testElasticsearch(elasticsearch)),
  ]);
  return {
    ...(ofKafka === undefined ? {} : { kafka: ofKafka }),
    ...(ofZooKeeper === undefined ? {} : { zookeeper: ofZooKeeper }),
    ...(ofElasticsearch === undefined ? {} : { elasticsearch: ofElasticsearch }),
  };
}

async function tried(run: () => Promise<string>): Promise<ServerTest> {
  try {
    return { ok: true, detail: await run() };
  } catch (error) {
    const hint = isAppError(error) ? error.hint : undefined;
    return { ok: false, detail: messageOf(error), ...(hint === undefined ? {} : { hint }) };
  }
}

async function testKafka(cluster: KafkaCluster, topics: readonly string[] = EVERY_TOPIC): Promise<string> {
  try {
    const found = await cluster.listTopics(topics);
    const [brokers, { length }] = [cluster.brokers.size, found];
    return `${brokers} ${brokers === 1 ? 'broker' : 'brokers'}; ${length} ${length === 1 ? 'topic matches' : 'topics match'} ${topics.join(', ')}`;
  } finally {
    cluster.close();
  }
}

async function testZooKeeper(settings: ZooKeeperSettings): Promise<string> {
  const session = new ZooKeeperSession({ ...settings, requestTimeoutMs: LIMIT_MS }, quiet);
  try {
    const rules = new ZooKeeperRuleStore(session, settings.root, createSystemClock());
    const set = await rules.read();
    const access = await rules.access();
    const may = access.mayPublish ? '' : `; ${access.reason}`;
    return `${session.servers}, root ${settings.root}: revision ${set.revision} with ${set.rules.length} rules${may}`;
  } finally {
    await session.close();
  }
}

async function testElasticsearch(settings: NonNullable<ClusterSettings['elasticsearch']>): Promise<string> {
  const client = new ElasticsearchClient({ ...settings, searchTimeoutMs: LIMIT_MS });
  const store = new ElasticsearchEventStore(settings);
  try {
    const { version } = await client.info();
    const stats = await store.stats();
    return `${client.server}, version ${version}: ${stats.events} events in ${(settings.indices ?? DEFAULT_INDICES).join(', ')}`;
  } finally {
    await Promise.all([client.close(), store.close()]);
  }
}
