// The console as a person gets it, in both shells: built files, a fresh home, the sample running.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, type ElectronApplication, _electron as electron, type Page } from 'playwright-core';

/** The package under test; an installed one may be named instead of this repository. */
export const ROOT = path.resolve(process.env.CROSSTAIL_TEST_ROOT ?? path.join(import.meta.dirname, '../../..'));
const START_LIMIT_MS = 30_000;
const AS_ROOT = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];

export interface OpenedConsole {
  page: Page;
  /** Only of the desktop shell. */
  app: ElectronApplication | undefined;
  /** Home of this console: workspaces, profile. */
  home: string;
  /** What the page's policy refused, what the page threw and what it wrote as an error, since it was loaded. */
  complaints(): Promise<string[]>;
  /** What our own programs wrote to stderr. */
  diagnostics(): string[];
  close(): Promise<void>;
}

export interface ConsoleOptions {
  width?: number;
  height?: number;
  theme?: 'dark' | 'light';
  /** False: no sample shop. */
  sample?: boolean;
  /** Name or file of another workspace than the default one. */
  workspace?: string;
  /** More arguments of `crosstail serve`; only in the browser. */
  args?: string[];
  /** A home that is there already; not removed at the end. */
  home?: string;
}

export type Shell = 'desktop' | 'browser';

/** Opens a console; whoever opens it closes it. */
export async function openConsole(shell: Shell, options: ConsoleOptions = {}): Promise<OpenedConsole> {
  const home = options.home ?? mkdtempSync(path.join(tmpdir(), 'crosstail-e2e-'));
  const opened = shell === 'desktop' ? await openDesktop(home, options) : await openBrowser(home, options);
  return {
    ...opened,
    home,
    close: async () => {
      await opened.close();
      if (options.home === undefined) rmSync(home, { recursive: true, force: true });
    },
  };
}

function environment({ home, sample = true, workspace }: ConsoleOptions & { home: string }): Record<string, string> {
  const { ELECTRON_RUN_AS_NODE: _asNode, NODE_OPTIONS: _options, ...rest } = process.env;
  return {
    ...(rest as Record<string, string>),
    CROSSTAIL_HOME: home,
    ...(sample ? {} : { CROSSTAIL_NO_SAMPLE: '1' }),
    ...(workspace === undefined ? {} : { CROSSTAIL_WORKSPACE: workspace }),
  };
}

/** Path of the Electron under test, as `npm test` found it; else the ordinary package's. */
export function electronExecutable(): string {
  const given = process.env.CROSSTAIL_TEST_ELECTRON;
  return given ?? (createRequire(import.meta.url)('electron') as unknown as string);
}

async function openDesktop(home: string, options: ConsoleOptions) {
  const { width = 1280, height = 800, theme = 'dark' } = options;
  // Playwright asks the electron package for the program, and holds its start back only then.
  const given = process.env.CROSSTAIL_TEST_ELECTRON;
  if (given !== undefined && !given.includes('node_modules'))
    process.env.ELECTRON_OVERRIDE_DIST_PATH = path.dirname(given);
  const app = await electron.launch({
    args: [ROOT, ...AS_ROOT, '--disable-gpu', `--lang=en-US`],
    env: environment({ ...options, home }),
    timeout: START_LIMIT_MS,
  });
  const stderr = collectLines(app.process());
  const page = await app.firstWindow();
  await app.evaluate(
    ({ BrowserWindow, nativeTheme }, wanted) => {
      nativeTheme.themeSource = wanted.theme;
      BrowserWindow.getAllWindows()[0]?.setContentSize(wanted.width, wanted.height);
    },
    { width, height, theme },
  );
  const complaints = await watchPage(page);
  // The watch must be there before the page is: it is loaded again under it.
  await page.reload();
  return { page, app, complaints, diagnostics: () => stderr, close: () => closeDesktop(app) };
}

async function closeDesktop(app: ElectronApplication): Promise<void> {
  const child = app.process();
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await app.close();
  clearTimeout(timer);
}

async function openBrowser(home: string, options: ConsoleOptions) {
  const { width = 1280, height = 800, theme = 'dark', sample, args = [] } = options;
  const server = await startServe(environment({ ...options, home }), [
    ...args,
    ...(sample === false ? ['--no-sample'] : []),
  ]);
  const executablePath = process.env.CROSSTAIL_TEST_CHROMIUM;
  const browser = await chromium.launch({
    args: AS_ROOT,
    ...(executablePath === undefined ? {} : { executablePath }),
  });
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: theme, locale: 'en-US' });
  const complaints = await watchPage(page);
  await page.goto(server.url);
  return {
    page,
    app: undefined,
    complaints,
    diagnostics: () => server.stderr,
    close: async () => {
      await browser.close();
      await server.stop();
    },
  };
}

export interface Serving {
  url: string;
  stderr: string[];
  stop(): Promise<void>;
}

/** Starts `crosstail serve --json` and waits for its address. */
export async function startServe(env: Record<string, string>, args: string[] = []): Promise<Serving> {
  const child = spawn(process.execPath, [path.join(ROOT, 'dist/cli/crosstail.js'), 'serve', '--json', ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stderr = collectLines(child);
  const [line] = (await Promise.race([
    once(createInterface(child.stdout), 'line', { signal: AbortSignal.timeout(START_LIMIT_MS) }),
    once(child, 'exit').then(([code]) => {
      throw new Error(`crosstail serve ended with ${code}:\n${stderr.join('\n')}`);
    }),
  ])) as [string];
  return { url: (JSON.parse(line) as { url: string }).url, stderr, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  child.kill('SIGTERM');
  await once(child, 'exit');
  clearTimeout(timer);
}

/** Chromium's own complaints about a machine without a desktop are not ours. */
const FOREIGN = /dbus|bus\.cc|DevTools|Debugger|inspector|gpu|vaapi|GL |ALSA|Fontconfig|viz_main|zygote|^\s*$/i;

function collectLines(child: ChildProcess): string[] {
  const lines: string[] = [];
  createInterface(child.stderr!).on('line', (line) => {
    if (!FOREIGN.test(line)) lines.push(line);
  });
  return lines;
}

async function watchPage(page: Page): Promise<() => Promise<string[]>> {
  const seen: string[] = [];
  page.on('pageerror', (error) => seen.push(`thrown: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') seen.push(`console: ${message.text()}`);
  });
  await page.addInitScript(() => {
    const list: string[] = [];
    Object.assign(globalThis, { policyViolations: list });
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile, lineNumber }) =>
      list.push(`policy: ${violatedDirective} ${blockedURI} at ${sourceFile}:${lineNumber}`),
    );
  });
  return async () => {
    const violations = await page.evaluate(
      () => (globalThis as unknown as { policyViolations: string[] }).policyViolations,
    );
    return [...seen, ...violations];
  };
}
