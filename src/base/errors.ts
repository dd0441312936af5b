// The one error that crosses our borders: a code for programs, a sentence and a hint for people.
// Foreign errors are translated once, in the driver that met them.

/** Closed list of codes, AREA_REASON. A script may rely on them; add, never rename. */
export const ERROR_CODES = [
  'INTERNAL',
  'USAGE',
  'BAD_INPUT',
  'NOT_FOUND',
  'NOT_SUPPORTED',
  'PERMISSION_DENIED',
  'DISCONNECTED',
  'TIMEOUT',
  'QUERY_SYNTAX',
  'QUERY_TOO_EXPENSIVE',
  'RULE_INVALID',
  'RULE_CONFLICT',
  'FILE_UNREADABLE',
  'FILE_NOT_TEXT',
  'CHECKPOINT_CORRUPT',
  'STORE_NEWER',
  'STORE_LOCKED',
  'STORE_CORRUPT',
  'STORE_FULL',
  'STORE_READ_ONLY',
  'PORT_IN_USE',
  'SERVER_UNREACHABLE',
  'SERVER_REFUSED',
  'SERVER_UNSUPPORTED',
  'AUTH_FAILED',
  'TLS_FAILED',
  'BUNDLE_INVALID',
  'SAMPLE_UNAVAILABLE',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

export interface AppErrorOptions {
  /** What to do now, one sentence. */
  hint?: string;
  /** True when the same call may succeed later without a change. */
  retryable?: boolean;
  /** JSON-safe, bounded, free of secrets. */
  details?: Record<string, unknown>;
  cause?: unknown;
}

/** JSON form of an AppError: what the command line prints and the carrier sends. */
export interface ErrorEnvelope {
  code: ErrorCode;
  message: string;
  hint?: string;
  retryable?: boolean;
  details?: Record<string, unknown>;
}

/** `message` says what was tried and on what; `hint` says what to do now. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly retryable: boolean;
  readonly details: Record<string, unknown> | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.hint = options.hint;
    this.retryable = options.retryable ?? false;
    this.details = options.details;
  }

  toEnvelope(): ErrorEnvelope {
    return {
      code: this.code,
      message: this.message,
      ...(this.hint === undefined ? {} : { hint: this.hint }),
      ...(this.retryable ? { retryable: true } : {}),
      ...(this.details === undefined ? {} : { details: this.details }),
    };
  }

  static fromEnvelope(envelope: ErrorEnvelope): AppError {
    const { code, message, ...options } = envelope;
    return new AppError(code, message, options);
  }
}

/** Recognised by shape, not by class: an error may have crossed a bundle or a worker. */
export function isAppError(error: unknown): error is AppError {
  return error instanceof Error && error.name === 'AppError' && 'code' in error;
}

/** Message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
