// @vitest-environment node
import { describe, expect, test } from 'vitest';
import { childLines, eventEntry, headLine } from '../../../../../renderer/rows/model/row-entry.ts';
import { line } from '../lines.ts';

describe('first line and lines below', () => {
  test('time and level before the message proper are left out', () => {
    const event = line(1, 'E1123 10:31 pool.cc:1] pool exhausted\nmore', { crosstail: { body_at: 23 } });
    expect(headLine(event)).toBe('pool exhausted');
    expect(childLines(event)).toEqual(['more']);
    expect(eventEntry(event).childCount).toBe(1);
  });

  test('a bare traceback is headed by its error, and keeps all its lines', () => {
    const message = 'Traceback (most recent call last):\n  File "a.py", line 1\nValueError: no';
    const event = line(1, message, { error: { type: 'ValueError', message: 'no' } });
    expect(headLine(event)).toBe('ValueError: no');
    expect(childLines(event)).toEqual(message.split('\n'));
    expect(eventEntry(event).childCount).toBe(3);
  });

  test('a last line break is no line, carriage returns are no text', () => {
    const event = line(1, 'a\r\nb\r\n');
    expect(headLine(event)).toBe('a');
    expect(childLines(event)).toEqual(['b']);
    expect(eventEntry(event).childCount).toBe(1);
  });
});
