// What stands in the dialog's fields → what the console is asked.
import { parseInstant } from '../../../src/base/time-text.ts';
import type { BundleWish } from '../../platform/bundle-request.ts';
import type { InputOf } from '../../platform/use-call.ts';

export type BundleScope = InputOf<'bundles.preview'>;

export interface ScopeFields {
  query: string;
  /** As typed; empty is the open end. */
  from: string;
  to: string;
  isHiding: boolean;
  kinds: readonly string[];
  /** Own patterns, one a line. */
  own: string;
}

/** The fields as a wish fills them. */
export function fieldsOf({ query, fromMs, toMs }: BundleWish): Pick<ScopeFields, 'query' | 'from' | 'to'> {
  const text = (timeMs: number | undefined) => (timeMs === undefined ? '' : new Date(timeMs).toISOString());
  return { query, from: text(fromMs), to: text(toMs) };
}

/** The scope; or the text that is no time. */
export function scopeOf(wish: BundleWish, fields: ScopeFields, nowMs: number): BundleScope | { notATime: string } {
  const range: { fromMs?: number; toMs?: number } = {};
  for (const end of ['from', 'to'] as const) {
    const text = fields[end].trim();
    if (text === '') continue;
    const timeMs = parseInstant(text, nowMs);
    if (timeMs === undefined) return { notATime: text };
    range[`${end}Ms`] = timeMs;
  }
  const patterns = fields.own
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, 100)
    .map((pattern, index) => ({ name: `own-${index + 1}`, pattern }));
  return {
    query: fields.query,
    range,
    ...(wish.trace === undefined ? {} : { trace: wish.trace }),
    ...(wish.incident === undefined ? {} : { incident: wish.incident.id }),
    redaction: fields.isHiding ? { kinds: [...fields.kinds], patterns } : null,
  };
}
