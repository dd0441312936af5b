import type { LogEvent } from '../../../../src/model/log-event.ts';

const START_MS = Date.UTC(2026, 10, 23, 10, 31, 0);

/** An event whose n-th id and time follow from `n`. */
export function line(n: number, message = `line ${n}`, patch: Partial<LogEvent> = {}): LogEvent {
  return {
    '@timestamp': new Date(START_MS + n * 10).toISOString(),
    message,
    event: { id: `e-${n}` },
    log: { level: 'INFO', file: { path: '/var/log/a.log' } },
    service: { name: 'storefront' },
    host: { name: 'web-1' },
    ...patch,
  };
}
