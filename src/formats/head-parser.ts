// Finds the head of a line: tries the formats that may be in the file, the ones seen before first.

import type { Rule } from '../model/rule.ts';
import { LAYOUTS } from './known-layouts.ts';
import { type Layout, LayoutMatcher } from './layout.ts';
import type { LineHead } from './line-head.ts';
import type { TimeScanner } from './time-scanner.ts';

// The first lines are tried against everything, and every so often a line later on.
const LEARNING_LINES = 64;
const RELEARN_EVERY = 64;

export class HeadParser {
  private readonly matcher: LayoutMatcher;
  private readonly layouts: readonly Layout[];
  private readonly seen: Layout[] = [];
  private lines = 0;

  constructor(times: TimeScanner, format: Rule['format']) {
    this.matcher = new LayoutMatcher(times);
    this.layouts = format === 'auto' ? LAYOUTS : LAYOUTS.filter((known) => known.format === format);
  }

  /** True when the line has a head; it stands in `head` then. */
  parse(bytes: Uint8Array, from: number, to: number, head: LineHead): boolean {
    const isLearning = this.lines++ < LEARNING_LINES || this.lines % RELEARN_EVERY === 0;
    if (!isLearning) {
      for (const layout of this.seen) if (this.matcher.match(layout, bytes, from, to, head)) return true;
    }
    for (const layout of this.layouts) {
      if (!this.matcher.match(layout, bytes, from, to, head)) continue;
      this.remember(layout);
      return true;
    }
    head.clear();
    return false;
  }

  private remember(layout: Layout): void {
    if (this.seen.includes(layout)) return;
    this.seen.push(layout);
    this.seen.sort((a, b) => this.layouts.indexOf(a) - this.layouts.indexOf(b));
  }
}
