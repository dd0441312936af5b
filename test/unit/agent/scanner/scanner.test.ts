import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { MOST_FILES, scanProblemText, TOO_MANY_FILES } from '../../../../src/agent/scanner/scan-problem.ts';
import { Scanner } from '../../../../src/agent/scanner/scanner.ts';
import { createNodeFileSystem } from '../../../../src/drivers/node/node-file-system.ts';
import { testRule } from '../../../conformance/rule-store.suite.ts';
import { temporaryFolder } from '../../../kit/temporary-folder.ts';

function folderOf(files: number): string {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, 'deep'));
  for (let i = 0; i < files; i++) writeFileSync(path.join(folder, 'deep', `app-${i}.log`), 'x\n');
  return folder;
}

test('a folder of more files than the limit is read up to it, and named once', async () => {
  const folder = folderOf(8);
  const scanner = new Scanner({ files: createNodeFileSystem(), mostFiles: 5 });
  scanner.setRules([{ ...testRule('app'), paths: [`${folder}/**`, `${folder}/deep/*.log`] }]);
  const { files, problems } = await scanner.scan();
  expect(files.length).toBe(5);
  expect(problems).toEqual([{ path: path.join(folder, 'deep'), code: TOO_MANY_FILES }]);
  expect(scanProblemText(TOO_MANY_FILES, '')).toContain(MOST_FILES.toLocaleString('en'));
});

test('as many files as the limit are no problem, though two globs name them', async () => {
  const folder = folderOf(5);
  const scanner = new Scanner({ files: createNodeFileSystem(), mostFiles: 5 });
  scanner.setRules([{ ...testRule('app'), paths: [`${folder}/**`, `${folder}/deep/*.log`] }]);
  const { files, problems } = await scanner.scan();
  expect(files.length).toBe(5);
  expect(problems).toEqual([]);
});
