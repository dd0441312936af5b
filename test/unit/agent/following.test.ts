// Stories about finding, refusing, changing rules and stopping. Numbers are the scenarios of docs/reliability.md.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '../../../src/base/errors.ts';
import { createNodeFileSystem } from '../../../src/drivers/node/node-file-system.ts';
import { AgentStory, lines, numbered } from '../../kit/agent-kit.ts';
import { until } from '../../kit/until.ts';

let story: AgentStory;
beforeEach(() => {
  story = new AgentStory();
});
afterEach(() => story.end());

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('start: end takes what comes, from the beginning of the open line; a file that comes later is read whole', async () => {
  story.rule('start: end');
  story.append('old.log', `${numbered('old', 0, 10)}2026-11-24 10:00:00,000 INFO half`);
  await story.start();
  await until(() => (story.agent?.report().filesTotal ?? 0) === 1);
  story.append('old.log', ' done\n');
  story.appendLines('new.log', 'new', 0, 5);
  await story.expectLines(['2026-11-24 10:00:00,000 INFO half done', ...lines('new', 0, 5)]);
});

test('A3.19 deleted while the receiver is away: held up to the limit, then counted as lost', async () => {
  story.sink.gate = () => new Promise(() => {});
  story.append('app.log', numbered('a', 0, 40_000));
  const agent = await story.start({ limits: { heldMs: 300, stopMs: 100 } });
  await until(() => agent.report().files[0]?.state === 'following');
  await pause(150);
  const size = fs.statSync(story.path('app.log')).size;
  fs.rmSync(story.path('app.log'));
  await until(() => agent.report().lossesTotal === 1);
  expect(agent.report().losses[0]).toMatchObject({ path: story.path('app.log'), toOffset: size });
});

test('A3.20 A3.24 folders, FIFOs, dangling and looping links in the place of files', async () => {
  fs.mkdirSync(story.path('dir.log'));
  execFileSync('mkfifo', [story.path('fifo.log')]);
  fs.symlinkSync(story.path('nowhere'), story.path('dangling.log'));
  fs.symlinkSync(story.path('loop.log'), story.path('loop.log'));
  story.appendLines('app.log', 'a', 0, 3);
  await story.start();
  await story.expectLines(lines('a', 0, 3));
  fs.rmdirSync(story.path('dir.log'));
  story.appendLines('dir.log', 'd', 0, 3);
  await story.expectLines([...lines('a', 0, 3), ...lines('d', 0, 3)]);
});

test('A3.21 a folder that cannot be listed for a while is not deleted', async () => {
  story.appendLines('app.log', 'a', 0, 3);
  const real = createNodeFileSystem();
  let blind = false;
  const files = {
    ...real,
    list: (folder: string) =>
      blind ? Promise.reject(Object.assign(new Error('EMFILE'), { code: 'EMFILE' })) : real.list(folder),
    stat: (file: string) =>
      blind ? Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' })) : real.stat(file),
  };
  await story.start({ files });
  await story.expectLines(lines('a', 0, 3));
  blind = true;
  await pause(800);
  blind = false;
  story.appendLines('app.log', 'a', 3, 3);
  await story.expectLines(lines('a', 0, 6));
  expect(story.agent?.report().lossesTotal).toBe(0);
});

test('A3.25 one file by two globs and a hard link: one reader, and the second rule says so', async () => {
  story.appendLines('app.log', 'a', 0, 3);
  fs.linkSync(story.path('app.log'), story.path('twin.log'));
  const glob = (name: string) => JSON.stringify(path.join(story.logs, name));
  story.rules.set(
    `version: 1\nrules:\n  - { id: one, paths: [${glob('*.log')}], start: beginning }\n  - { id: two, paths: [${glob('app*')}], start: beginning }\n`,
  );
  await story.start();
  await story.expectLines(lines('a', 0, 3));
  const two = story.agent?.report().rules.find((rule) => rule.rule === 'two');
  expect(two?.error).toContain('already read by an earlier rule');
});

test('A3.27 many more files than descriptors: every line once', async () => {
  const expected: string[] = [];
  for (let i = 0; i < 60; i++) {
    story.appendLines(`f${i}.log`, `f${i}`, 0, 3);
    expected.push(...lines(`f${i}`, 0, 3));
  }
  await story.start({ limits: { openFiles: 5 } });
  await story.expectLines(expected);
  for (let i = 0; i < 60; i++) {
    story.appendLines(`f${i}.log`, `f${i}`, 3, 2);
    expected.push(...lines(`f${i}`, 3, 2));
  }
  await story.expectLines(expected);
});

test('A3.28 no watches at all: polling finds everything', async () => {
  story.appendLines('app.log', 'a', 0, 3);
  await story.start({ files: { ...createNodeFileSystem(), watch: () => undefined } });
  await story.expectLines(lines('a', 0, 3));
  story.appendLines('app.log', 'a', 3, 3);
  story.appendLines('b.log', 'b', 0, 3);
  await story.expectLines([...lines('a', 0, 6), ...lines('b', 0, 3)]);
});

test('A3.42 a compressed file is not taken for lines; it is named', async () => {
  story.append('app.log.2.gz', zlib.gzipSync(numbered('z', 0, 3)));
  story.appendLines('app.log', 'a', 0, 3);
  await story.start();
  await story.expectLines(lines('a', 0, 3));
  expect(story.agent?.report().files.find((file) => file.path.endsWith('.gz'))?.error).toContain('compressed');
});

test('A3.51 A3.54 a receiver that is away and comes back: everything once, in order', async () => {
  let away = true;
  story.sink.gate = async () => {
    if (away) throw new AppError('DISCONNECTED', 'away', { retryable: true });
  };
  story.appendLines('app.log', 'a', 0, 3_000);
  await story.start();
  await pause(300);
  expect(story.sink.events).toEqual([]);
  away = false;
  await story.expectLines(lines('a', 0, 3_000));
  expect(story.sink.messages).toEqual(lines('a', 0, 3_000));
});

test('a batch that is refused for good is a loss with its range, and reading goes on', async () => {
  let refuse = true;
  story.sink.gate = async () => {
    if (refuse) throw new AppError('BAD_INPUT', 'too strange');
  };
  story.appendLines('app.log', 'a', 0, 10);
  const agent = await story.start();
  await until(() => agent.report().lossesTotal > 0);
  refuse = false;
  expect(agent.report().losses[0]).toMatchObject({ fromOffset: 0, reason: expect.stringContaining('too strange') });
  story.appendLines('app.log', 'b', 0, 3);
  await until(() => story.sink.messages.includes(lines('b', 2, 1)[0]!));
});

test('A3.52 stopped with work on its way: waits for the answer, then goes on without a repeat', async () => {
  story.appendLines('app.log', 'a', 0, 100);
  story.sink.gate = async () => {
    await pause(150);
  };
  const agent = await story.start();
  await pause(120);
  await agent.stop();
  story.sink.gate = async () => {};
  await story.start();
  await story.expectLines(lines('a', 0, 100));
  expect(story.sink.duplicates).toBe(0);
});

test('A3.57 rules added, changed and removed while running: nothing is read again', async () => {
  story.appendLines('app.log', 'a', 0, 5);
  await story.start();
  await story.expectLines(lines('a', 0, 5));
  story.rule('start: beginning\nservice: renamed\nfields: { team: stock }');
  await until(() => story.agent?.report().appliedRevision === 2);
  story.appendLines('app.log', 'a', 5, 5);
  await story.expectLines(lines('a', 0, 10));
  expect(story.sink.events.at(-1)).toMatchObject({ service: { name: 'renamed' }, crosstail: { revision: 2 } });
  story.rules.set('version: 1\nrules: []\n');
  await until(() => story.agent?.report().filesTotal === 0);
  story.appendLines('app.log', 'a', 10, 5);
  story.rule('start: beginning');
  await story.expectLines(lines('a', 0, 15));
  expect(story.sink.duplicates).toBe(0);
});

test('A3.57 a rule that is switched off and on between two checkpoints: nothing is read again', async () => {
  story.appendLines('app.log', 'a', 0, 5);
  await story.start({ limits: { saveMs: 60_000 } });
  await story.expectLines(lines('a', 0, 5));
  story.rule('start: beginning\nenabled: false');
  await until(() => story.agent?.report().filesTotal === 0);
  story.appendLines('app.log', 'a', 5, 5);
  story.rule('start: beginning');
  await story.expectLines(lines('a', 0, 10));
  expect(story.agent?.report().losses).toEqual([]);
});

test('a rule that turns bad is refused alone; its last good version stays', async () => {
  story.appendLines('app.log', 'a', 0, 3);
  await story.start();
  await story.expectLines(lines('a', 0, 3));
  story.rules.put({ revision: 9, rules: [{ ...story.rules.current.rules[0]!, drop: ['level:('] }] });
  await until(() => story.agent?.report().rules[0]?.state === 'refused');
  story.appendLines('app.log', 'a', 3, 3);
  await story.expectLines(lines('a', 0, 6));
});

test('A3.58 its own files and what lies outside its folders are never read', async () => {
  const outside = path.join(story.folder, 'outside.log');
  fs.writeFileSync(outside, numbered('secret', 0, 3));
  fs.symlinkSync(outside, story.path('link.log'));
  story.appendLines('own.log', 'own', 0, 3);
  story.appendLines('app.log', 'a', 0, 3);
  const agent = await story.start({ allowedRoots: [story.logs], ownPaths: [story.path('own.log')] });
  await story.expectLines(lines('a', 0, 3));
  await pause(150);
  expect(story.sink.messages).toEqual(lines('a', 0, 3));
  expect(agent.report().lastError).toContain('outside the folders that this agent may read');
});

test('why the receiver takes nothing is in the report until it takes again', async () => {
  let refusal: string | undefined = 'the broker is away';
  story.sink.gate = async () => {
    if (refusal !== undefined) throw new AppError('SERVER_UNREACHABLE', refusal, { retryable: true });
  };
  story.appendLines('app.log', 'a', 0, 3);
  const agent = await story.start();
  await until(() => agent.report().lastError === 'the broker is away', 15_000);
  refusal = undefined;
  await story.expectLines(lines('a', 0, 3));
  await until(() => agent.report().lastError === undefined, 15_000);
});

test('once: reads what is there, hands out the last line, and is idle', async () => {
  story.append('app.log', `${numbered('a', 0, 5)}last without end`);
  await story.readOnce();
  expect(story.sink.messages.at(-1)).toContain('last without end');
});

test('A3.31 a UTF-16 file is read on in its encoding after a restart', async () => {
  const utf16 = (text: string) => Buffer.from(text, 'utf16le');
  fs.writeFileSync(story.path('wide.log'), Buffer.concat([utf16('\ufeff'), utf16(numbered('wide', 0, 5))]));
  fs.writeFileSync(story.path('bare.log'), utf16(numbered('bare', 0, 5)));
  await story.readOnce();
  fs.appendFileSync(story.path('wide.log'), utf16(numbered('wide', 5, 5)));
  fs.appendFileSync(story.path('bare.log'), utf16(numbered('bare', 5, 5)));
  const agent = await story.start();
  await story.expectLines([...lines('wide', 0, 10), ...lines('bare', 0, 10)]);
  await until(() => agent.report().files.every(({ encoding }) => encoding === 'utf-16le'));
});

test('what became of bytes and events is in the report', async () => {
  story.rule('start: beginning\ndrop: ["dropped"]\nredact: [{ pattern: "secret" }]');
  const nuls = Buffer.alloc(300);
  const broken = Buffer.concat([Buffer.from('größer, höher\n'.repeat(20)), Buffer.from([0x61, 0xff, 0x0a])]);
  fs.writeFileSync(story.path('app.log'), Buffer.concat([broken, nuls, Buffer.from('dropped\nsecret\nend\n')]));
  fs.writeFileSync(story.path('old.log'), Buffer.from('café crème\n', 'latin1'));
  const agent = await story.start();
  const report = (name: string) => agent.report().files.find(({ path: file }) => file === story.path(name));
  await until(() => report('app.log')?.replaced === 1 && report('old.log')?.encoding === 'windows-1252');
  await until(() => (agent.report().rules[0]?.counts?.redacted ?? 0) > 0);
  expect(report('app.log')).toMatchObject({ replaced: 1, skippedNuls: 300 });
  expect(report('old.log')).not.toHaveProperty('replaced');
  expect(agent.report().rules[0]?.counts).toEqual({ dropped: 1, sampled: 0, limited: 0, redacted: 1 });
  await until(() => story.sink.messages.includes('café crème'));
});
