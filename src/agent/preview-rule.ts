// What rules would make of files, with counts; nothing is sent, nothing is remembered.
import { messageOf } from '../base/errors.ts';
import { EventReader } from '../formats/event-reader.ts';
import { type EventBatch, eventAt } from '../model/event-batch.ts';
import type { LogEvent } from '../model/log-event.ts';
import type { Rule } from '../model/rule.ts';
import type { FileSystem } from '../ports/file-system.ts';
import { readChunks } from './import/byte-stream.ts';
import { unpack } from './import/unpack.ts';
import { BatchProcessor } from './processors/batch-processor.ts';
import { Scanner } from './scanner/scanner.ts';

/** Bytes read of each file, files read for each rule, and events shown of all. */
const MAX_BYTES = 16 * 1024 * 1024;
const MAX_FILES = 20;
const MAX_SAMPLES = 50;

export interface PreviewResult {
  files: string[];
  lines: number;
  /** Events as the formats make them, before anything is taken out. */
  events: number;
  /** Lines that became part of the event of a line before them. */
  merged: number;
  /** Events taken out by drop queries, sampling or the rate limit. */
  dropped: number;
  /** Events with something taken out of them. */
  redacted: number;
  /** Events by field that is there, dotted names. */
  fields: Record<string, number>;
  formats: Record<string, number>;
  samples: LogEvent[];
  unreadable: { path: string; reason: string }[];
}

export interface PreviewOptions {
  rules: readonly Rule[];
  files: FileSystem;
  host: string;
  /** Read this file with the rules instead of those they name. */
  sample?: string;
  nowMs: number;
  signal?: AbortSignal;
}

/** Reads the beginning of what the rules name and says what would be sent. */
export async function previewRules(options: PreviewOptions): Promise<PreviewResult> {
  const result: PreviewResult = {
    files: [],
    lines: 0,
    events: 0,
    merged: 0,
    dropped: 0,
    redacted: 0,
    fields: {},
    formats: {},
    samples: [],
    unreadable: [],
  };
  for (const rule of options.rules) {
    for (const path of await pathsOf(rule, options)) {
      options.signal?.throwIfAborted();
      try {
        await previewFile(path, rule, options, result);
      } catch (error) {
        options.signal?.throwIfAborted();
        result.unreadable.push({ path, reason: messageOf(error) });
      }
    }
  }
  return result;
}

async function pathsOf(rule: Rule, { files, sample }: PreviewOptions): Promise<string[]> {
  if (sample !== undefined) return [sample];
  const scanner = new Scanner({ files });
  scanner.setRules([rule]);
  return (await scanner.scan()).files.slice(0, MAX_FILES).map((found) => found.path);
}

async function previewFile(path: string, rule: Rule, options: PreviewOptions, result: PreviewResult): Promise<void> {
  const handle = await options.files.open(path, 'read');
  try {
    const modifiedMs = Number((await handle.stat()).mtimeNs / 1_000_000n);
    for await (const stream of unpack({ path, bytes: readChunks(handle), modifiedMs })) {
      const reader = createReader(stream.path, rule, options, modifiedMs);
      const processor = BatchProcessor.of(rule);
      let bytes = 0;
      for await (const chunk of stream.bytes) {
        count(reader.push(chunk, options.nowMs), processor, result);
        bytes += chunk.length;
        if (bytes >= MAX_BYTES) break;
      }
      count(reader.flush(options.nowMs, 'end'), processor, result);
      finish(stream.path, reader, processor, result);
      if (bytes >= MAX_BYTES) break;
    }
  } finally {
    await handle.close();
  }
}

function finish(path: string, reader: EventReader, processor: BatchProcessor | undefined, result: PreviewResult): void {
  result.files.push(path);
  result.lines += reader.lines;
  result.merged = Math.max(0, result.lines - result.events);
  const { dropped, sampled, limited, redacted } = processor?.counts ?? {
    dropped: 0,
    sampled: 0,
    limited: 0,
    redacted: 0,
  };
  result.dropped += dropped + sampled + limited;
  result.redacted += redacted;
  const format = reader.detected?.format ?? 'plain';
  result.formats[format] = (result.formats[format] ?? 0) + 1;
}

function createReader(path: string, rule: Rule, { host }: PreviewOptions, modifiedMs: number): EventReader {
  const { format, multiline, encoding, timezone, correlate, fields, service, topic } = rule;
  const source = { key: `preview/${rule.id}`, service, host, path, rule: rule.id, revision: 0, topic };
  const settings = { format, multiline, encoding, timezone, correlate, fields, modifiedMs };
  return new EventReader({ source, agentId: 'preview', generation: rule.id, ...settings }, 0);
}

function count(batch: EventBatch | undefined, processor: BatchProcessor | undefined, result: PreviewResult): void {
  if (batch === undefined) return;
  result.events += batch.count;
  const kept = processor?.run(batch, performance.now()) ?? batch;
  for (let i = 0; i < kept.count; i++) {
    const event = eventAt(kept, i);
    for (const field of fieldsOf(event, '')) result.fields[field] = (result.fields[field] ?? 0) + 1;
    if (result.samples.length < MAX_SAMPLES) result.samples.push(event);
  }
}

function* fieldsOf(value: Record<string, unknown>, prefix: string): Generator<string> {
  for (const [key, entry] of Object.entries(value)) {
    if (typeof entry === 'object' && entry !== null && !Array.isArray(entry))
      yield* fieldsOf(entry as Record<string, unknown>, `${prefix}${key}.`);
    else yield prefix + key;
  }
}
