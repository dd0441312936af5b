// The Chromium for the browser half of the end-to-end tests: one that is there, else Debian's, else Playwright's.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { canInstall, installPackages, whichProgram } from './debian-libraries.mjs';

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

function present() {
  const asked = process.env.CROSSTAIL_CHROMIUM;
  if (asked !== undefined) {
    if (!existsSync(asked)) throw new Error(`CROSSTAIL_CHROMIUM names ${asked}, which is not there.`);
    return asked;
  }
  if (existsSync(chromium.executablePath())) return chromium.executablePath();
  return PROGRAMS.map(whichProgram).find((file) => file !== undefined);
}

/** Path of a Chromium that can be started; throws with what to do when there is none. */
export function ensureChromium() {
  const found = present();
  if (found !== undefined) return found;
  if (canInstall()) installPackages([['chromium']]);
  else
    spawnSync(process.execPath, [path.join('node_modules', 'playwright-core', 'cli.js'), 'install', 'chromium'], {
      stdio: ['ignore', 2, 2],
      timeout: 180_000,
    });
  const installed = present();
  if (installed === undefined)
    throw new Error(
      'No Chromium is there and none could be put in place. Install one and name it in CROSSTAIL_CHROMIUM.',
    );
  return installed;
}
