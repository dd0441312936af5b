// Rules on the desk of a cluster, in a window: agents of three hosts on the real ZooKeeper, their lines through Kafka
// and the indexer into Elasticsearch, where the first record proves that a revision works.
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type OpenedConsole, openConsole } from '../e2e/kit/open-console.ts';
import { makeFolder, removeFolder } from '../kit/agent-kit.ts';
import { runCommand, startCommand } from '../kit/command-line.ts';

const LONG_MS = 120_000;
const TEST_MS = 400_000;
const tag = `d${randomUUID().slice(0, 6)}`;
const hosts = [1, 2, 3].map((number) => `${tag}-${number}`);

let home: string;
let profile: string;
let opened: OpenedConsole;
let page: Page;
let writing: NodeJS.Timeout;
const programs: ChildProcess[] = [];

beforeAll(async () => {
  home = makeFolder();
  for (const folder of [...hosts, 'closed']) mkdirSync(path.join(home, 'logs', folder), { recursive: true });
  const { kafka, zookeeper, elasticsearch } = inject('servers');
  profile = path.join(home, 'desk.yaml');
  writeFileSync(
    profile,
    `version: 1
kafka: { brokers: "${kafka}", topics: ["logs.${tag}"], group: ${tag} }
zookeeper: { servers: "${zookeeper}", root: /${tag}, sessionTimeout: 4s }
elasticsearch: { nodes: "${elasticsearch}", prefix: "${tag}-", indices: ["${tag}-*"] }
`,
  );
  const setUp = await runCommand(home, ['indexer', '--setup', '--workspace', profile], '', LONG_MS);
  expect(setUp.err + setUp.out).not.toContain('crosstail:');
  let line = 0;
  const write = () => {
    for (const host of hosts) {
      const text = `${new Date().toISOString()} INFO order ${++line} taken password=abc${line}\n  on ${host}\n`;
      appendFileSync(path.join(home, 'logs', host, 'shop.log'), text);
    }
  };
  write();
  writing = setInterval(write, 300);
  for (const host of hosts) {
    const own = ['--host', host, '--state', path.join(home, `state-${host}`), '--allow', path.join(home, 'logs', host)];
    programs.push(startCommand(home, ['agent', '--workspace', profile, ...own]));
  }
  programs.push(startCommand(home, ['indexer', '--workspace', profile]));
  opened = await openConsole('browser', { sample: false, home, args: ['--workspace', profile] });
  page = opened.page;
}, TEST_MS);

afterAll(async () => {
  clearInterval(writing);
  await opened?.close();
  await Promise.all(
    programs.map(
      (program) =>
        new Promise<void>((resolve) => {
          if (program.exitCode !== null) return resolve();
          program.once('exit', () => resolve());
          program.kill('SIGTERM');
        }),
    ),
  );
  removeFolder(home);
}, TEST_MS);

const seen = (text: string | RegExp, at = 0): Promise<void> =>
  page.getByText(text).nth(at).waitFor({ timeout: LONG_MS });
const field = (name: string): Locator => page.getByRole('textbox', { name, exact: true });
const click = (name: string | RegExp): Promise<void> =>
  page.getByRole('button', { name }).first().click({ timeout: LONG_MS });

/** Reviews and pushes the draft; what is shown then is the board. */
async function push(revision: number, note: string, canary?: string): Promise<void> {
  await click('Review and push');
  if (canary !== undefined) {
    await click('First on chosen hosts');
    await field('Host names or patterns, with commas').fill(canary);
    await seen(`First on 1 host: ${canary}`);
  }
  await page.getByLabel('Note: why').fill(note);
  await click(`Push r${revision}`);
  await seen(`How r${revision} arrives`);
}

test('a new rule is tried on a host’s own file, by the agent there', { timeout: TEST_MS }, async () => {
  await page.evaluate(() => {
    location.hash = '#/rules';
  });
  await click('Put in an example');
  await field('service').fill(tag);
  await field('hosts').fill(`${tag}-*`);
  await field('paths').fill(path.join(home, 'logs', '*', 'shop.log'));
  await page.locator('.preview-head select').first().selectOption(hosts[1]!, { timeout: LONG_MS });
  await seen(/^[\d,]+ lines → [\d,]+ events$/);
  await seen(/^merged [1-9]/);
  await seen(`on ${hosts[1]}`);
});

test('tried on one host first, it stops at that host’s error, and the others keep what they had', {
  timeout: TEST_MS,
}, async () => {
  await field('paths').fill(path.join(home, 'logs', 'closed', '*.log'));
  await push(1, 'new rule', hosts[0]);
  await seen(/^Stopped by /);
  await seen(/may not be read by this agent/);
  await seen('next stage', 1);
  await page.keyboard.press('Escape');
});

test('mended and pushed, every host applies it and proves it by its first record', { timeout: TEST_MS }, async () => {
  await field('paths').fill(path.join(home, 'logs', '*', 'shop.log'));
  await push(2, 'mended');
  await seen('3 of 3 hosts have applied it');
  await seen('applied, proven', 2);
  await page.keyboard.press('Escape');
  const { out } = await runCommand(home, ['rules', 'status', '--json', '--workspace', profile], '', LONG_MS);
  const { revision, hosts: lines } = JSON.parse(out) as {
    revision: number;
    hosts: { host: string; state: string; firstRecord: string | null }[];
  };
  expect(revision).toBe(2);
  expect(lines.map(({ host, state }) => [host, state])).toEqual(hosts.map((host) => [host, 'applied']));
  expect(lines.filter(({ firstRecord }) => firstRecord === null)).toEqual([]);
});

test('one step leads back, and the history says who, when and why', { timeout: TEST_MS }, async () => {
  await field('drop').fill('level:DEBUG');
  await push(3, 'less noise');
  await seen('3 of 3 hosts have applied it');
  await page.keyboard.press('Escape');
  await click('History');
  const second = page.locator('.revisions li', { hasText: 'mended' });
  await second.getByRole('button', { name: 'Roll back to this' }).click({ timeout: LONG_MS });
  await click('Push r4');
  await seen('How r4 arrives');
  await seen('3 of 3 hosts have applied it');
  await seen('applied, proven', 2);
  await page.keyboard.press('Escape');
  await click('History');
  await page
    .locator('.revisions li', { hasText: 'Roll back to r2' })
    .getByText('current')
    .waitFor({ timeout: LONG_MS });
  const notes = await page.locator('.revision .grow').allTextContents();
  expect(notes).toEqual(['“Roll back to r2”', '“less noise”', '“mended”', '“new rule”']);
  expect(await opened.complaints()).toEqual([]);
});
