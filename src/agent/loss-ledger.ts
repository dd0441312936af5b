import type { LossReport } from '../ports/agent-directory.ts';
import type { Logger } from '../ports/logger.ts';

const MAX_KEPT = 1_000;

/** Every possible loss with path and byte range: nothing is lost unreported. The newest are kept, all are counted. */
export class LossLedger {
  readonly #log: Logger;
  readonly #reports: LossReport[] = [];
  #total = 0;
  #bytes = 0;

  constructor(log: Logger) {
    this.#log = log;
  }

  get reports(): readonly LossReport[] {
    return this.#reports;
  }

  get total(): number {
    return this.#total;
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(report: LossReport): void {
    this.#total++;
    this.#bytes += report.toOffset - report.fromOffset;
    this.#reports.push(report);
    if (this.#reports.length > MAX_KEPT) this.#reports.shift();
    this.#log.warn('possible loss', { ...report });
  }
}
