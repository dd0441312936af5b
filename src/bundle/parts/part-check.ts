import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Entry } from 'yauzl';
import { type BundleProblem, type BundleReader, shortMessage, shown } from '../bundle-reader.ts';
import type { Manifest } from './manifest.ts';

type Described = Manifest['parts'][number];

/** Which parts are missing, added or in another place than the manifest says. `names` are those of the zip. */
export function structureProblems(names: readonly string[], described: readonly Described[]): BundleProblem[] {
  const problems: BundleProblem[] = [];
  const expected = described.map(({ name }) => name);
  const present = new Set(names);
  const known = new Set(expected);
  for (const name of expected) if (!present.has(name)) problems.push({ part: name, text: 'It is missing.' });
  for (const name of names) if (!known.has(name)) problems.push({ part: shown(name), text: 'It was added.' });
  const common = expected.filter((name) => present.has(name));
  for (const [i, name] of names.filter((each) => known.has(each)).entries()) {
    if (name !== common[i]) problems.push({ part: name, text: `It is in the place of ${common[i]}.` });
  }
  return problems;
}

/** What is wrong with a part's content; undefined when it is as the manifest says. */
export async function contentProblem(
  reader: BundleReader,
  entry: Entry,
  described: Described,
  signal?: AbortSignal,
): Promise<BundleProblem | undefined> {
  const part = entry.fileName;
  if (entry.uncompressedSize !== described.size) {
    return { part, text: `It has ${entry.uncompressedSize} bytes, the manifest says ${described.size}.` };
  }
  const content = createHash('sha256');
  const packed = createHash('sha256');
  let crc = 0;
  let size = 0;
  try {
    for await (const bytes of reader.content(entry, (raw) => packed.update(raw))) {
      signal?.throwIfAborted();
      content.update(bytes);
      crc = crc32(bytes, crc);
      size += bytes.length;
    }
  } catch (error) {
    signal?.throwIfAborted();
    return { part, text: `It was changed: it cannot be unpacked (${shortMessage(error)}).` };
  }
  if (size !== described.size || content.digest('hex') !== described.sha256) {
    return { part, text: 'It was changed: its SHA-256 is not the one in the manifest.' };
  }
  if (crc !== entry.crc32) return { part, text: "Its checksum in the zip's directory was changed." };
  if (packed.digest('hex') !== described.packedSha256) return { part, text: 'Its packed bytes were changed.' };
  return undefined;
}
