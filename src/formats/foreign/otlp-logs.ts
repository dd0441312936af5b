// OTLP logs as JSON (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding): one record of Kafka holds a request
// of many resources, scopes and log records.
import { isoOfNanos } from './iso-time.ts';
import { isObject, type JsonObject, type ShippedLine, textOf, without } from './shipped-line.ts';

/** Severity numbers come in fours: TRACE 1 to 4, DEBUG 5 to 8 … FATAL 21 to 24. */
const SEVERITIES = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
const MAX_DEPTH = 8;
const USED = [
  'service.name',
  'host.name',
  'log.file.path',
  'log.file.name',
  'log.iostream',
  'exception.type',
  'exception.message',
  'exception.stacktrace',
];

/** The log records of a request; undefined when the record is no such request. */
export function otlpLines(record: JsonObject): ShippedLine[] | undefined {
  const resources = member(record, 'resourceLogs', 'resource_logs');
  if (!Array.isArray(resources)) return undefined;
  return resources.filter(isObject).flatMap((resource) => {
    const about = attributes(isObject(resource.resource) ? resource.resource.attributes : undefined);
    const scopes = member(resource, 'scopeLogs', 'scope_logs') ?? resource.instrumentationLibraryLogs;
    return (Array.isArray(scopes) ? scopes : []).filter(isObject).flatMap((scope) => {
      const logger = isObject(scope.scope) ? textOf(scope.scope, 'name') : undefined;
      const logs = member(scope, 'logRecords', 'log_records') ?? scope.logs;
      return (Array.isArray(logs) ? logs : []).filter(isObject).map((log) => lineOf(log, about, logger));
    });
  });
}

function lineOf(log: JsonObject, about: JsonObject, logger: string | undefined): ShippedLine {
  const own = attributes(log.attributes);
  const all = { ...about, ...own };
  const eventTime = isoOfNanos(member(log, 'timeUnixNano', 'time_unix_nano'));
  const stack = textOf(own, 'exception.stacktrace');
  const body = anyValue(log.body, 0);
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
  const error = exceptionOf(own, stack);
  return {
    shipper: 'otel',
    text: stack === undefined || text.includes(stack) ? text : `${text}\n${stack}`.trimStart(),
    time: eventTime ?? isoOfNanos(member(log, 'observedTimeUnixNano', 'observed_time_unix_nano')),
    isEventTime: eventTime !== undefined,
    level: levelOf(log),
    service: textOf(all, 'service.name'),
    host: textOf(all, 'host.name', 'k8s.node.name'),
    path: textOf(all, 'log.file.path', 'log.file.name'),
    logger,
    trace: idOf(member(log, 'traceId', 'trace_id')),
    span: idOf(member(log, 'spanId', 'span_id')),
    rest: { ...(error === undefined ? {} : { error }), labels: without(all, USED) },
  };
}

function exceptionOf(own: JsonObject, stack: string | undefined): JsonObject | undefined {
  const [type, message] = [textOf(own, 'exception.type'), textOf(own, 'exception.message')];
  if (type === undefined && message === undefined && stack === undefined) return undefined;
  const error: JsonObject = {};
  if (type !== undefined) error.type = type;
  if (message !== undefined) error.message = message;
  if (stack !== undefined) error.stack_trace = stack;
  return error;
}

function levelOf(log: JsonObject): string | undefined {
  const given = member(log, 'severityNumber', 'severity_number');
  // Protobuf's JSON may name the number: SEVERITY_NUMBER_WARN2.
  const named = typeof given === 'string' ? /^SEVERITY_NUMBER_([A-Z]+?)[234]?$/.exec(given)?.[1] : undefined;
  const byNumber = SEVERITIES[Math.floor((Number(given) - 1) / 4)];
  return byNumber ?? named ?? textOf(log, 'severityText', 'severity_text');
}

function idOf(value: unknown): string | undefined {
  return typeof value === 'string' && /[1-9a-zA-Z]/.test(value) ? value : undefined;
}

function attributes(list: unknown): JsonObject {
  const found: JsonObject = {};
  if (!Array.isArray(list)) return found;
  for (const pair of list) {
    if (!isObject(pair) || typeof pair.key !== 'string' || pair.key === '__proto__') continue;
    const value = anyValue(pair.value, 0);
    if (value !== undefined) found[pair.key] = value;
  }
  return found;
}

function anyValue(value: unknown, depth: number): unknown {
  if (!isObject(value)) return value ?? undefined;
  if (depth > MAX_DEPTH) return JSON.stringify(value);
  const { stringValue, intValue, doubleValue, boolValue, bytesValue, arrayValue, kvlistValue } = value;
  if (isObject(arrayValue))
    return (Array.isArray(arrayValue.values) ? arrayValue.values : []).map((each) => anyValue(each, depth + 1));
  if (isObject(kvlistValue)) return attributes(kvlistValue.values);
  return stringValue ?? intValue ?? doubleValue ?? boolValue ?? bytesValue ?? undefined;
}

function member(record: JsonObject, ...names: string[]): unknown {
  for (const name of names) if (Object.hasOwn(record, name)) return record[name];
  return undefined;
}
