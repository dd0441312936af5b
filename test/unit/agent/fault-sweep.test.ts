// A slice of the sweep over every call to the file system with every error; the whole of it is
// `node test/torture/faults.ts`.
import { expect, test } from 'vitest';
import { runWithFault } from '../../kit/fault-story.ts';
import type { Fault } from '../../kit/faulty-files.ts';

test.each<[Fault, number]>([
  ['EIO', 1],
  ['ENOSPC', 4],
  ['EMFILE', 7],
  ['EACCES', 10],
  ['short', 13],
])(
  'a call that fails with %s',
  async (fault, first) => {
    const failures: string[] = [];
    let reached = 0;
    for (let at = first; at <= 90; at += 17) {
      try {
        if ((await runWithFault(at, fault)) !== undefined) reached++;
      } catch (error) {
        failures.push(String(error));
      }
    }
    expect(failures).toEqual([]);
    expect(reached).toBeGreaterThan(3);
  },
  60_000,
);
