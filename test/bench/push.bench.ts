// Rules to many agents: `npm run bench -- push [--agents 1000] [--processes 4] [--pushes 20]`. The ZooKeeper sides of the
// agents in several processes, a ZooKeeper of its own. Prints push → in force over all agents for single pushes, for 100
// pushes in 10 s (the last one), and for a push right after a restart of ZooKeeper; CPU seconds of server and agents.
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { parseRules } from '../../src/agent/rules/rule-text.ts';
import { isAppError } from '../../src/base/errors.ts';
import { parseServers } from '../../src/drivers/zookeeper/zookeeper-settings.ts';
import { startZookeeper } from '../../tools/servers/zookeeper-server.mjs';
import { spreadOf } from '../kit/figures.ts';
import { cpuSecondsOfTree } from '../kit/process-cpu.ts';
import { until } from '../kit/until.ts';
import { ZooKeeperUnderTest } from '../kit/zookeeper-workspace.ts';

const { values } = parseArgs({
  options: {
    agents: { type: 'string', default: '1000' },
    processes: { type: 'string', default: '4' },
    pushes: { type: 'string', default: '20' },
  },
});
const AGENTS = Number(values.agents);
const ROOT = '/push';
const RULES = 20;
const LIMIT_MS = 300_000;
const BURST = { pushes: 100, everyMs: 100 };

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const nowMs = () => performance.timeOrigin + performance.now();
const print = (figure: string, figures: object) => process.stdout.write(`${JSON.stringify({ figure, ...figures })}\n`);

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'crosstail-bench-'));
const zookeeper = await startZookeeper(folder);
const editor = new ZooKeeperUnderTest(zookeeper.address, { root: ROOT });
const children: ChildProcess[] = [];
/** The newest revision of each agent, and since when. */
const inForce = new Map<number, { revision: number; atMs: number }>();
let revision = 0;

function startAgents(): void {
  const processes = Number(values.processes);
  for (let i = 0; i < processes; i++) {
    const first = Math.floor((i * AGENTS) / processes);
    const count = Math.floor(((i + 1) * AGENTS) / processes) - first;
    const settings = { zookeeper: parseServers(`${zookeeper.address}${ROOT}`), first, count };
    const script = path.join(import.meta.dirname, 'push-agents.ts');
    const args = ['--disable-warning=ExperimentalWarning', script, JSON.stringify(settings)];
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    children.push(child);
    createInterface({ input: child.stdout }).on('line', (line) => {
      for (const [agent, applied, atMs] of JSON.parse(line) as [number, number, number][])
        inForce.set(agent, { revision: applied, atMs });
    });
  }
}

/** One rule of many changes. Gives when the push was asked for. */
async function push(): Promise<number> {
  const wanted = revision + 1;
  const written = Array.from({ length: RULES }, (_, i) => {
    const service = i === wanted % RULES ? `v${wanted}` : `s${i}`;
    return `  - id: rule-${i}\n    service: ${service}\n    paths: [/var/log/app-${i}/*.log]\n`;
  });
  const { rules } = parseRules(`version: 1\nrules:\n${written.join('')}`);
  const askedMs = nowMs();
  for (;;) {
    try {
      const before = (await editor.rules.read()).revision;
      if (before < wanted) await editor.rules.publish({ rules, note: '', by: 'bench', expectRevision: before });
      revision = wanted;
      return askedMs;
    } catch (error) {
      // ZooKeeper was restarted and the editor is not connected yet.
      if (!isAppError(error)) throw error;
    }
  }
}

async function everywhere(): Promise<number[]> {
  const isThere = () => inForce.size === AGENTS && [...inForce.values()].every((each) => each.revision >= revision);
  await until(isThere, LIMIT_MS);
  return [...inForce.values()].map(({ atMs }) => atMs);
}

async function presences(): Promise<void> {
  const path = `${ROOT}/agents`;
  while (((await editor.session.children(path)) ?? []).length < AGENTS) await pause(200);
}

async function single(): Promise<void> {
  const tookMs: number[] = [];
  for (let i = 0; i < Number(values.pushes); i++) {
    const askedMs = await push();
    tookMs.push(...(await everywhere()).map((atMs) => atMs - askedMs));
    // Reports of the agents, which follow within about a second, are no part of the next push.
    await pause(2_000);
  }
  print('one push to applied (ms)', { agents: AGENTS, pushes: Number(values.pushes), ...spreadOf(tookMs) });
}

async function burst(): Promise<void> {
  const startMs = performance.now();
  let lastMs = 0;
  for (let i = 0; i < BURST.pushes; i++) {
    lastMs = await push();
    await pause(Math.max(0, startMs + (i + 1) * BURST.everyMs - performance.now()));
  }
  const overMs = Math.round(performance.now() - startMs);
  const tookMs = (await everywhere()).map((atMs) => atMs - lastMs);
  print('100 pushes: the last one to applied (ms)', { agents: AGENTS, pushedWithinMs: overMs, ...spreadOf(tookMs) });
}

async function afterRestart(): Promise<void> {
  await zookeeper.server.kill();
  await zookeeper.server.start();
  const upMs = nowMs();
  await push();
  const tookMs = (await everywhere()).map((atMs) => atMs - upMs);
  print('restart of ZooKeeper: server up to applied (ms)', { agents: AGENTS, ...spreadOf(tookMs) });
  await presences();
  print('restart of ZooKeeper: server up to every agent shown (ms)', {
    agents: AGENTS,
    ms: Math.round(nowMs() - upMs),
  });
}

function cpuSeconds() {
  const agents = children.reduce((sum, { pid = 0 }) => sum + cpuSecondsOfTree(pid), 0);
  return { server: cpuSecondsOfTree(zookeeper.server.pid), agents };
}

const seconds = (value: number) => Number(value.toFixed(1));

try {
  await push();
  const startMs = performance.now();
  startAgents();
  await everywhere();
  await presences();
  print('agents connected, rules in force, shown (ms)', {
    agents: AGENTS,
    ms: Math.round(performance.now() - startMs),
  });
  for (const [name, run] of Object.entries({ single, burst })) {
    const before = cpuSeconds();
    await run();
    const now = cpuSeconds();
    print(`CPU seconds, ${name}`, {
      server: seconds(now.server - before.server),
      agents: seconds(now.agents - before.agents),
    });
  }
  await afterRestart();
} finally {
  for (const child of children) child.stdin?.end();
  await editor.close();
  await zookeeper.server.stop();
  fs.rmSync(folder, { recursive: true, force: true });
}
