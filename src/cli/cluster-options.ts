// The options that name the servers of a cluster on the command line.
import type { Command } from 'commander';
import { AppError } from '../base/errors.ts';
import { parseNode } from '../drivers/elasticsearch/elasticsearch-settings.ts';
import type { PipelineSettings } from '../host/cluster-pipeline.ts';

export interface ClusterOptions {
  kafka?: string;
  elasticsearch?: string;
  group?: string;
  topic?: string[];
  prefix?: string;
}

/** Adds them to a command. */
export function clusterOptions(command: Command): Command {
  return command
    .option('--kafka <HOSTS>', 'brokers, as in kafka1:9092,kafka2:9092')
    .option('--elasticsearch <URL>', 'as in http://es1:9200; several with commas')
    .option('--group <NAME>', 'consumer group of the indexers')
    .option('--topic <PATTERN...>', 'topics that are stored (default: logs.*)')
    .option('--prefix <PREFIX>', 'start of the names of day indices (default: crosstail-)');
}

/** Reads them. */
export function pipelineSettings(options: ClusterOptions): PipelineSettings {
  const { kafka, elasticsearch, group, topic, prefix } = options;
  if (kafka === undefined || elasticsearch === undefined) {
    throw new AppError('USAGE', `${kafka === undefined ? '--kafka' : '--elasticsearch'} is missing.`, {
      hint: 'Name both: --kafka kafka1:9092 --elasticsearch http://es1:9200.',
    });
  }
  const nodes = elasticsearch.split(',').map(parseNode);
  const auth = nodes.find((node) => node.auth !== undefined)?.auth;
  return {
    kafka: { brokers: kafka.split(',') },
    elasticsearch: { nodes: nodes.map(({ node }) => node), ...(auth === undefined ? {} : { auth }) },
    ...(group === undefined ? {} : { group }),
    ...(topic === undefined ? {} : { topics: topic }),
    ...(prefix === undefined ? {} : { prefix }),
  };
}
