import { useMemo } from 'react';
import { type DiffLine, diffLines } from './line-diff.ts';

const CONTEXT = 3;

/** Changes of a text, with some unchanged lines around each. */
export function DiffView({ before, after, label }: { before: string; after: string; label: string }) {
  const lines = useMemo(() => withContext(diffLines(before, after)), [before, after]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long diff is scrolled by keys
    <section className="diff scroll" aria-label={label} tabIndex={0}>
      {lines.map((line, index) =>
        line === undefined ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one diff never move
          <div className="diff-skip" key={index}>
            ⋯
          </div>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one diff never move
          <div className={`diff-line ${line.kind}`} key={index}>
            <span className="n">{line.before ?? ''}</span>
            <span className="n">{line.after ?? ''}</span>
            <span className="sign">{line.kind === 'added' ? '+' : line.kind === 'removed' ? '−' : ''}</span>
            <span className="code">{line.text}</span>
          </div>
        ),
      )}
    </section>
  );
}

/** Lines near a change; undefined stands for a run that is left out. */
function withContext(lines: readonly DiffLine[]): (DiffLine | undefined)[] {
  const near = lines.map(() => false);
  lines.forEach((line, index) => {
    if (line.kind !== 'same')
      for (let i = Math.max(0, index - CONTEXT); i <= Math.min(lines.length - 1, index + CONTEXT); i++) near[i] = true;
  });
  const shown: (DiffLine | undefined)[] = [];
  lines.forEach((line, index) => {
    if (near[index]) shown.push(line);
    else if (index === 0 || near[index - 1]) shown.push(undefined);
  });
  return shown;
}

/** How many lines a change adds and removes. */
export function diffCounts(before: string, after: string): { added: number; removed: number } {
  const lines = diffLines(before, after);
  return {
    added: lines.filter((line) => line.kind === 'added').length,
    removed: lines.filter((line) => line.kind === 'removed').length,
  };
}
