// Shows selected text by the custom highlight registry: ranges over text nodes, no markup, nothing to undo.

const NAME = 'crosstail-selection';

interface HighlightLike {
  add(range: Range): unknown;
  delete(range: Range): unknown;
}

let shared: HighlightLike | undefined;

/** The page's highlight; undefined where the browser has none (selection then works unseen). */
function highlight(): HighlightLike | undefined {
  if (shared !== undefined) return shared;
  if (typeof CSS === 'undefined' || !('highlights' in CSS) || typeof Highlight === 'undefined') return undefined;
  const made = new Highlight();
  CSS.highlights.set(NAME, made);
  shared = made;
  return shared;
}

export class SelectionPaint {
  #ranges: Range[] = [];

  /** Replaces what is shown as selected. */
  show(ranges: Range[]): void {
    const target = highlight();
    if (target === undefined || (ranges.length === 0 && this.#ranges.length === 0)) return;
    for (const range of this.#ranges) target.delete(range);
    for (const range of ranges) target.add(range);
    this.#ranges = ranges;
  }
}
