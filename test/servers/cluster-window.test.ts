// The whole way in the window, beside real servers: a C++ and a Python service → agents → Kafka → two panes, → indexer →
// Elasticsearch → search → trace, while the broker crashes and comes back.
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, inject, test } from 'vitest';
import { startKafka } from '../../tools/servers/kafka-server.mjs';
import { type OpenedConsole, openConsole } from '../e2e/kit/open-console.ts';
import { takePicture } from '../e2e/kit/take-picture.ts';
import { IncidentPage } from '../e2e/pages/incident-page.ts';
import type { LogList } from '../e2e/pages/log-list.ts';
import { SearchPage } from '../e2e/pages/search-page.ts';
import { TailsPage } from '../e2e/pages/tails-page.ts';
import { runCommand, startCommand } from '../kit/command-line.ts';

const LIMIT_MS = 150_000;
/** Lines of each service before, and while the broker is away: together they fit on a pane. */
const LINES = 8;

interface Service {
  name: string;
  host: string;
  file: string;
  line(number: number, request: string): string;
}

test('agents, Kafka, panes, indexer, Elasticsearch, search, trace; the broker crashes', {
  timeout: 600_000,
}, async () => {
  const { zookeeper, elasticsearch } = inject('servers');
  const id = `w${randomBytes(4).toString('hex')}`;
  const folder = mkdtempSync(path.join(tmpdir(), 'crosstail-window-'));
  const home = path.join(folder, 'home');
  const services = shop(path.join(folder, 'logs'));
  const programs: ChildProcess[] = [];
  const kafka = await startKafka(path.join(folder, 'kafka'));
  let opened: OpenedConsole | undefined;
  try {
    const profile = writeProfile(folder, { id, kafka: kafka.address, zookeeper, elasticsearch });
    const command = (...args: string[]) => runCommand(home, [...args, '--workspace', profile], '', LIMIT_MS);
    const push = await command('rules', 'push', writeRules(folder, services), '--note', 'the shop');
    expect(push).toMatchObject({ code: 0 });
    expect(await command('indexer', '--setup')).toMatchObject({ code: 0 });
    for (const { host } of services)
      programs.push(
        startCommand(home, ['agent', '--workspace', profile, '--host', host, '--state', path.join(folder, host)]),
      );
    programs.push(startCommand(home, ['indexer', '--workspace', profile]));

    opened = await openConsole('browser', { home, sample: false, workspace: profile, height: 1_000 });
    const { page } = opened;
    page.setDefaultTimeout(LIMIT_MS);
    const tails = new TailsPage(page);
    const panes: LogList[] = [];
    for (const { name } of services) {
      await page.evaluate((service) => {
        location.hash = `#/tails?service=${service}`;
      }, name);
      panes.push(tails.pane(name));
      await page.getByText(name, { exact: true }).first().waitFor({ timeout: LIMIT_MS });
    }
    let written = 0;
    const write = (count: number) => {
      for (let i = 0; i < count; i++, written++)
        for (const service of services) appendFileSync(service.file, service.line(written, requestOf(id, written)));
    };
    // A pane begins when its reader has asked the broker: from then on nothing is missed.
    for (const [i, service] of services.entries())
      await poll(async () => {
        appendFileSync(service.file, service.line(-1, 'none'));
        return (await drawn(panes[i]!)).some((text) => text.includes('step=-1'));
      });

    write(LINES);
    for (const pane of panes) await showsAll(pane, 0, written);
    await kafka.server.kill();
    write(LINES);
    await page.getByText('waiting for the server').first().waitFor({ timeout: LIMIT_MS });
    await kafka.server.start();
    for (const pane of panes) await showsAll(pane, 0, written);
    expect(await page.getByText('not shown').count()).toBe(0);

    const count = async () => Number((await command('search', '--count', 'NOT none')).out);
    await poll(async () => (await count()) >= 2 * written);
    expect(await count()).toBe(2 * written);

    const request = requestOf(id, written - 1);
    const search = new SearchPage(page);
    await search.open();
    await search.query.fill(`id:${request}`);
    await search.query.press('Enter');
    await poll(async () => (await drawn(search.hits)).length === services.length);
    await page.evaluate((wanted) => {
      location.hash = `#/incident?trace=${wanted}`;
    }, request);
    const lanes = new IncidentPage(page).lanes;
    for (const { name } of services) await lanes.getByText(name).first().waitFor({ timeout: LIMIT_MS });

    await page.getByRole('link', { name: 'Pipeline' }).click();
    await page.getByText('Nothing is wrong').waitFor();
    await page
      .getByRole('cell', { name: `logs.${services[0]!.name}` })
      .first()
      .waitFor();
    await page.setViewportSize({ width: 1_280, height: 800 });
    await takePicture(page, 'cluster-pipeline-dark', '1280x800');
    expect(await opened.complaints()).toEqual([]);
  } finally {
    await opened?.close();
    await Promise.all(programs.map(end));
    await kafka.server.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});

/** A C++ service that logs as glog does, and a Python one. */
function shop(logs: string): Service[] {
  mkdirSync(logs);
  const two = (value: number) => String(value).padStart(2, '0');
  const clock = (at: Date) => `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  const millis = (at: Date) => String(at.getMilliseconds()).padStart(3, '0');
  return [
    {
      name: 'inventoryd',
      host: 'engine-1',
      file: path.join(logs, 'inventoryd.log'),
      line: (number, request) => {
        const at = new Date();
        const day = `${two(at.getMonth() + 1)}${two(at.getDate())}`;
        return `I${day} ${clock(at)}.${millis(at)}000 7466 reserve.cc:56] reserved req=${request} step=${number}\n`;
      },
    },
    {
      name: 'storefront',
      host: 'web-1',
      file: path.join(logs, 'storefront.log'),
      line: (number, request) => {
        const at = new Date();
        const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
        return `${day} ${clock(at)},${millis(at)} INFO [storefront.checkout] confirmed req=${request} step=${number}\n`;
      },
    },
  ];
}

function requestOf(id: string, number: number): string {
  return `${id}${String(number).padStart(4, '0')}`;
}

function writeProfile(
  folder: string,
  servers: { id: string; kafka: string; zookeeper: string; elasticsearch: string },
): string {
  const { id, kafka, zookeeper, elasticsearch } = servers;
  const file = path.join(folder, `${id}.yaml`);
  const profile = {
    version: 1,
    kafka: { brokers: kafka, topics: 'logs.*', group: `${id}-indexer` },
    zookeeper: { servers: zookeeper, root: `/${id}` },
    elasticsearch: { nodes: elasticsearch, prefix: `${id}-`, indices: `${id}-*` },
  };
  writeFileSync(file, JSON.stringify(profile));
  return file;
}

function writeRules(folder: string, services: readonly Service[]): string {
  const file = path.join(folder, 'rules.json');
  const rules = services.map(({ name, host, file: log }) => ({
    id: name,
    service: name,
    hosts: [host],
    paths: [log],
    start: 'beginning',
  }));
  writeFileSync(file, JSON.stringify({ version: 1, rules }));
  return file;
}

async function drawn(list: LogList): Promise<string[]> {
  return (await list.read()).map(({ text }) => text);
}

/** Every numbered line of the stretch is drawn, once and in order. */
async function showsAll(pane: LogList, from: number, to: number): Promise<void> {
  const wanted = Array.from({ length: to - from }, (_, i) => from + i);
  const shown = async () =>
    (await drawn(pane)).flatMap((text) => {
      const number = Number(/step=(\d+)/.exec(text)?.[1] ?? Number.NaN);
      return number >= from ? [number] : [];
    });
  await poll(async () => (await shown()).length >= wanted.length);
  expect(await shown()).toEqual(wanted);
}

async function poll(condition: () => Promise<boolean>): Promise<void> {
  const endMs = performance.now() + LIMIT_MS;
  while (!(await condition())) {
    if (performance.now() > endMs) throw new Error(`Not so within ${LIMIT_MS} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function end(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null) return;
  const ended = once(program, 'exit');
  const force = setTimeout(() => program.kill('SIGKILL'), 20_000);
  program.kill('SIGTERM');
  await ended;
  clearTimeout(force);
}
