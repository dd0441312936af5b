import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks a second in /proc; the same on every Linux we know. */
const TICKS = 100;

interface ProcessLine {
  pid: number;
  parent: number;
  cpuSeconds: number;
}

/** CPU seconds used so far by a process and everything it started, threads that ended included. Linux only. */
export function cpuSecondsOfTree(root: number): number {
  return treeOf(root).reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
}

/**
 * The same of the threads that live, by the scheduler, to the nanosecond: for what is nearly idle. The ticks above
 * charge a whole 10 ms to whoever runs at a tick, and what wakes by timers does so at ticks.
 */
export function preciseCpuSecondsOfTree(root: number): number {
  return treeOf(root).reduce((sum, { pid }) => sum + ranSeconds(pid), 0);
}

function ranSeconds(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  return threads.reduce((sum, thread) => {
    const [ranNs = '0'] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1').split(' ');
    return sum + Number(ranNs) / 1e9;
  }, 0);
}

function treeOf(root: number): ProcessLine[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)));
  const tree = new Set([root]);
  // Children may stand before their parents in the list: until nobody is found any more.
  for (let size = 0; size !== tree.size; ) {
    size = tree.size;
    for (const { pid, parent } of all) if (tree.has(parent)) tree.add(pid);
  }
  return all.filter(({ pid }) => tree.has(pid));
}

function readProcess(pid: number): ProcessLine[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name in parentheses may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return [{ pid, parent: Number(fields[1]), cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS }];
  } catch {
    // It ended meanwhile.
    return [];
  }
}
