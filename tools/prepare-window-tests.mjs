// Puts in place what the end-to-end tests need and prints where it is: {"chromium": …, "electron": …}.
import { ensureDebianLibraries } from './debian-libraries.mjs';
import { ensureChromium } from './find-chromium.mjs';
import { ensureElectron } from './find-electron.mjs';

try {
  // The download first: it runs while apt works.
  const electron = ensureElectron();
  electron.catch(() => {
    // Reported below, when it is awaited.
  });
  ensureDebianLibraries();
  const chromium = ensureChromium();
  console.log(JSON.stringify({ chromium, electron: await electron }));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
