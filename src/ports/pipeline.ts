/** A record that could not be stored, kept whole with the reason. */
export interface DeadLetter {
  /** `topic/partition/offset` of the record: known again when it is written twice. */
  id: string;
  topic: string;
  partition: number;
  offset: number;
  /** When it was put aside, epoch ms. */
  atMs: number;
  /** Elasticsearch's type of the error, e.g. `document_parsing_exception`; `not-an-event` and the like for our own. */
  kind: string;
  reason: string;
  /** The record's value as text, cut to what a list can show; broken bytes replaced. */
  text: string;
  bytes: number;
}

export interface DeadLetterPage {
  letters: DeadLetter[];
  /** All there are, those that are not in `letters` included. */
  total: number;
}

/** Records put aside by the indexer. Ids that are not there (any more) are left out of the answers. */
export interface DeadLetters {
  /** The newest `limit` ones, newest first. */
  list(limit: number, signal?: AbortSignal): Promise<DeadLetterPage>;
  /** One with its whole text. Rejects NOT_FOUND. */
  read(id: string, signal?: AbortSignal): Promise<DeadLetter>;
  /** Puts records into their topics again, with another value where one is given, and takes them off the list. */
  replay(letters: readonly { id: string; text?: string }[] | 'all', signal?: AbortSignal): Promise<string[]>;
  /** Takes records off the list: they are gone when the topic is cleaned. */
  drop(ids: readonly string[], signal?: AbortSignal): Promise<string[]>;
}

export interface PipelinePartition {
  topic: string;
  partition: number;
  /** Next offset the indexers go on at; undefined when none was committed yet. */
  committed: number | undefined;
  endOffset: number;
  /** Records not stored yet. */
  lag: number;
  /** Id of the indexer that has it; undefined when none. */
  indexer: string | undefined;
}

export interface PipelineIndexer {
  id: string;
  host: string;
  partitions: number;
}

export interface IndexHealth {
  state: 'green' | 'yellow' | 'red' | 'unreachable';
  /** What is wrong, or name and version when nothing is. */
  detail: string;
  documents: number;
  bytes: number;
  indices: number;
  /** Indices that take no writes now (disk flood stage, read-only). */
  blocked: string[];
}

export interface PipelineStatus {
  /** What is wrong with Kafka; undefined when nothing is. */
  kafkaProblem: string | undefined;
  group: string;
  partitions: PipelinePartition[];
  indexers: PipelineIndexer[];
  index: IndexHealth;
}

/** What stands between the agents and the store of a cluster workspace, seen from outside. */
export interface Pipeline {
  status(signal?: AbortSignal): Promise<PipelineStatus>;
  readonly deadLetters: DeadLetters;
}
