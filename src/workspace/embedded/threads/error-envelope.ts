import { AppError, type ErrorEnvelope, isAppError, messageOf } from '../../../base/errors.ts';

/** Any error as it crosses threads. */
export function envelopeOf(error: unknown, what: string): ErrorEnvelope {
  if (isAppError(error)) return error.toEnvelope();
  const stack = error instanceof Error && error.stack !== undefined ? error.stack.slice(0, 2_000) : '';
  return new AppError('INTERNAL', `${what}: ${messageOf(error)}.`, {
    hint: 'Report this with the text above.',
    details: { stack },
  }).toEnvelope();
}
