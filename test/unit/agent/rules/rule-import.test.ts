import { describe, expect, test } from 'vitest';
import { importRules } from '../../../../src/agent/rules/import/rule-import.ts';
import { parseRules } from '../../../../src/agent/rules/rule-text.ts';

const FILEBEAT = `
filebeat.inputs:
- type: filestream
  id: Shop Orders
  enabled: true
  paths: ["/srv/orders/*.log"]
  prospector.scanner.exclude_files: ['\\.gz$', '^/srv/orders/old']
  parsers:
    - multiline:
        type: pattern
        pattern: '^[[:digit:]]{4}-'
        negate: true
        match: after
        max_lines: 200
  fields:
    service: orders
    env: prod
  processors:
    - add_fields: { target: project, fields: { name: shop } }
    - drop_fields: { fields: [agent.ephemeral_id] }
    - drop_event: { when: { or: [{ contains: { message: /health } }, { equals: { log.level: DEBUG } }] } }
- type: log
  paths: [/var/log/app/app.log]
  include_lines: ['^ERR', '^WARN']
  exclude_lines: ['GET /ping']
  encoding: gbk
  tail_files: true
  multiline.pattern: '^[[:space:]]'
  multiline.negate: false
  multiline.match: after
  ignore_older: 24h
  brand_new_option: 7
- type: udp
  host: "localhost:9000"
output.elasticsearch:
  hosts: ["\${ES_HOST}"]
`;

describe('filebeat.yml', () => {
  const { kind, text, rules, notes } = importRules(FILEBEAT);
  const noted = (part: string) => notes.filter(({ at, message }) => `${at}: ${message}`.includes(part)).length;

  test('inputs of files become rules', () => {
    expect(kind).toBe('filebeat');
    expect(rules).toMatchObject([
      {
        id: 'shop-orders',
        service: 'orders',
        paths: ['/srv/orders/*.log'],
        exclude: ['*.gz'],
        multiline: { start: '^[0-9]{4}-', maxLines: 200, timeoutMs: 5000 },
        start: 'beginning',
        fields: { service: 'orders', env: 'prod', name: 'shop' },
        drop: ['(message:/\\/health/ OR level:"DEBUG")'],
      },
      {
        id: 'app',
        paths: ['/var/log/app/app.log'],
        encoding: 'gbk',
        start: 'end',
        multiline: 'auto',
        drop: ['message:/GET \\/ping/', 'NOT (message:/^ERR/ OR message:/^WARN/)'],
      },
    ]);
  });

  test.each([
    '^/srv/orders/old',
    'agent.ephemeral_id',
    'filebeat.inputs[1].multiline: app: not carried over (negate: false, match: after)',
    'filebeat.inputs[1].ignore_older',
    'brand_new_option',
    'an input of type udp',
    'output: not carried over',
    'ES_HOST}',
  ])('%s is said', (part) => {
    expect(noted(part)).toBe(1);
  });

  test('the text holds the same rules, and the notes as comments', () => {
    expect(parseRules(text)).toEqual({ rules, problems: [] });
    for (const { message } of notes) expect(text).toContain(message);
  });
});

const OTEL = `
receivers:
  otlp: {}
  filelog/stock:
    include: [/srv/stock/*.log]
    exclude: [/srv/stock/old*.log]
    start_at: beginning
    multiline: { line_start_pattern: '^\\d{4}-' }
    resource: { service.name: stock-service }
    attributes: { team: blue }
    poll_interval: 1s
    include_file_path: true
    operators:
      - type: regex_parser
        regex: '^(?P<time>\\S+ \\S+) (?P<level>[A-Z]+) (?P<message>.*)$'
        timestamp: { parse_from: attributes.time, layout: '%Y-%m-%d' }
      - { type: filter, expr: 'body matches "^DEBUG"' }
      - { type: add, field: attributes.site, value: north }
      - { type: move, from: attributes.a, to: body }
  filelog:
    include: [/var/log/other.log]
    multiline: { line_end_pattern: ';$' }
    operators: [{ type: json_parser }]
processors:
  batch: {}
  resource: { attributes: [{ key: region, value: eu, action: upsert }, { key: x, action: delete }] }
  transform: { log_statements: [] }
service:
  pipelines:
    logs: { receivers: [otlp, filelog/stock], processors: [resource, transform, batch], exporters: [debug] }
`;

describe('filelog receivers', () => {
  const { kind, rules, notes } = importRules(OTEL);
  const said = notes.map(({ at, message }) => `${at}: ${message}`).join('\n');

  test('become rules', () => {
    expect(kind).toBe('otel');
    expect(rules).toMatchObject([
      {
        id: 'stock',
        service: 'stock-service',
        paths: ['/srv/stock/*.log'],
        exclude: ['/srv/stock/old*.log'],
        start: 'beginning',
        multiline: { start: '^\\d{4}-' },
        format: { pattern: '^(?<time>\\S+ \\S+) (?<level>[A-Z]+) (?<message>.*)$' },
        drop: ['message:/^DEBUG/'],
        fields: { team: 'blue', site: 'north', region: 'eu' },
        enabled: true,
      },
      { id: 'other', format: 'json', start: 'end', enabled: false },
    ]);
  });

  test.each([
    'receivers.otlp',
    'line_end_pattern',
    '(move)',
    'delete of x',
    'transform',
    'no pipeline uses it',
    'poll_interval',
  ])('%s is said', (part) => {
    expect(said).toContain(part);
  });
});

test('what our check refuses is left out and said, the rest comes along', () => {
  const { rules, notes } = importRules(
    "filebeat.inputs: [{ type: log, paths: [/a/b.log], exclude_lines: ['(a+)+$', ok], encoding: hz-gb-2312 }]",
  );
  expect(rules).toMatchObject([{ paths: ['/a/b.log'], drop: ['message:/ok/'], encoding: 'auto' }]);
  expect(notes.map(({ at }) => at)).toEqual(
    expect.arrayContaining(['filebeat.inputs[0].exclude_lines', 'filebeat.inputs[0].encoding']),
  );
});

test('two inputs of the same name stay two rules; __proto__ is a key like any other', () => {
  const { rules } = importRules(
    'filebeat: { inputs: [{ paths: [/a/x.log] }, { paths: [/b/x.log], fields: { __proto__: { polluted: 1 } } }] }',
  );
  expect(rules.map(({ id }) => id)).toEqual(['x', 'x-2']);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

test.each(['', 'a: 1', '[', 'version: 1\nrules: []', '- 1', 'receivers: 7', 'x'.repeat(1_100_000)])(
  '%.20s… is refused',
  (text) => {
    expect(() => importRules(text)).toThrow(/cannot be read/);
  },
);
