// Names under which correlation ids are written, and what a value must look like to be one.
import { asciiText, isDigit } from '../byte-class.ts';

const KINDS: Readonly<Record<string, string>> = {
  request: 'requestid reqid xrequestid httprequestid requestuuid awsrequestid grpcrequestid',
  trace: 'traceid xtraceid ddtraceid xb3traceid b3traceid oteltraceid xdatadogtraceid xamzntraceid xcloudtracecontext',
  span: 'spanid xb3spanid b3spanid ddspanid otelspanid',
  correlation: 'correlationid xcorrelationid corrid correlationuuid requestcorrelationid',
  session: 'sessionid sessid jsessionid phpsessid xsessionid sessionuuid',
  order: 'orderid orderno ordernumber orderuuid',
  transaction: 'transactionid txid txnid trxid transid xtransactionid',
  job: 'jobid taskid workflowid runid executionid',
  message: 'messageid',
  operation: 'operationid opid invocationid callid conversationid',
  uber: 'ubertraceid',
  parent: 'traceparent',
};
// Words that name an id only when the value looks very much like one.
const WEAK: Readonly<Record<string, string>> = {
  request: 'request',
  req: 'request',
  rid: 'request',
  trace: 'trace',
  span: 'span',
  correlation: 'correlation',
  corr: 'correlation',
  cid: 'correlation',
  session: 'session',
  sid: 'session',
  order: 'order',
  transaction: 'transaction',
  txn: 'transaction',
  tx: 'transaction',
  job: 'job',
  task: 'job',
  b3: 'b3',
};
const BY_NAME = new Map(
  Object.entries(KINDS).flatMap(([kind, names]) => names.split(' ').map((name) => [name, kind] as const)),
);
const LONGEST = 128;
const AMOUNT = /^\d+(?:\.\d+)?(?:[a-z]{1,2}|secs?|mins?|hours?|bytes?)$/i;

export interface IdKey {
  kind: string;
  isWeak: boolean;
}

/** What ids a key names; undefined when it names none. Case, `-`, `_` and `.` do not count. */
export function idKey(key: string): IdKey | undefined {
  const plain = plainKey(key);
  const kind = BY_NAME.get(plain);
  if (kind !== undefined) return { kind, isWeak: false };
  return Object.hasOwn(WEAK, plain) ? { kind: WEAK[plain]!, isWeak: true } : undefined;
}

/** A key without case and separators. */
export function plainKey(key: string): string {
  return key.toLowerCase().replace(/[-_. ]/g, '');
}

/** All keys that name ids, without case and separators. */
export function idKeyNames(): string[] {
  return [...BY_NAME.keys(), ...Object.keys(WEAK)];
}

/** True when a text can be an id under a key: with a digit in it, no word for nothing, not just any short number. */
export function isPlausibleId(key: IdKey, value: string): boolean {
  const { length } = value;
  if (length === 0 || length > LONGEST) return false;
  let digits = 0;
  let isNothing = true;
  for (let i = 0; i < length; i++) {
    const code = value.charCodeAt(i);
    if (code >= 48 && code <= 57) digits++;
    if (code !== 48 && code !== 45) isNothing = false;
  }
  return !isNothing && looksLikeId(key, length, digits) && (!isShaky(key, length, digits) || !AMOUNT.test(value));
}

/** The same for the ASCII text of a range. */
export function isPlausibleRange(key: IdKey, bytes: Uint8Array, from: number, to: number): boolean {
  const length = to - from;
  if (length <= 0 || length > LONGEST) return false;
  let digits = 0;
  let isNothing = true;
  for (let i = from; i < to; i++) {
    const byte = bytes[i]!;
    if (isDigit(byte)) digits++;
    if (byte !== 48 && byte !== 45) isNothing = false;
  }
  if (isNothing || !looksLikeId(key, length, digits)) return false;
  return !isShaky(key, length, digits) || !AMOUNT.test(asciiText(bytes, from, to));
}

function looksLikeId(key: IdKey, length: number, digits: number): boolean {
  if (digits === 0) return false;
  if (key.kind === 'trace' || key.kind === 'span') return length >= 6;
  if (!key.isWeak) return true;
  // order=118 is an order; session=2 or request=17 is a count, 3ms a time.
  return length >= (digits === length && key.kind === 'order' ? 2 : 4);
}

/** True where the value may still be an amount with its unit. */
function isShaky(key: IdKey, length: number, digits: number): boolean {
  return key.isWeak && digits < length && key.kind !== 'trace' && key.kind !== 'span';
}
