// The indexer as a program: Kafka → Elasticsearch until it is stopped, or to the end of what is there.

import { AppError, messageOf } from '../../base/errors.ts';
import { isObjectRoot } from '../../drivers/elasticsearch/event-template.ts';
import { KafkaRecordGroup } from '../../drivers/kafka/groups/kafka-record-group.ts';
import { createSystemClock } from '../../drivers/node/system-clock.ts';
import { Indexer } from '../../indexer/indexer.ts';
import type { IndexerCounters } from '../../indexer/indexer-counters.ts';
import type { Clock } from '../../ports/clock.ts';
import type { IndexSetup } from '../../ports/document-index.ts';
import type { Logger } from '../../ports/logger.ts';
import { createStderrLogger } from '../stderr-logger.ts';
import { openPipelineParts, type PipelineParts, type PipelineSettings } from './cluster-pipeline.ts';

const ONCE_LOOK_MS = 300;
const STORE_LOOK_MS = 1_000;
const TIDY_EVERY_MS = 3_600_000;

export interface RunIndexerOptions extends PipelineSettings {
  /** Stores what is there now and stops. */
  once: boolean;
  /** After so long the partitions of an indexer that died go to the others. Default 30,000. */
  groupSessionMs?: number;
  signal: AbortSignal;
}

/** Installs template and retention. */
export async function setUpIndex(
  settings: PipelineSettings & { retentionDays?: number },
  signal: AbortSignal,
): Promise<IndexSetup> {
  const parts = openPipelineParts(settings);
  try {
    const { retentionDays } = settings;
    return await parts.index.setUp(retentionDays === undefined ? {} : { retentionDays }, signal);
  } finally {
    await parts.close();
  }
}

/** Runs until the signal aborts, or to the end of what is there; gives what was done. */
export async function runIndexer(options: RunIndexerOptions): Promise<IndexerCounters> {
  const parts = openPipelineParts(options);
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const logger = createStderrLogger();
  const clock = createSystemClock();
  const { cluster, log, index, group, topics } = parts;
  const session = options.groupSessionMs === undefined ? {} : { sessionMs: options.groupSessionMs };
  const background: Promise<void>[] = [];
  try {
    await whenUsable(() => index.check(signal), options.once ? undefined : { clock, logger, signal });
    if (options.once) background.push(stopAtEnd(parts, await endsOf(parts), clock, stop));
    else background.push(tidyUp(parts, clock, signal));
    const indexer = new Indexer({
      group: new KafkaRecordGroup({ cluster, group, topics, start: 'earliest', ...session }),
      log,
      index,
      isObjectRoot,
      clock,
      logger,
    });
    await indexer.run(signal);
    return indexer.counters;
  } finally {
    stop.abort();
    await Promise.allSettled(background);
    await parts.close();
  }

  async function tidyUp({ index: own }: PipelineParts, time: Clock, until: AbortSignal): Promise<void> {
    while (!until.aborted) {
      try {
        for (const name of await own.removeOldDays(time.nowMs(), until))
          logger.info(`removed ${name}: past its retention`);
      } catch (error) {
        // Storing goes on; the next hour tries again.
        if (!until.aborted) logger.warn(`old days could not be removed: ${messageOf(error)}`);
      }
      await time.sleep(TIDY_EVERY_MS, until);
    }
  }
}

/** A store that is away when an indexer starts is waited for, as it is later; one that refuses ends the start. */
async function whenUsable(
  check: () => Promise<void>,
  patience: { clock: Clock; logger: Logger; signal: AbortSignal } | undefined,
): Promise<void> {
  for (let said = ''; ; ) {
    try {
      await check();
      return;
    } catch (error) {
      if (patience === undefined || !(error instanceof AppError && error.retryable)) throw error;
      if (error.message !== said) patience.logger.warn(`waiting for the store: ${error.message}`);
      said = error.message;
      await patience.clock.sleep(STORE_LOOK_MS, patience.signal);
    }
  }
}

async function endsOf({ inspector, group, topics }: PipelineParts): Promise<Map<string, number>> {
  const lags = await inspector.lag(group, topics);
  return new Map(lags.map(({ topic, partition, endOffset }) => [`${topic}/${partition}`, endOffset]));
}

/** Stops when all members of the group together have committed what was there at the start. */
async function stopAtEnd(
  { inspector, group, topics }: PipelineParts,
  ends: Map<string, number>,
  clock: Clock,
  stop: AbortController,
): Promise<void> {
  while (!stop.signal.aborted) {
    const lags = await inspector.lag(group, topics);
    const isBehind = lags.some(({ topic, partition, committed, startOffset }) => {
      const end = ends.get(`${topic}/${partition}`) ?? 0;
      return (committed ?? startOffset) < end && startOffset < end;
    });
    if (!isBehind) stop.abort();
    await clock.sleep(ONCE_LOOK_MS, stop.signal);
  }
}
