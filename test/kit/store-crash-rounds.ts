// One store, killed again and again while it takes events.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadSqlite } from '../../src/drivers/sqlite/sqlite-driver.ts';
import { parseQuery } from '../../src/query/parse-query.ts';
import { openEmbeddedWorkspace } from '../../src/workspace/embedded/embedded-workspace.ts';

const PROGRAM = fileURLToPath(new URL('./store-writer-program.ts', import.meta.url));
const START_MS = Date.parse('2026-11-23T10:59:30.000Z');

export interface CrashResult {
  rounds: number;
  acknowledged: number;
  lost: number;
  doubled: number;
  damaged: number;
}

/** Each round goes on where the acknowledgements of the one before ended, as an agent does. */
export async function crashRounds(
  directory: string,
  rounds: number,
  report: (line: string) => void,
): Promise<CrashResult> {
  const result: CrashResult = { rounds, acknowledged: 0, lost: 0, doubled: 0, damaged: 0 };
  for (let round = 0; round < rounds; round++) {
    result.acknowledged = await writeUntilKilled(directory, result.acknowledged, 20 + ((round * 137) % 400));
    const { lost, doubled, damaged } = await examine(directory, result.acknowledged);
    if (lost + doubled + damaged > 0) report(`round ${round}: lost ${lost}, doubled ${doubled}, damaged ${damaged}`);
    result.lost = Math.max(result.lost, lost);
    result.doubled = Math.max(result.doubled, doubled);
    result.damaged = Math.max(result.damaged, damaged);
  }
  return result;
}

/** Number of lines acknowledged when the process was killed. */
function writeUntilKilled(directory: string, first: number, lifeMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [PROGRAM, directory, String(first), String(START_MS)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    let timer: NodeJS.Timeout | undefined;
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      // The life counts from the first acknowledgement: before it there is nothing to lose.
      if (output.includes('\n', 'open\n'.length)) timer ??= setTimeout(() => child.kill('SIGKILL'), lifeMs);
    });
    child.on('error', reject);
    child.on('exit', () => {
      clearTimeout(timer);
      const numbers = output.slice(0, output.lastIndexOf('\n')).split('\n').slice(1).map(Number);
      resolve(Math.max(first, ...numbers));
    });
  });
}

async function examine(
  directory: string,
  acknowledged: number,
): Promise<{ lost: number; doubled: number; damaged: number }> {
  const seen = new Map<number, number>();
  const workspace = await openEmbeddedWorkspace({ directory, readOnly: true });
  for await (const page of workspace.store.search({ query: parseQuery('numbered'), range: {}, order: 'oldest' })) {
    for (const event of page.events) {
      const number = Number(/line (\d+) end/.exec(event.message)?.[1]);
      seen.set(number, (seen.get(number) ?? 0) + 1);
    }
  }
  await workspace.close();
  let lost = 0;
  for (let number = 0; number < acknowledged; number++) if (!seen.has(number)) lost++;
  const doubled = [...seen.values()].filter((count) => count > 1).length;
  return { lost, doubled, damaged: await damagedFiles(path.join(directory, 'store')) };
}

async function damagedFiles(store: string): Promise<number> {
  const driver = await loadSqlite();
  let damaged = 0;
  for (const name of readdirSync(store).filter((file) => file.endsWith('.events.db'))) {
    const database = driver.open(path.join(store, name));
    const verdict = database.prepare('PRAGMA quick_check').get()?.[0];
    // Killed while the file was being made: there is no table in it yet, and no event.
    if (verdict === 'ok' && database.prepare('PRAGMA user_version').get()?.[0] === 0) {
      database.close();
      continue;
    }
    const [rows, counted] = database
      .prepare('SELECT (SELECT sum(rows) FROM block), (SELECT sum(events) FROM minute)')
      .get()!;
    if (verdict !== 'ok' || rows !== counted) damaged++;
    database.close();
  }
  return damaged;
}
