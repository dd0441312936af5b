import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { crashRounds } from '../kit/store-crash-rounds.ts';

test('a killed writer loses nothing it acknowledged, and stores nothing twice', async () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'crosstail-crash-'));
  const result = await crashRounds(directory, 3, () => undefined);
  rmSync(directory, { recursive: true, force: true });
  expect(result).toMatchObject({ lost: 0, doubled: 0, damaged: 0 });
  expect(result.acknowledged).toBeGreaterThan(200);
}, 60_000);
