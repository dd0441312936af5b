// `npm start`: the desktop console; where there is no display, one line that says so and the same console in the browser.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { electronExecutable, ROOT } from './kit/open-console.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'crosstail-start-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function start(environment: Record<string, string | undefined>): ChildProcess {
  const env = { ...process.env, CROSSTAIL_HOME: home, CROSSTAIL_NO_SAMPLE: '1', ...environment };
  return spawn(process.execPath, [path.join(ROOT, 'dist/cli/crosstail.js')], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function firstLine(stream: NodeJS.ReadableStream | null, pattern: RegExp): Promise<string> {
  const lines = createInterface(stream!);
  const limit = AbortSignal.timeout(20_000);
  for (;;) {
    const [line] = (await once(lines, 'line', { signal: limit })) as [string];
    if (pattern.test(line)) return line;
  }
}

async function stop(child: ChildProcess): Promise<number | null> {
  child.kill('SIGTERM');
  const [code] = (await once(child, 'exit', { signal: AbortSignal.timeout(15_000) })) as [number | null];
  return code;
}

test.runIf(process.platform === 'linux')('without a display: one line, then the browser’s console', async () => {
  const child = start({ DISPLAY: undefined, WAYLAND_DISPLAY: undefined });
  const [said, printed] = await Promise.all([firstLine(child.stderr, /./), firstLine(child.stdout, /http:/)]);
  expect(said).toMatch(/No display.*browser/);
  const url = /http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]+/.exec(printed)![0];
  expect(await (await fetch(url)).text()).toContain('<title>Crosstail</title>');
  expect(await stop(child)).toBe(130);
});

test('with one: the desktop console, which ends when it is told to', async () => {
  const dist = path.dirname(electronExecutable());
  const child = start(dist.includes('node_modules') ? {} : { ELECTRON_OVERRIDE_DIST_PATH: dist, CROSSTAIL_DEBUG: '1' });
  const exited = once(child, 'exit');
  // It has a workspace once its window's page has asked for it; a program that fails ends before.
  const isOpen = () => existsSync(path.join(home, 'workspaces', 'default', 'store'));
  await expect.poll(isOpen, { timeout: 20_000, interval: 100 }).toBe(true);
  expect(child.exitCode).toBeNull();
  child.kill('SIGTERM');
  const [code] = await exited;
  expect(code === 0 || code === 130).toBe(true);
});
