import type { Logger } from '../ports/logger.ts';

/** Diagnostics as one line each on stderr; `debug` only with CROSSTAIL_DEBUG. */
export function createStderrLogger(): Logger {
  const write = (level: string) => (message: string, fields?: Record<string, unknown>) => {
    const rest = fields === undefined ? '' : ` ${JSON.stringify(fields)}`;
    process.stderr.write(`${new Date().toISOString()} ${level} ${message}${rest}\n`);
  };
  return {
    debug: process.env.CROSSTAIL_DEBUG ? write('DEBUG') : () => {},
    info: process.env.CROSSTAIL_DEBUG ? write('INFO') : () => {},
    warn: write('WARN'),
    error: write('ERROR'),
  };
}
