// Runs the built command line as its user would, in a home of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

const CROSSTAIL = path.resolve(import.meta.dirname, '../../dist/cli/crosstail.js');

export interface Outcome {
  code: number;
  out: string;
  err: string;
}

/** Starts a command; `home` becomes CROSSTAIL_HOME. */
export function startCommand(home: string, args: string[]): ChildProcess {
  const env = { ...process.env, CROSSTAIL_HOME: home, CROSSTAIL_HOST: 'test-host', NO_COLOR: '1' };
  return spawn(process.execPath, [CROSSTAIL, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
}

/** Runs a command to its end, with a text on standard input. Fails after `limitMs`. */
export function runCommand(home: string, args: string[], input = '', limitMs = 30_000): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = startCommand(home, args);
    let out = '';
    let err = '';
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    const limit = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`crosstail ${args.join(' ')} took more than ${limitMs} ms. It said: ${out}${err}`));
    }, limitMs);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(limit);
      resolve({ code: code ?? -1, out, err });
    });
    child.stdin!.end(input);
  });
}

/** JSON objects of a command's lines. */
export function jsonLines<T>(text: string): T[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}
