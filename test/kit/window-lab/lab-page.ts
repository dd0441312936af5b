// Opens the lab page in Chromium: built fresh, served from a port of its own.

import { readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { ensureChromium } from '../../../tools/find-chromium.mjs';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export interface Lab {
  browser: Browser;
  /** Opens the page; `rate` in lines a second. */
  open(options: {
    rate: number;
    width: number;
    height: number;
    theme?: 'dark' | 'light';
    language?: string;
    /** Panes that follow one service each, in place of the default ones. */
    services?: readonly string[];
  }): Promise<Page>;
  close(): Promise<void>;
}

/** Builds and serves the lab, and starts a browser for it. */
export async function openLab(): Promise<Lab> {
  const outDir = path.resolve(import.meta.dirname, `../../../.cache/window-lab-${process.pid}`);
  await build({
    configFile: path.join(import.meta.dirname, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir, emptyOutDir: true },
  });
  const server = createServer((request, response) => {
    const name = new URL(request.url ?? '/', 'http://x').pathname;
    const file = path.join(outDir, path.normalize(name === '/' ? '/index.html' : name));
    readFile(file).then(
      (bytes) => response.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'text/plain' }).end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await chromium.launch({
    executablePath: ensureChromium(),
    args: ['--no-sandbox', '--disable-gpu'],
    ignoreDefaultArgs: ['--hide-scrollbars'],
  });
  return {
    browser,
    async open({ rate, width, height, theme = 'dark', language = 'en', services }) {
      const context = await browser.newContext({ viewport: { width, height } });
      const page = await context.newPage();
      await page.addInitScript(
        ([chosenTheme, chosenLanguage, layout]) => {
          if (layout !== undefined && localStorage.getItem('crosstail.tails') === null)
            localStorage.setItem('crosstail.tails', layout);
          const state = {
            theme: chosenTheme,
            language: chosenLanguage,
            density: 'dense',
            zone: 'local',
            screenReader: false,
          };
          if (localStorage.getItem('crosstail.preferences') === null)
            localStorage.setItem('crosstail.preferences', JSON.stringify({ state, version: 0 }));
        },
        [theme, language, services === undefined ? undefined : layoutOf(services)] as const,
      );
      await page.goto(`${origin}/?rate=${rate}`);
      await page.waitForSelector('.row');
      return page;
    },
    async close() {
      await browser.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(outDir, { recursive: true, force: true });
    },
  };
}

function layoutOf(services: readonly string[]): string {
  // A service may have several panes.
  const panes = Object.fromEntries(
    services.map((name, i) => [`${name}-${i}`, { selectors: [{ kind: 'service', name }] }]),
  );
  return JSON.stringify({ current: 'default', layouts: { default: { panes, dock: null } } });
}
