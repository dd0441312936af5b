// A display of our own for windows under test, so that they need none and disturb nobody's.
import { spawn } from 'node:child_process';

const START_LIMIT_MS = 10_000;

/** Starts Xvfb; gives the value for DISPLAY and a way to stop it. On systems with their own windows: nothing to start. */
export async function startDisplay() {
  if (process.platform !== 'linux') return { display: undefined, stop: () => {} };
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1920x1200x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const number = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('Xvfb did not start within 10 s.')), START_LIMIT_MS);
    server.on('error', reject);
    server.on('exit', (code) => reject(new Error(`Xvfb ended with ${code}.`)));
    server.stdio[3].on('data', (text) => {
      clearTimeout(timer);
      resolve(String(text).trim());
    });
  });
  return { display: `:${number}`, stop: () => server.kill() };
}
