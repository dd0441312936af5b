import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LogEvent } from '../../src/model/log-event.ts';
import { jsonLines, runCommand, startCommand } from '../kit/command-line.ts';
import { until } from '../kit/until.ts';

const ENGINE = [
  'I1123 10:30:00.000100 4242 main.cc:10] engine started',
  'W1123 10:30:41.118123 4242 pool.cc:46] pool exhausted wait=240ms req=7f3a9b11c2d4 order=991',
  'E1123 10:30:42.000000 4242 reserve.cc:33] reserve failed req=7f3a9b11c2d4 order=991',
  '',
].join('\n');
const SHOP = [
  '2026-11-23 10:30:40,900 INFO [shop.checkout] started req=7f3a9b11c2d4 items=2',
  '2026-11-23 10:30:42,100 ERROR [shop.checkout] failed req=7f3a9b11c2d4',
  'Traceback (most recent call last):',
  '  File "shop.py", line 10, in checkout',
  '    reserve()',
  'ReserveError: upstream 503',
  '2026-11-23 10:30:43,000 INFO [shop.checkout] next req=000000000001',
  '',
].join('\n');

let home: string;
let logs: string;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'crosstail-cli-'));
  logs = path.join(home, 'logs');
  await mkdir(logs);
  await writeFile(path.join(logs, 'engine.log'), ENGINE);
  await writeFile(path.join(logs, 'shop.log.gz'), gzipSync(SHOP));
  await writeFile(path.join(logs, 'core.bin'), Buffer.alloc(4096));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const run = (...args: string[]) => runCommand(home, args);

describe('import, then questions', () => {
  it('accounts for every line and names what it cannot read', async () => {
    const { code, out } = await run('import', logs, '--timezone', 'UTC', '--json');
    const result = JSON.parse(out) as Record<string, unknown>;
    expect(result).toMatchObject({ files: 2, lines: 10, events: 6, from: '2026-11-23T10:30:00.000Z' });
    expect(result.unreadable).toEqual([
      { path: path.join(logs, 'core.bin'), reason: expect.stringMatching(/not a text file/) },
    ]);
    expect(code).toBe(3);
  });

  it('finds events, newest first', async () => {
    const { out, code } = await run('search', 'id:7f3a9b11c2d4', '--json');
    const events = jsonLines<LogEvent>(out);
    expect(events.map((event) => event.log?.level)).toEqual(['ERROR', 'ERROR', 'WARN', 'INFO']);
    expect(events[0]?.message).toContain('ReserveError: upstream 503');
    expect(code).toBe(0);
  });

  it('counts, buckets and lists values', async () => {
    expect(JSON.parse((await run('search', 'level>=WARN', '--count', '--json')).out)).toEqual({ count: 3 });
    const { buckets } = JSON.parse((await run('search', '--histogram', '1m', '--by', 'level', '--json')).out) as {
      buckets: unknown[];
    };
    expect(buckets).toEqual([{ from: '2026-11-23T10:30:00.000Z', count: 6, by: { INFO: 3, WARN: 1, ERROR: 2 } }]);
    const { values } = JSON.parse((await run('search', '--values', 'service', '--json')).out) as { values: unknown[] };
    expect(values).toEqual(
      expect.arrayContaining([
        { value: 'engine', count: 3 },
        { value: 'shop', count: 3 },
      ]),
    );
  });

  it('shows the lines around one', async () => {
    const [hit] = jsonLines<LogEvent>((await run('search', 'pool', '--json')).out);
    const { out } = await run('context', hit!.event.id, '--before', '1', '--after', '1', '--scope', 'file', '--json');
    const events = jsonLines<LogEvent>(out);
    expect(events.map((event) => event.crosstail?.hit === true)).toEqual([false, true, false]);
  });

  it('follows one request through both services', async () => {
    const trace = JSON.parse((await run('trace', '7f3a9b11c2d4', '--json')).out) as {
      lanes: { service: string }[];
      firstError: string;
      events: LogEvent[];
    };
    expect(trace.lanes.map((lane) => lane.service)).toEqual(['shop', 'engine']);
    expect(trace.events.find((event) => event.event.id === trace.firstError)?.message).toContain('reserve failed');
  });

  it('does not store a file twice', async () => {
    await run('import', logs, '--timezone', 'UTC', '--quiet');
    expect((await run('search', '--count')).out).toBe('6\n');
  });

  it('reads standard input', async () => {
    const { out } = await runCommand(
      home,
      ['import', '-', '--service', 'piped', '--json'],
      '2026-11-23T10:31:00Z INFO from a pipe\n',
    );
    expect(JSON.parse(out)).toMatchObject({ lines: 1, events: 1, services: ['piped'] });
  });
});

describe('the agent', () => {
  it('reads what is there once, as ECS events, and goes on from there', async () => {
    const rules = path.join(home, 'rules.yaml');
    await writeFile(
      rules,
      `version: 1\nrules:\n  - id: engine\n    service: engine\n    paths: ["${logs}/engine.log"]\n    start: beginning\n`,
    );
    const state = path.join(home, 'state');
    const first = await run('agent', '--rules', rules, '--once', '--state', state);
    expect(jsonLines<LogEvent>(first.out).map((event) => event.log?.level)).toEqual(['INFO', 'WARN', 'ERROR']);
    await appendFile(path.join(logs, 'engine.log'), 'I1123 10:31:00.000000 4242 main.cc:11] engine goes on\n');
    const second = await run('agent', '--rules', rules, '--once', '--state', state);
    expect(jsonLines<LogEvent>(second.out).map((event) => event.message)).toEqual([
      'I1123 10:31:00.000000 4242 main.cc:11] engine goes on',
    ]);
  });
});

describe('a console that is open', () => {
  it('lets other commands tail and import beside it', async () => {
    const workspace = path.join(home, 'shared');
    const serve = startCommand(home, ['serve', '--json', '--no-sample', '--workspace', workspace]);
    let url = '';
    serve.stdout!.setEncoding('utf8').on('data', (text: string) => {
      url += text;
    });
    try {
      await until(() => url.includes('\n'), 15_000);
      const imported = await run('import', path.join(logs, 'shop.log.gz'), '--workspace', workspace, '--json');
      expect(JSON.parse(imported.out)).toMatchObject({ events: 3 });
      const tail = await run('tail', '--from', 'last:2', '--max', '2', '--workspace', workspace, '--json');
      expect(jsonLines<LogEvent>(tail.out)).toHaveLength(2);
    } finally {
      serve.kill('SIGINT');
    }
    expect(await new Promise((resolve) => serve.on('close', resolve))).toBe(130);
  });
});

describe('bad input', () => {
  it.each([
    [['search', 'level:loud'], 2, 'is not a level'],
    [['search', '--from', 'someday'], 2, 'is not a time'],
    [['search', '--limit', 'many'], 2, 'whole number'],
    [['serch'], 2, 'Did you mean search?'],
    [['search', '--limt', '3'], 2, 'Did you mean --limit?'],
    [['search', 'x', '--from', '10:30', '--to', '10:00'], 2, 'is earlier than --from 10:30'],
    [['import', '/no/such/file'], 1, '/no/such/file'],
    [['agent', '--rules', '/no/such/rules.yaml'], 1, '/no/such/rules.yaml'],
    [['agent', '--sink', 'nowhere', '--rules', '/dev/null'], 2, '--sink'],
    [['agent', '--once', '--rules', '/dev/null'], 2, 'version: 1'],
    [['context', 'no-such-id'], 1, 'no-such-id'],
    [['demo', '--fault', 'gremlins'], 2, 'slow-database'],
  ])('%j says what is wrong', async (args, code, text) => {
    const outcome = await run(...args);
    expect(outcome.err).toContain(text);
    expect(outcome.code).toBe(code);
    expect(outcome.out).toBe('');
  });

  it('gives errors as JSON too', async () => {
    const { err } = await run('search', '"open', '--json');
    expect(JSON.parse(err)).toMatchObject({ error: { code: 'QUERY_SYNTAX', hint: expect.any(String) } });
  });

  it('refuses a bad rule alone, naming the key meant', async () => {
    const rules = path.join(home, 'bad.yaml');
    await writeFile(
      rules,
      'version: 1\nrules:\n  - id: a\n    service: a\n    pathes: ["/tmp/a.log"]\n  - id: b\n    service: b\n    paths: ["/tmp/b.log"]\n',
    );
    const { out, code } = await run('rules', 'check', rules, '--json');
    const { errors } = JSON.parse(out) as { errors: { rule: string; message: string }[] };
    expect(errors.some((error) => error.rule === 'a' && error.message.includes('paths'))).toBe(true);
    expect(errors.every((error) => error.rule === 'a')).toBe(true);
    expect(code).toBe(1);
  });

  it('names the port that is taken', async () => {
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as net.AddressInfo;
    const { err, code } = await run(
      'serve',
      '--no-sample',
      '--port',
      String(port),
      '--workspace',
      path.join(home, 'port'),
    );
    server.close();
    expect(err).toContain(String(port));
    expect(code).toBe(1);
  });

  it('refuses a store of a newer version', async () => {
    const workspace = path.join(home, 'newer');
    await mkdir(path.join(workspace, 'store'), { recursive: true });
    await writeFile(path.join(workspace, 'store', 'store.json'), JSON.stringify({ version: 99 }));
    const { err, code } = await run('search', '--workspace', workspace);
    expect(err).toMatch(/newer/i);
    expect(code).toBe(1);
  });

  it('names a folder that cannot be made', async () => {
    const inFile = path.join(logs, 'engine.log', 'workspace');
    const { err, code } = await run('import', path.join(logs, 'engine.log'), '--workspace', inFile);
    expect(err).toContain(inFile);
    expect(code).toBe(1);
  });
});
