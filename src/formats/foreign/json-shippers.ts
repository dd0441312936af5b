// Which shipper wrote a JSON record, by the members it alone has, and where it puts the line.
import { isoTime } from './iso-time.ts';
import { isObject, type JsonObject, memberOf, type ShippedLine, textOf, without } from './shipped-line.ts';

/** Undefined when the record is of somebody else. */
type Reading = (record: JsonObject) => ShippedLine | undefined;

/** Syslog's severities. */
const SEVERITIES = ['EMERGENCY', 'ALERT', 'CRITICAL', 'ERROR', 'WARN', 'NOTICE', 'INFO', 'DEBUG'];

/** Ordered: what Logstash passes on of Filebeat has the marks of both, and Logstash wrote the record. */
const READINGS: readonly Reading[] = [logstash, beats, rsyslog, gelf, vector, fluent];

/** The line of a JSON record whose shipper is known; undefined when none is recognised. */
export function shippedLine(record: JsonObject): ShippedLine | undefined {
  for (const read of READINGS) {
    const line = read(record);
    if (line !== undefined) return line;
  }
  return undefined;
}

const ECS_USED = ['@timestamp', 'message', 'service.name', 'log.file.path', 'log.offset', 'log.level', 'log.logger'];

function logstash(record: JsonObject): ShippedLine | undefined {
  if (record['@version'] === undefined || record['@timestamp'] === undefined) return undefined;
  return { ...ecsLine(record, 'logstash'), isEventTime: true };
}

function beats(record: JsonObject): ShippedLine | undefined {
  const beat =
    textOf(record, '@metadata.beat') ??
    textOf(record, 'agent.type') ??
    (isObject(record.beat) ? (textOf(record, '@metadata.beat') ?? 'filebeat') : undefined);
  if (beat === undefined || record['@timestamp'] === undefined) return undefined;
  // Filebeat 6 has the path in `source` and the offset beside it.
  const old = isObject(record.beat) ? { path: textOf(record, 'source'), offset: numberOf(record.offset) } : {};
  const line = ecsLine(record, beat);
  return { ...line, path: line.path ?? old.path, offset: line.offset ?? old.offset };
}

function ecsLine(record: JsonObject, shipper: string): ShippedLine {
  const host = typeof record.host === 'string' ? record.host : undefined;
  const used = [...ECS_USED, '@metadata', ...(host === undefined ? ['host.name'] : ['host'])];
  return {
    shipper,
    text: textOf(record, 'message', 'event.original') ?? JSON.stringify(record),
    time: isoTime(record['@timestamp']),
    level: textOf(record, 'log.level', 'level', 'severity'),
    service: textOf(record, 'service.name', 'fields.service', 'fields.app') ?? workload(record),
    host: host ?? textOf(record, 'host.name', 'host.hostname', 'agent.hostname', 'beat.hostname', 'beat.name'),
    path: textOf(record, 'log.file.path', 'path'),
    offset: numberOf(memberOf(record, 'log.offset')),
    logger: textOf(record, 'log.logger', 'logger_name'),
    trace: textOf(record, 'trace.id'),
    span: textOf(record, 'span.id'),
    rest: without(record, used),
  };
}

const RSYSLOG_MARKS = [
  'syslogtag',
  'programname',
  'syslogseverity',
  'syslogseverity-text',
  'syslogfacility',
  'syslogfacility-text',
  'timegenerated',
  'timereported',
  'rawmsg',
  'fromhost',
  'fromhost-ip',
];
const RSYSLOG_TEXT = ['msg', 'message', 'rawmsg'];

function rsyslog(record: JsonObject): ShippedLine | undefined {
  // Templates name members as their writers like: two marks, or one with a message, are enough.
  const marks = RSYSLOG_MARKS.filter((name) => Object.hasOwn(record, name));
  const isOwn = record.type === 'syslog' || record.type === 'rsyslog';
  const text = textOf(record, ...RSYSLOG_TEXT);
  const isTemplate = ['facility', 'severity', 'tag', 'procid', 'priority'].filter((name) =>
    Object.hasOwn(record, name),
  );
  const fits =
    marks.length > 0 || isOwn || (isTemplate.length >= 2 && textOf(record, 'host', 'hostname') !== undefined);
  if (text === undefined || !fits) return undefined;
  const tag = textOf(record, 'programname', 'syslogtag', 'tag', 'app-name', 'appname');
  const host = ['hostname', 'fromhost', 'host', 'source'].find((name) => textOf(record, name) !== undefined);
  const times = ['timereported', '@timestamp', 'timestamp', 'timegenerated', 'time'];
  return {
    shipper: 'rsyslog',
    text: text.trimStart(),
    time: times.map((name) => isoTime(record[name])).find((time) => time !== undefined),
    isEventTime: true,
    level: severityOf(record),
    service: tag?.replace(/\[\d+\]|:$/g, '').replace(/:$/, ''),
    host: host === undefined ? undefined : textOf(record, host),
    rest: {
      labels: without(record, [...RSYSLOG_TEXT, ...times, 'programname', ...(host === undefined ? [] : [host])]),
    },
  };
}

function severityOf(record: JsonObject): string | undefined {
  for (const name of ['syslogseverity-text', 'severity', 'syslogseverity', 'level', 'priority']) {
    const value = record[name];
    const number = numberOf(typeof value === 'string' && /^\d$/.test(value) ? Number(value) : value);
    if (number !== undefined && SEVERITIES[number] !== undefined) return SEVERITIES[number];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

function gelf(record: JsonObject): ShippedLine | undefined {
  const text = textOf(record, 'full_message') ?? textOf(record, 'short_message');
  if (text === undefined || textOf(record, 'version') === undefined) return undefined;
  return {
    shipper: 'gelf',
    text,
    time: isoTime(record.timestamp),
    isEventTime: true,
    level: severityOf(record),
    host: textOf(record, 'host'),
    service: textOf(record, '_service', '_app', '_container_name', 'facility'),
    path: textOf(record, '_file', 'file'),
    rest: { labels: without(record, ['full_message', 'short_message', 'version', 'timestamp', 'host', 'level']) },
  };
}

function vector(record: JsonObject): ShippedLine | undefined {
  const text = textOf(record, 'message');
  if (textOf(record, 'source_type') === undefined || text === undefined) return undefined;
  return {
    shipper: 'vector',
    text,
    time: isoTime(record.timestamp),
    level: textOf(record, 'level', 'severity'),
    service: textOf(record, 'service', 'appname', 'container_name') ?? workload(record),
    host: textOf(record, 'host', 'hostname'),
    path: textOf(record, 'file'),
    offset: numberOf(record.offset),
    rest: spread(record, ['message', 'timestamp', 'host', 'file', 'offset', 'service']),
  };
}

const FLUENT_TEXT = ['log', 'message', 'MESSAGE', 'msg'];
const FLUENT_TIME = ['@timestamp', 'date', 'time', 'timestamp'];
const FLUENT_PATH = ['filename', 'file_path', 'filepath', 'path', 'file', 'log_path'];

/** Fluent Bit writes its time as a number unless told otherwise; Fluentd names the container's runtime. */
function fluent(record: JsonObject): ShippedLine | undefined {
  const isTimed = typeof record['@timestamp'] === 'number' || typeof record.date === 'number';
  const isLog = typeof record.log === 'string' && FLUENT_TIME.some((name) => isoTime(record[name]) !== undefined);
  const text = textOf(record, ...FLUENT_TEXT);
  if (text === undefined || !(isTimed || isLog || isObject(record.kubernetes))) return undefined;
  return {
    shipper: isObject(record.docker) && !isTimed ? 'fluentd' : 'fluent-bit',
    text: text.replace(/\r?\n$/, ''),
    time: FLUENT_TIME.map((name) => isoTime(record[name])).find((time) => time !== undefined),
    level: textOf(record, 'level', 'severity'),
    service: textOf(record, 'service.name', 'service', 'app', 'container_name') ?? workload(record),
    host: textOf(record, 'host.name', 'host', 'hostname', 'kubernetes.host'),
    path: textOf(record, ...FLUENT_PATH),
    offset: numberOf(record.offset),
    rest: spread(record, [...FLUENT_TEXT, ...FLUENT_TIME, ...FLUENT_PATH, 'host', 'hostname', 'service', 'offset']),
  };
}

/** Kubernetes' metadata stays where ECS has it; the rest of a flat record are labels. */
function spread(record: JsonObject, used: readonly string[]): JsonObject {
  const { kubernetes, ...rest } = without(record, used);
  return { ...(isObject(kubernetes) ? { kubernetes } : {}), labels: rest };
}

function workload(record: JsonObject): string | undefined {
  const labels = memberOf(record, 'kubernetes.labels') ?? memberOf(record, 'kubernetes.pod_labels');
  const named = isObject(labels)
    ? textOf(labels, 'app.kubernetes.io/name', 'app_kubernetes_io/name', 'app', 'k8s-app')
    : undefined;
  return named ?? textOf(record, 'kubernetes.container_name', 'kubernetes.container.name', 'container.name');
}

function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}
