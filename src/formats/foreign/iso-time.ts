const EXACT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,9}Z$/;
/** Latest time that a four-digit year can name, in epoch seconds. */
const LAST_SECOND = 253_402_300_799;

/**
 * ISO 8601 in UTC of a time as shippers write it: a text, or seconds, milliseconds, microseconds or nanoseconds since
 * 1970 told apart by their size. Undefined when it is none.
 */
export function isoTime(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? isoOfEpoch(String(value)) : isoOfSeconds(value);
  if (typeof value !== 'string' || value.length > 64) return undefined;
  if (/^\d{1,20}$/.test(value)) return isoOfEpoch(value);
  if (/^\d{9,11}\.\d{1,9}$/.test(value)) return isoOfSeconds(Number(value));
  if (EXACT.test(value) && !Number.isNaN(Date.parse(value))) return value;
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? undefined : isoOfMs(ms);
}

/** The same of nanoseconds since 1970, as text or number; undefined for 0, which means that there is none. */
export function isoOfNanos(value: unknown): string | undefined {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string' || !/^\d{10,20}$/.test(text)) return undefined;
  return isoOfParts(Number(text.slice(0, -9)), text.slice(-9));
}

// By the count of digits: seconds have 10 from 2001 to 2286, each smaller unit three more.
function isoOfEpoch(digits: string): string | undefined {
  const { length } = digits;
  if (length < 9 || length > 19) return undefined;
  if (length <= 11) return isoOfParts(Number(digits), '000');
  if (length <= 14) return isoOfParts(Number(digits.slice(0, -3)), digits.slice(-3));
  if (length <= 17) return isoOfParts(Number(digits.slice(0, -6)), digits.slice(-6));
  return isoOfNanos(digits);
}

// A fraction of epoch seconds comes from a double: beyond microseconds its digits are noise.
function isoOfSeconds(seconds: number): string | undefined {
  if (!(seconds >= 0)) return undefined;
  const [whole = '0', fraction = '000000'] = seconds.toFixed(6).split('.');
  return isoOfParts(Number(whole), fraction);
}

function isoOfParts(seconds: number, fraction: string): string | undefined {
  if (!(seconds >= 0 && seconds <= LAST_SECOND)) return undefined;
  const exact = fraction.length > 3 && /[1-9]/.test(fraction.slice(3)) ? fraction : fraction.slice(0, 3).padEnd(3, '0');
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${exact}Z`;
}

function isoOfMs(ms: number): string | undefined {
  return ms >= 0 && ms <= LAST_SECOND * 1000 ? new Date(ms).toISOString() : undefined;
}
