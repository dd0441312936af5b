import { afterEach, expect, test } from 'vitest';
import { PartSpool } from '../../../../src/bundle/parts/part-spool.ts';
import { PartWriter } from '../../../../src/bundle/parts/part-writer.ts';
import { DeflateCrew } from '../../../../src/bundle/zip/deflate-crew.ts';
import { createNodeFileSystem } from '../../../../src/drivers/node/node-file-system.ts';
import { logLines } from '../../../kit/log-lines.ts';
import { temporaryFolder } from '../../../kit/temporary-folder.ts';

const crews: DeflateCrew[] = [];
afterEach(async () => {
  for (const crew of crews.splice(0)) await crew.close();
});

function crewOf(fewBlocks: number): DeflateCrew {
  const crew = new DeflateCrew(fewBlocks);
  crews.push(crew);
  return crew;
}

const lines = [...logLines(12_000, 0, 3_600_000, 5, 100)].map(({ line }) => `${line}\n`);

/** Two parts that grow side by side. */
async function partsOf(crew: DeflateCrew) {
  const spool = await PartSpool.open(createNodeFileSystem(), `${temporaryFolder()}/spool`);
  try {
    const writers = [new PartWriter(spool, crew), new PartWriter(spool, crew)];
    for (const [at, line] of lines.entries()) await writers[at % 3 === 0 ? 1 : 0]!.add(line);
    const parts = [await writers[0]!.end('a'), await writers[1]!.end('b')];
    return parts.map(({ size, sha256, crc32, packedSha256 }) => ({ size, sha256, crc32, packedSha256 }));
  } finally {
    await spool.remove();
  }
}

test('parts are the same bytes with a thread and without one', async () => {
  const alone = await partsOf(crewOf(Number.POSITIVE_INFINITY));
  expect(await partsOf(crewOf(0))).toEqual(alone);
  expect(await partsOf(crewOf(5))).toEqual(alone);
});

test('a thread that is gone is an error, not a wait', async () => {
  const crew = crewOf(0);
  const packed = crew.pack(new TextEncoder().encode('a line\n'.repeat(5_000)));
  const isTold = expect(packed).rejects.toMatchObject({ code: 'INTERNAL' });
  await crew.close();
  await isTold;
});
