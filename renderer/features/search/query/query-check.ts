import { type AppError, isAppError } from '../../../../src/base/errors.ts';
import { parseQuery } from '../../../../src/query/parse-query.ts';
import type { Query } from '../../../../src/query/query-ast.ts';
import type { Fault } from './paint-query.ts';

export type CheckedQuery = { ok: true; query: Query } | { ok: false; error: AppError; fault: Fault | undefined };

/** Parses a query as typed: what it means, or what is wrong and where. */
export function checkQuery(text: string, nowMs: number): CheckedQuery {
  try {
    return { ok: true, query: parseQuery(text, nowMs) };
  } catch (error) {
    if (!isAppError(error)) throw error;
    const at = error.details?.at;
    const end = error.details?.end;
    const fault = typeof at === 'number' && typeof end === 'number' ? { at, end } : undefined;
    return { ok: false, error, fault };
  }
}
