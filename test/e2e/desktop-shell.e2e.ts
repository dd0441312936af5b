// Electron's security checklist, point by point, asserted in the running program rather than read from its sources.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { electronExecutable, type OpenedConsole, openConsole, ROOT } from './kit/open-console.ts';

let opened: OpenedConsole;
const CANCELLED = /a request to the outside was cancelled/;

beforeAll(async () => {
  opened = await openConsole('desktop', { sample: false });
  await opened.page.getByRole('main').waitFor();
});
afterAll(() => opened.close());

/** Runs in Electron's main process. */
function inMain<Result>(run: Parameters<NonNullable<OpenedConsole['app']>['evaluate']>[0]): Promise<Result> {
  return opened.app!.evaluate(run) as Promise<Result>;
}

test('1, 18: the page comes from our own scheme, and nothing was asked of the outside', async () => {
  expect(opened.page.url()).toMatch(/^app:\/\/console\//);
  expect(opened.diagnostics().filter((line) => CANCELLED.test(line))).toEqual([]);
});

test('1: whoever in the program asks the outside is cancelled and counted', async () => {
  const answer = await inMain<string>(async ({ session }) =>
    session.defaultSession.fetch('https://example.invalid/x').then(
      () => 'answered',
      (error: Error) => error.message,
    ),
  );
  expect(answer).toMatch(/BLOCKED_BY_CLIENT/);
  await expect.poll(() => opened.diagnostics().filter((line) => CANCELLED.test(line)).length).toBe(1);
});

test('2, 3, 4, 6, 8, 9, 10, 11: every page is sandboxed and isolated, without Node, experiments or webviews', async () => {
  const preferences = await inMain<Record<string, unknown>[]>(({ webContents }) =>
    webContents.getAllWebContents().map((contents) => ({
      // Not in the typings, but what Electron's own tests ask.
      ...(contents as unknown as { getLastWebPreferences(): object }).getLastWebPreferences(),
    })),
  );
  expect(preferences.length).toBeGreaterThan(0);
  for (const each of preferences)
    expect(each).toMatchObject({
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      contextIsolation: true,
      sandbox: true,
      webSecurity: true,
      webviewTag: false,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
    });
  // Left out when they are off.
  expect(preferences.every((each) => !each.enableBlinkFeatures && !each.nodeIntegrationInWorker)).toBe(true);
});

test('2, 20: the page sees neither Node nor Electron', async () => {
  const seen = await opened.page.evaluate(() =>
    ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer', '__dirname'].filter(
      (name) => name in globalThis,
    ),
  );
  expect(seen).toEqual([]);
});

test('5: every permission is denied, asked for or checked silently', async () => {
  const states = await opened.page.evaluate(async () => {
    const names = [
      'geolocation',
      'notifications',
      'camera',
      'microphone',
      'clipboard-read',
      'midi',
      'persistent-storage',
    ];
    const found = await Promise.all(
      names.map(async (name) => (await navigator.permissions.query({ name: name as PermissionName })).state),
    );
    return [...new Set(found)];
  });
  expect(states).toEqual(['denied']);
  expect(
    await opened.page.evaluate(() =>
      navigator.mediaDevices.getUserMedia({ audio: true }).then(
        () => 'given',
        (error: Error) => error.name,
      ),
    ),
  ).toMatch(/NotAllowed|NotFound/);
  expect(await opened.page.evaluate(() => Notification.requestPermission())).toBe('denied');
});

test('7: the policy is strict and has no exception', async () => {
  const policy = await opened.page.evaluate(async () => (await fetch('./')).headers.get('content-security-policy'));
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).toMatch(/style-src 'self' 'nonce-[A-Za-z0-9+/=]{20,}'/);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/unsafe|\*|https?:|wss?:/);
  expect(policy).toContain("require-trusted-types-for 'script'");
  const ran = await opened.page.evaluate(
    () =>
      new Promise((resolve) => {
        const ways = [
          () => document.body.setAttribute('onclick', 'globalThis.inlineRan = true'),
          () =>
            document.head.append(
              Object.assign(document.createElement('script'), { text: 'globalThis.inlineRan = true' }),
            ),
          () => new Function('globalThis.inlineRan = true')(),
          () => setTimeout('globalThis.inlineRan = true'),
        ];
        const attempt = () => {
          let refused = 0;
          for (const way of ways) {
            try {
              way();
            } catch {
              refused++;
            }
          }
          document.body.click();
          resolve({ refused, ran: 'inlineRan' in globalThis });
        };
        // Later, on the page's own account: what the debugger runs at once is exempt from the policy.
        setTimeout(attempt, 10);
      }),
  );
  expect(ran).toEqual({ refused: 4, ran: false });
  const made = await opened.page.evaluate(() => {
    try {
      document.createElement('div').innerHTML = '<b>x</b>';
      return 'markup';
    } catch (error) {
      return (error as Error).name;
    }
  });
  expect(made).toBe('TypeError');
});

test('11, 12: a webview is nothing', async () => {
  const before = await pageCount();
  await opened.page.evaluate(() => {
    const view = document.createElement('webview');
    view.setAttribute('src', 'https://example.invalid/');
    document.body.append(view);
    setTimeout(() => view.remove(), 200);
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await pageCount()).toBe(before);
});

test('13: the window stays on its page, whatever the page or a frame in it tries', async () => {
  const before = opened.page.url();
  for (const target of [
    'https://example.invalid/',
    'file:///etc/passwd',
    'app://other/',
    'data:text/html,x',
    'javascript:document.write(1)',
  ]) {
    await opened.page.evaluate((url) => {
      const link = document.createElement('a');
      link.href = url;
      document.body.append(link);
      link.click();
      link.remove();
    }, target);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(opened.page.url(), target).toBe(before);
  }
  await opened.page.evaluate(() => {
    const frame = document.createElement('iframe');
    frame.src = 'https://example.invalid/';
    document.body.append(frame);
    setTimeout(() => frame.remove(), 200);
  });
  expect(await opened.page.getByRole('main').count()).toBe(1);
});

test('14, 15: no second window; what is not https is not even asked about', async () => {
  const before = await pageCount();
  for (const url of ['file:///etc/passwd', 'http://example.invalid/', 'app://console/', 'javascript:1', 'smb://x/y'])
    expect(await opened.page.evaluate((target) => window.open(target) === null, url)).toBe(true);
  expect(await pageCount()).toBe(before);
});

test('15: an https link is opened only after a question that names the host, and not when refused', async () => {
  await inMain<void>(({ dialog, shell }) => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    dialog.showMessageBox = (async (
      _window: unknown,
      options: { message: string; detail: string; defaultId: number },
    ) => {
      asked.push(`${options.message} ${options.detail} default ${options.defaultId}`);
      return { response: asked.length === 1 ? 0 : 1, checkboxChecked: false };
    }) as typeof dialog.showMessageBox;
    shell.openExternal = async (url) => {
      asked.push(`opened ${url}`);
    };
  });
  const asked = () => inMain<string[]>(() => (globalThis as unknown as { asked: string[] }).asked);
  await opened.page.evaluate(() => window.open('https://docs.example.invalid/a?b=c'));
  await expect.poll(asked).toHaveLength(1);
  expect((await asked())[0]).toMatch(/docs\.example\.invalid.*default 0/);
  await opened.page.evaluate(() => window.open('https://docs.example.invalid/second'));
  await expect.poll(asked).toHaveLength(3);
  expect((await asked())[2]).toBe('opened https://docs.example.invalid/second');
});

test('17: a port is given to our top frame only', async () => {
  const refused = () => opened.diagnostics().filter((line) => /a port was refused/.test(line)).length;
  const before = refused();
  await inMain<void>(({ ipcMain }) => {
    for (const senderFrame of [
      null,
      { parent: {}, origin: 'app://console' },
      { parent: null, origin: 'https://evil.invalid' },
    ])
      ipcMain.emit('crosstail-port-wanted', {
        senderFrame,
        sender: { postMessage: () => console.error('gave a port away') },
      });
  });
  await expect.poll(refused).toBe(before + 3);
  expect(opened.diagnostics().join('\n')).not.toContain('gave a port away');
});

test('17: there is one channel between page and program, and no handler beside it', async () => {
  const channels = await inMain<string[]>(({ ipcMain }) => ipcMain.eventNames().map(String));
  // Electron itself listens for errors.
  expect(channels.filter((name) => name !== 'error')).toEqual(['crosstail-port-wanted']);
});

test('18: the scheme gives out the built page’s files and nothing else', async () => {
  const statuses = await opened.page.evaluate(async () => {
    const paths = [
      '/',
      '/../package.json',
      '/..%2fmain%2fmain.js',
      '/%2e%2e/main/main.js',
      '/..%5cmain%5cmain.js',
      '//etc/passwd',
      '/C:/x.js',
      '/nothing.js',
    ];
    return Promise.all(paths.map(async (path) => (await fetch(`app://console${path}`)).status));
  });
  expect(statuses).toEqual([200, 404, 404, 404, 404, 404, 404, 404]);
});

test('the reloaded page gets a new port and works', async () => {
  await opened.page.reload();
  await opened.page.getByRole('main').waitFor();
  const problems = (await opened.complaints()).filter((each) => each.startsWith('thrown'));
  expect(problems).toEqual([]);
});

test('a second start on the same workspace ends at once and leaves the first as it is', async () => {
  const before = await pageCount();
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const second = spawn(electronExecutable(), [ROOT, ...asRoot, '--disable-gpu'], {
    env: { ...process.env, CROSSTAIL_HOME: opened.home },
    stdio: 'ignore',
    timeout: 20_000,
  });
  const [code] = await once(second, 'exit');
  expect(code).toBe(0);
  expect(await pageCount()).toBe(before);
});

function pageCount(): Promise<number> {
  return inMain<number>(({ webContents }) => webContents.getAllWebContents().length);
}
