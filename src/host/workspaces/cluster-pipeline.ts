// The parts of a cluster that stand between agents and store, put together for the indexer and for whoever looks at it.
import { AppError } from '../../base/errors.ts';
import { ElasticsearchClient } from '../../drivers/elasticsearch/elasticsearch-client.ts';
import { ElasticsearchIndex } from '../../drivers/elasticsearch/elasticsearch-index.ts';
import type { ElasticsearchSettings } from '../../drivers/elasticsearch/elasticsearch-settings.ts';
import { KafkaCluster } from '../../drivers/kafka/connection/kafka-cluster.ts';
import { KafkaRecordLog } from '../../drivers/kafka/fetch/kafka-record-log.ts';
import { KafkaGroupInspector } from '../../drivers/kafka/groups/kafka-group-inspector.ts';
import type { KafkaSettings } from '../../drivers/kafka/kafka-settings.ts';
import { KafkaProducer } from '../../drivers/kafka/produce/kafka-producer.ts';
import { DeadLetterBook } from '../../indexer/dead-letter-book.ts';
import { PipelineView } from '../../indexer/pipeline-view.ts';
import type { Pipeline } from '../../ports/pipeline.ts';
import { createStderrLogger } from '../stderr-logger.ts';
import type { ClusterSettings } from './profile.ts';

export const DEFAULT_GROUP = 'crosstail-indexer';
export const DEFAULT_TOPICS: readonly string[] = ['logs.*'];

export interface PipelineSettings {
  kafka: KafkaSettings;
  elasticsearch: ElasticsearchSettings;
  /** Consumer group of the indexers. Default `crosstail-indexer`. */
  group?: string;
  /** Names and patterns of the topics that are stored. Default `logs.*`. */
  topics?: readonly string[];
  /** Names of day indices begin with it. Default `crosstail-`. */
  prefix?: string;
}

/** True when both servers are named that the indexer stands between. */
export function hasPipeline(settings: ClusterSettings): settings is ClusterSettings & PipelineSettings {
  return settings.kafka !== undefined && settings.elasticsearch !== undefined;
}

/** Throws USAGE that names the server that is missing. */
export function requirePipeline(settings: ClusterSettings): PipelineSettings {
  if (hasPipeline(settings)) return settings;
  const missing = settings.kafka === undefined ? 'Kafka' : 'Elasticsearch';
  throw new AppError('USAGE', `The workspace ${settings.name} names no ${missing}.`, {
    hint: `Add ${missing.toLowerCase()} to the profile, or name both: --kafka kafka1:9092 --elasticsearch http://es1:9200.`,
  });
}

export interface ClusterPipeline extends Pipeline {
  close(): Promise<void>;
}

/** Connections that the indexer and the view of it share. */
export interface PipelineParts {
  cluster: KafkaCluster;
  log: KafkaRecordLog;
  index: ElasticsearchIndex;
  inspector: KafkaGroupInspector;
  group: string;
  topics: readonly string[];
  close(): Promise<void>;
}

/** Connects nothing yet: the first question does. */
export function openPipelineParts(settings: PipelineSettings): PipelineParts {
  const log = createStderrLogger();
  const cluster = new KafkaCluster(settings.kafka);
  const producer = new KafkaProducer(cluster, (error) => {
    if (error !== undefined) log.warn(`dead letters wait: ${error.message}`);
  });
  const client = new ElasticsearchClient(settings.elasticsearch);
  return {
    cluster,
    log: new KafkaRecordLog(cluster, producer),
    index: new ElasticsearchIndex(client, settings.prefix),
    inspector: new KafkaGroupInspector(cluster),
    group: settings.group ?? DEFAULT_GROUP,
    topics: settings.topics ?? DEFAULT_TOPICS,
    close: async () => {
      cluster.close();
      await client.close();
    },
  };
}

/** What the Pipeline view and `dead-letters` look at. */
export function openPipeline(settings: PipelineSettings): ClusterPipeline {
  const parts = openPipelineParts(settings);
  const { inspector, index, group, topics } = parts;
  const view = new PipelineView({
    inspector,
    index,
    group,
    topics,
    deadLetters: new DeadLetterBook(parts.log, topics),
  });
  return {
    deadLetters: view.deadLetters,
    status: (signal) => view.status(signal),
    close: () => parts.close(),
  };
}
