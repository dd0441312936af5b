import { expect, test } from 'vitest';
import { droppedPaths } from '../../../../renderer/platform/dropped-files.ts';
import { DROPPED_PATHS } from '../../../../src/carrier/port-messages.ts';

test('takes the paths of the shell’s message, and nothing else', () => {
  expect(droppedPaths({ [DROPPED_PATHS]: ['/var/log/a.log', '', 7] })).toEqual(['/var/log/a.log']);
  for (const other of [undefined, null, 'text', {}, { [DROPPED_PATHS]: '/etc/passwd' }, { paths: ['/a'] }])
    expect(droppedPaths(other)).toBeUndefined();
});
