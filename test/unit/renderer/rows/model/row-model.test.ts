// @vitest-environment node
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type EventEntry, eventEntry, gapEntry } from '../../../../../renderer/rows/model/row-entry.ts';
import { RowModel } from '../../../../../renderer/rows/model/row-model.ts';
import { line } from '../lines.ts';

const entries = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => eventEntry(line(from + i)));
const traced = (n: number, lines: number) =>
  eventEntry(line(n, ['head', ...Array.from({ length: lines }, (_, i) => `at ${i}`)].join('\n')));
const ids = (model: RowModel) => model.events().map((event) => event.event.id);

/** What the rows must be, found by walking everything. */
function plainRows(model: RowModel): string[] {
  return model.entries.flatMap((entry) =>
    entry.kind === 'event' && entry.isOpen
      ? Array.from({ length: entry.childCount + 1 }, (_, child) => `${entry.at}.${child}`)
      : [`${entry.at}.0`],
  );
}

describe('RowModel', () => {
  test('keeps the newest of its capacity while following', () => {
    const model = new RowModel({ capacity: 100 });
    model.append(entries(0, 1_000));
    expect(ids(model)).toEqual(Array.from({ length: 100 }, (_, i) => `e-${900 + i}`));
    expect(model.dropped).toBe(900);
  });

  test('a large list lets its end grow by no more than a sixteenth before it drops the oldest', () => {
    const model = new RowModel({ capacity: 1_600 });
    let most = 0;
    for (let n = 0; n < 5_000; n++) {
      model.append([eventEntry(line(n))]);
      most = Math.max(most, model.entries.length);
    }
    expect(most).toBeLessThanOrEqual(1_700);
    expect(ids(model).at(-1)).toBe('e-4999');
  });

  test('held, it keeps what is read and counts exactly what had no room', () => {
    const model = new RowModel({ capacity: 100 });
    model.append(entries(0, 100));
    model.hold(40, 60);
    for (let from = 100; from < 1_000; from += 7) model.append(entries(from, Math.min(from + 7, 1_000)));
    expect(model.entries.length).toBeLessThanOrEqual(200);
    const kept = ids(model);
    for (let n = 0; n <= 60; n++) expect(kept).toContain(`e-${n}`);
    const gaps = model.entries.filter((entry) => entry.kind === 'gap');
    expect(gaps).toHaveLength(1);
    const skipped = gaps.reduce((sum, gap) => sum + gap.skipped, 0);
    expect(kept.length + skipped).toBe(1_000);
    expect(model.countAfter(model.rowAt(60)!.entry)).toBe(1_000 - 61);
  });

  test('released, it follows again and drops the oldest', () => {
    const model = new RowModel({ capacity: 100 });
    model.append(entries(0, 100));
    model.hold(0, 20);
    model.append(entries(100, 150));
    expect(ids(model)).toHaveLength(150);
    model.release();
    expect(ids(model)).toEqual(Array.from({ length: 100 }, (_, i) => `e-${50 + i}`));
  });

  test('puts late lines of other files in their place, and leaves the order within a file', () => {
    const model = new RowModel({ capacity: 100, mergeDepth: 50 });
    const other = { log: { level: 'INFO', file: { path: '/var/log/b.log' } } };
    model.append(entries(0, 10));
    model.append([
      eventEntry(line(4.5, 'late', other)),
      eventEntry(line(2.5, 'later still', other)),
      eventEntry(line(3)),
    ]);
    expect(model.events().map(({ message }) => message)).toEqual([
      'line 0',
      'line 1',
      'line 2',
      'line 3',
      'line 4',
      'late',
      'later still',
      'line 5',
      'line 6',
      'line 7',
      'line 8',
      'line 9',
      'line 3',
    ]);
  });

  test('neighbouring gaps of one reason are one', () => {
    const model = new RowModel({ capacity: 100 });
    model.append([gapEntry(3, 'slow-reader', 10, 20), gapEntry(4, 'slow-reader', 20, 30), gapEntry(1, 'rate')]);
    expect(model.entries).toMatchObject([
      { skipped: 7, fromMs: 10, toMs: 30 },
      { skipped: 1, reason: 'rate' },
    ]);
  });

  test('folds repeats when asked, and only the same line of the same service', () => {
    const model = new RowModel({ capacity: 100, foldRepeats: true });
    const same = (n: number, service = 'a') => eventEntry(line(n, 'pool exhausted', { service: { name: service } }));
    model.append([same(1), same(2), same(3), same(4, 'b'), same(5)]);
    expect(model.entries.map((entry) => (entry as EventEntry).repeats)).toEqual([3, 1, 1]);
  });

  test('the lines of a gap take its place', () => {
    const model = new RowModel({ capacity: 100 });
    const gap = gapEntry(2, 'slow-reader', 1, 2);
    model.append([eventEntry(line(0)), gap, eventEntry(line(3))]);
    model.replace(gap, entries(1, 3));
    expect(ids(model)).toEqual(['e-0', 'e-1', 'e-2', 'e-3']);
    expect(model.rowOf(model.entries[3]!)).toBe(3);
  });

  test('finds the next error in both directions and stops at the ends', () => {
    const model = new RowModel({ capacity: 100 });
    const error = (n: number) => eventEntry(line(n, 'x', { log: { level: 'ERROR' } }));
    model.append([...entries(0, 3), error(3), ...entries(4, 6), error(6)]);
    const isError = (entry: EventEntry) => entry.rank >= 6;
    const first = model.findEvent(undefined, 1, isError)!;
    expect(first.event.event.id).toBe('e-3');
    expect(model.findEvent(first, 1, isError)?.event.event.id).toBe('e-6');
    expect(model.findEvent(first, -1, isError)).toBeUndefined();
  });

  test('seeks the first line at or after an instant, and the last one when all are earlier', () => {
    const model = new RowModel({ capacity: 100 });
    const all = entries(0, 10);
    model.append([...all.slice(0, 5), gapEntry(9, 'rate'), ...all.slice(5)]);
    expect(model.seek(all[5]!.timeMs)).toBe(all[5]);
    expect(model.seek(all[5]!.timeMs - 1)).toBe(all[5]);
    expect(model.seek(0)).toBe(all[0]);
    expect(model.seek(all[9]!.timeMs + 1)).toBe(all[9]);
  });

  test('rows and entries agree under any order of appending, opening, holding, dropping and filling', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('append' as const), count: fc.integer({ min: 1, max: 40 }) }),
      fc.record({ kind: fc.constant('late' as const), by: fc.integer({ min: 1, max: 30 }) }),
      fc.record({ kind: fc.constant('trace' as const), lines: fc.integer({ min: 1, max: 5 }) }),
      fc.record({ kind: fc.constant('toggle' as const), at: fc.nat() }),
      fc.record({ kind: fc.constant('hold' as const), at: fc.nat() }),
      fc.record({ kind: fc.constant('release' as const) }),
      fc.record({ kind: fc.constant('prepend' as const), count: fc.integer({ min: 1, max: 5 }) }),
      fc.record({ kind: fc.constant('gap' as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const model = new RowModel({ capacity: 50, mergeDepth: 20 });
        let n = 1_000;
        for (const each of steps) {
          const pick = (at: number) => model.entries[at % Math.max(1, model.entries.length)];
          if (each.kind === 'append') {
            model.append(entries(n, n + each.count));
            n += each.count;
          } else if (each.kind === 'late')
            model.append([eventEntry(line(n - each.by, 'late', { log: { file: { path: '/b' } } }))]);
          else if (each.kind === 'trace') model.append([traced(n++, each.lines)]);
          else if (each.kind === 'hold') model.hold(each.at % 60, (each.at % 60) + 5);
          else if (each.kind === 'release') model.release();
          else if (each.kind === 'prepend') model.prepend(entries(n - 5_000, n - 5_000 + each.count));
          else if (each.kind === 'gap') model.append([gapEntry(1, 'rate')]);
          else {
            const entry = pick(each.at);
            if (entry?.kind === 'event') model.setOpen(entry, !entry.isOpen);
          }
          const rows = plainRows(model);
          expect(model.rowCount).toBe(rows.length);
          const shown = rows.map((_, row) => model.rowAt(row)!);
          expect(shown.map(({ entry, child }) => `${entry.at}.${child}`)).toEqual(rows);
          expect(shown.map(({ entry, child }) => model.rowOf(entry, child))).toEqual(rows.map((_, row) => row));
          expect(model.rowAt(rows.length)).toBeUndefined();
        }
      }),
      { numRuns: 100 },
    );
  });
});
