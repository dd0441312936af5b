// One agent a state directory: two would overwrite each other's checkpoints.
import fs from 'node:fs';
import path from 'node:path';
import { AppError } from '../../base/errors.ts';

/**
 * Takes the directory's lock (made when missing) and gives back the way to release it. Rejects STORE_LOCKED while
 * another living process holds it; what a dead process left is taken over.
 */
export function acquireStateLock(directory: string): () => void {
  fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file = path.join(directory, 'agent.lock');
  const mine = `${process.pid} ${startOf(process.pid)}\n`;
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      fs.writeFileSync(file, mine, { flag: 'wx', mode: 0o600 });
      return () => release(file, mine);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = readHolder(file);
      if (holder !== undefined && isAlive(holder)) throw lockedBy(directory, holder.pid);
      fs.rmSync(file, { force: true });
    }
  }
  throw lockedBy(directory, undefined);
}

interface Holder {
  pid: number;
  start: string;
}

function readHolder(file: string): Holder | undefined {
  try {
    const [pid, start] = fs.readFileSync(file, 'utf8').trim().split(' ');
    return pid === undefined || !/^\d+$/.test(pid) ? undefined : { pid: Number(pid), start: start ?? '' };
  } catch {
    // Released between two looks.
    return undefined;
  }
}

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const start = startOf(holder.pid);
  return start === '' || holder.start === '' || start === holder.start;
}

/** Start time of a process in clock ticks, which tells a reused process id; empty where /proc is not there. */
function startOf(pid: number): string {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function release(file: string, mine: string): void {
  try {
    if (fs.readFileSync(file, 'utf8') === mine) fs.rmSync(file, { force: true });
  } catch {
    // Already gone: nothing to release.
  }
}

function lockedBy(directory: string, pid: number | undefined): AppError {
  const who = pid === undefined ? 'Another process' : `Process ${pid}`;
  return new AppError('STORE_LOCKED', `${who} already uses the agent state directory ${directory}.`, {
    hint: 'Stop the other agent, or give this one its own --state DIR.',
  });
}
