// @vitest-environment node
import { describe, expect, test } from 'vitest';
import { type EventEntry, eventEntry, gapEntry } from '../../../../../renderer/rows/model/row-entry.ts';
import { RowModel } from '../../../../../renderer/rows/model/row-model.ts';
import {
  selectedEvents,
  selectedText,
  stretchOf,
  type TextPoint,
} from '../../../../../renderer/rows/surface/row-selection.ts';
import { rowText } from '../../../../../renderer/rows/text/row-text.ts';
import { line } from '../lines.ts';

const OPTIONS = { columns: { service: true, host: false }, zone: 'UTC' as const };
const trace = eventEntry(line(1, 'boom\nfirst\nsecond', { log: { level: 'ERROR' } }));

function setUp() {
  const model = new RowModel({ capacity: 100 });
  trace.isOpen = false;
  const gap = gapEntry(1_530, 'rate');
  model.append([eventEntry(line(0, 'start')), trace, gap, eventEntry(line(2, 'end'))]);
  const text = (anchor: TextPoint, focus: TextPoint) =>
    selectedText(model, { anchor, focus }, OPTIONS, ({ skipped }) => `(${skipped} skipped)`);
  const at = (index: number, offset: number, child = 0): TextPoint => ({ entry: model.entries[index]!, child, offset });
  return { model, text, at };
}

describe('selectedText', () => {
  test('within one line it is what was marked, in either direction', () => {
    const { text, at } = setUp();
    const whole = '10:31:00.000 I storefront start';
    expect(text(at(0, 0), at(0, 99))).toBe(whole);
    expect(text(at(0, whole.length), at(0, whole.length - 5))).toBe('start');
  });

  test('over lines it has whole lines between its ends, the lines of a folded event, and says what is missing', () => {
    const { text, at } = setUp();
    expect(text(at(0, 26), at(3, 12))).toBe(
      ['start', '10:31:00.010 E storefront boom', 'first', 'second', '(1530 skipped)', '10:31:00.020'].join('\n'),
    );
  });

  test('an opened event gives the same text as a folded one', () => {
    const { model, text, at } = setUp();
    const folded = text(at(0, 0), at(3, 99));
    model.setOpen(trace, true);
    expect(text(at(0, 0), at(3, 99))).toBe(folded);
    expect(text(at(1, 2, 1), at(1, 3, 2))).toBe('rst\nsec');
  });

  test('it is gone with its lines', () => {
    const { model, at } = setUp();
    const selection = { anchor: at(0, 0), focus: at(1, 3) };
    model.append(Array.from({ length: 150 }, (_, i) => eventEntry(line(10 + i))));
    expect(stretchOf(model, selection)).toBeUndefined();
  });

  test('offsets count the characters of the row as it is drawn', () => {
    const { model } = setUp();
    expect(rowText(model.rowAt(1)!, OPTIONS)).toBe('10:31:00.010 E storefront boom');
    expect((model.entries[1] as EventEntry).childCount).toBe(2);
  });
});

describe('selectedEvents', () => {
  test('each event that is touched once, whatever of it is marked, and no gap', () => {
    const { model, at } = setUp();
    const messages = (anchor: TextPoint, focus: TextPoint) =>
      selectedEvents(model, { anchor, focus }).map((event) => event.message);
    expect(messages(at(0, 26), at(3, 2))).toEqual(['start', 'boom\nfirst\nsecond', 'end']);
    expect(messages(at(0, 1), at(0, 2))).toEqual(['start']);
    expect(messages(at(0, 1), at(0, 1))).toEqual([]);
  });
});
