// What the packaged program may not be talked into: the fuses of electron-builder.yml, and a current Electron.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const ROOT = path.resolve(import.meta.dirname, '../../..');

test('the fuses are set as reviewed', () => {
  const { electronFuses, asar } = parse(readFileSync(path.join(ROOT, 'electron-builder.yml'), 'utf8'));
  expect(asar).toBe(true);
  expect(electronFuses).toEqual({
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableCookieEncryption: true,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
    loadBrowserProcessSpecificV8Snapshot: false,
    resetAdHocDarwinSignature: true,
  });
});

test('Electron is pinned exactly, at a major that is still supported', () => {
  const { devDependencies } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  expect(devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/);
  // The oldest of the three supported majors when this was last reviewed.
  expect(Number.parseInt(devDependencies.electron, 10)).toBeGreaterThanOrEqual(43);
});
