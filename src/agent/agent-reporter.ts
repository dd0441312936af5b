// What the agent says of itself.
import type { AgentReport, FileReport } from '../ports/agent-directory.ts';
import type { AgentOptions } from './agent.ts';
import type { LossLedger } from './loss-ledger.ts';
import type { RulesInForce } from './rules/rules-in-force.ts';
import { scanProblemText } from './scanner/scan-problem.ts';
import type { ScanResult } from './scanner/scanner.ts';
import type { FileTracker } from './tracking/file-tracker.ts';

/** Files named in a report: the most active, and those with an error. All are counted. */
const MAX_FILES = 500;
const MAX_LOSSES = 100;
/** A report that changed is given at most this often, one that did not at this rhythm. */
const MIN_GAP_MS = 1_000;
const MAX_GAP_MS = 5_000;

interface Parts {
  losses: LossLedger;
  rules: RulesInForce;
  tracker: FileTracker;
}

export class AgentReporter {
  readonly #options: AgentOptions;
  readonly #parts: Parts;
  readonly #startedAtMs: number;
  #contested: ReadonlyMap<string, number> = new Map();
  #scanProblem: string | undefined;
  #announcedMs = Number.NEGATIVE_INFINITY;
  #announced = '';
  #measuredMs = performance.now();
  readonly #rates = new WeakMap<object, { lines: number; rate: number }>();

  constructor(options: AgentOptions, parts: Parts) {
    this.#options = options;
    this.#parts = parts;
    this.#startedAtMs = options.clock.nowMs();
  }

  noteScan(scan: ScanResult): void {
    this.#contested = scan.contested;
    const first = scan.problems[0];
    this.#scanProblem = first === undefined ? undefined : `${first.path}: ${scanProblemText(first.code, first.code)}`;
  }

  report(lastError: string | undefined): AgentReport {
    const { id, host, labels, version = '0.0.0' } = this.#options;
    const { losses, rules, tracker } = this.#parts;
    const files = this.#fileReports();
    const counts = new Map<string, number>();
    let lagBytes = 0;
    for (const file of tracker.followed()) {
      counts.set(file.rule.rule.id, (counts.get(file.rule.rule.id) ?? 0) + 1);
      lagBytes += file.lagBytes;
    }
    const error = lastError ?? this.#scanProblem;
    return {
      id,
      host,
      pid: process.pid,
      version,
      labels,
      startedAtMs: this.#startedAtMs,
      wantedRevision: rules.revision,
      appliedRevision: rules.revision,
      rules: rules.report((rule) => counts.get(rule) ?? 0, this.#contested),
      files: files.slice(0, MAX_FILES),
      filesTotal: tracker.size + tracker.unreadable.length,
      linesPerSecond: files.reduce((sum, file) => sum + file.linesPerSecond, 0),
      lagBytes,
      losses: losses.reports.slice(-MAX_LOSSES),
      lossesTotal: losses.total,
      ...(error === undefined ? {} : { lastError: error }),
    };
  }

  /** Gives the report to the directory when it changed, and now and then when it did not. */
  async announce(lastError: string | undefined): Promise<void> {
    const { directory } = this.#options;
    const nowMs = performance.now();
    if (directory === undefined || nowMs - this.#announcedMs < MIN_GAP_MS) return;
    const report = this.report(lastError);
    const text = JSON.stringify(report);
    if (text === this.#announced && nowMs - this.#announcedMs < MAX_GAP_MS) return;
    this.#announcedMs = nowMs;
    this.#announced = text;
    await directory.announce(report);
  }

  /** Errors first, then the most active. */
  #fileReports(): FileReport[] {
    const { tracker } = this.#parts;
    const nowMs = performance.now();
    const elapsedMs = nowMs - this.#measuredMs;
    // Rates over less than half a second would jump.
    const measures = elapsedMs >= 500;
    if (measures) this.#measuredMs = nowMs;
    const reports = Array.from(tracker.followed(), (file) => {
      const before = this.#rates.get(file) ?? { lines: 0, rate: 0 };
      const rate = measures ? Math.round(((file.linesRead - before.lines) * 1000) / elapsedMs) : before.rate;
      if (measures) this.#rates.set(file, { lines: file.linesRead, rate });
      return file.toReport(nowMs, rate);
    });
    const unreadable = tracker.unreadable.map(
      ({ path, rule, message }): FileReport => ({
        path,
        rule,
        sizeBytes: 0,
        offset: 0,
        linesPerSecond: 0,
        state: 'error',
        error: message,
      }),
    );
    return [...unreadable, ...reports].sort(
      (a, b) => Number(b.error !== undefined) - Number(a.error !== undefined) || b.linesPerSecond - a.linesPerSecond,
    );
  }
}
