// A document index in memory that fails as a server may: whole requests, single items, after the write.
import { AppError } from '../../src/base/errors.ts';
import type { DocumentIndex, ItemRefusal } from '../../src/ports/document-index.ts';
import type { IndexHealth } from '../../src/ports/pipeline.ts';

export interface StoredDocument {
  index: string;
  id: string;
  text: string;
}

type Fault = 'none' | 'busy' | 'busy-items' | 'cut-after-write' | 'short-answer';

export class MemoryIndex implements DocumentIndex {
  readonly prefix = 'crosstail-';
  readonly documents = new Map<string, StoredDocument>();
  /** How often an id was written: a second time is what must not be. */
  writes = 0;
  bulks = 0;
  /** What the next bulk does. */
  nextFault: () => Fault = () => 'none';
  refuses: (text: string) => ItemRefusal | undefined = () => undefined;
  largestBytes = Infinity;

  bulk(body: Uint8Array): Promise<(ItemRefusal | undefined)[]> {
    this.bulks++;
    if (body.length > this.largestBytes) return Promise.reject(failure(413));
    const fault = this.nextFault();
    if (fault === 'busy') return Promise.reject(failure(this.bulks % 2 === 0 ? 429 : 503));
    const lines = Buffer.from(body).toString().trimEnd().split('\n');
    const answers: (ItemRefusal | undefined)[] = [];
    for (let i = 0; i < lines.length; i += 2) {
      const busy = fault === 'busy-items' && i % 6 === 0;
      answers.push(busy ? BUSY : this.#store(lines[i]!, lines[i + 1]!));
    }
    if (fault === 'cut-after-write') return Promise.reject(failure(0));
    return Promise.resolve(fault === 'short-answer' ? answers.slice(0, answers.length >> 1) : answers);
  }

  #store(action: string, text: string): ItemRefusal | undefined {
    const { create } = JSON.parse(action) as { create: { _index: string; _id: string } };
    const refusal = this.refuses(text);
    if (refusal !== undefined) return refusal;
    if (!this.documents.has(create._id)) {
      this.writes++;
      this.documents.set(create._id, { index: create._index, id: create._id, text });
    }
    return undefined;
  }

  setUp(): Promise<{ retentionBy: undefined; template: string }> {
    return Promise.resolve({ retentionBy: undefined, template: '' });
  }

  check(): Promise<void> {
    return Promise.resolve();
  }

  removeOldDays(): Promise<string[]> {
    return Promise.resolve([]);
  }

  health(): Promise<IndexHealth> {
    const documents = this.documents.size;
    return Promise.resolve({ state: 'green', detail: '', documents, bytes: 0, indices: 1, blocked: [] });
  }
}

const BUSY: ItemRefusal = { status: 429, type: 'es_rejected_execution_exception', reason: 'queue is full' };

function failure(status: number): AppError {
  return new AppError('SERVER_REFUSED', `it answered ${status}`, { retryable: true, details: { status } });
}
