// @vitest-environment node
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

// WCAG 2.2, 1.4.3 and 1.4.11: text 4.5, what is no text 3, computed from the tokens themselves.
const css = readFileSync('renderer/ui/tokens.css', 'utf8');

function themeOf(head: string): Record<string, string> {
  const from = css.indexOf(head);
  const block = css.slice(from, css.indexOf('\n}', from));
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map((match) => [match[1]!, match[2]!]),
  );
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function ratio(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

const SURFACES = ['s0', 's1', 's2', 's3', 'hover', 'sel', 'sel-quiet'];
const SERVICES = Array.from({ length: 12 }, (_, index) => `svc-${index + 1}`);
const LEVELS = ['lv-trace', 'lv-debug', 'lv-info', 'lv-warn', 'lv-error', 'lv-fatal'];
const TEXTS = ['t1', 't2', 't3', 'acc', 'ok', 'hold', ...LEVELS, ...SERVICES];
const PAIRS = [
  ['on-acc', 'acc-fill'],
  ['on-acc', 'acc-fill-h'],
  ['acc', 'acc-bg'],
  ['t1', 'acc-bg'],
  ['lv-warn', 'lv-warn-bg'],
  ['t1', 'lv-warn-bg'],
  ['lv-error', 'lv-error-bg'],
  ['t1', 'lv-error-bg'],
  ['t3', 'lv-error-bg'],
  ['lv-fatal', 'lv-fatal-bg'],
  ['on-fatal', 'lv-fatal-fill'],
  ['ok', 'ok-bg'],
  ['diff-add', 'diff-add-bg'],
  ['diff-del', 'diff-del-bg'],
  ['t1', 'diff-add-bg'],
  ['t1', 'diff-del-bg'],
  ['t1', 'text-sel'],
  ['t1', 'pv-merged-bg'],
  ['t2', 'pv-merged-bg'],
  ['t1', 'pv-extracted-bg'],
  ['t2', 'pv-extracted-bg'],
  ['t1', 'pv-redacted-bg'],
  ['t2', 'pv-redacted-bg'],
] as const;
const NO_TEXT = ['focus', 'hist-warn', 'hist-error', 'hist-fatal', 'hold-line'];

describe.each([
  ['dark', themeOf(':root,\n[data-theme="dark"] {')],
  ['light', themeOf('\n[data-theme="light"] {')],
])('%s theme', (_name, tokens) => {
  it.each(TEXTS)('--%s can be read on every surface', (text) => {
    for (const surface of SURFACES)
      expect(ratio(tokens[text]!, tokens[surface]!), `${text} on ${surface}`).toBeGreaterThanOrEqual(4.5);
  });

  it.each(PAIRS)('--%s can be read on --%s', (text, surface) => {
    expect(ratio(tokens[text]!, tokens[surface]!)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(NO_TEXT)('--%s can be seen on content', (token) => {
    expect(ratio(tokens[token]!, tokens.s1!)).toBeGreaterThanOrEqual(3);
  });
});
