import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { Entry } from 'yauzl';
import { AppError, messageOf } from '../base/errors.ts';
import { type BundleProblem, BundleReader, shortMessage } from './bundle-reader.ts';
import { MANIFEST_NAME, type Manifest, manifestSchema } from './parts/manifest.ts';
import { contentProblem, structureProblems } from './parts/part-check.ts';
import { SEAL_LENGTH, sealedHash } from './zip/bundle-seal.ts';
import { directoryRecord, endRecords, localHeader, type ZipEntry } from './zip/zip-records.ts';

const MAX_MANIFEST = 32 * 1024 * 1024;
const MAX_PROBLEMS = 100;

export interface Verification {
  ok: boolean;
  problems: BundleProblem[];
  /** Undefined when it could not be read. */
  manifest?: Manifest;
  /** SHA-256 in the seal: what tells this bundle from others. Undefined when the seal is missing. */
  seal?: string;
}

/**
 * Checks a bundle: the seal over all bytes, every part against the manifest, every header. Names the parts that are
 * changed, missing, added or moved. Rejects FILE_UNREADABLE when there is no such file.
 */
export async function verifyBundle(path: string, signal?: AbortSignal): Promise<Verification> {
  const seal = await checkSeal(path, signal);
  const reader = await BundleReader.open(path);
  if (!(reader instanceof BundleReader)) return failed([reader]);
  try {
    const hostile = reader.hostile();
    if (hostile.length > 0) return failed(hostile);
    const { manifest, problem } = await readManifest(reader);
    if (manifest === undefined) return failed([problem]);
    const problems = await partProblems(reader, manifest, signal);
    if (seal === 'missing') {
      problems.push({ text: 'The seal at the end is missing or damaged: the zip is not as it was written.' });
    } else {
      problems.push(...(await headerProblems(reader, problems)));
      if (seal === 'broken' && problems.length === 0) {
        problems.push({ text: 'The seal at the end was changed, or bytes that belong to no part.' });
      }
    }
    const hash = sealedHash(reader.comment);
    return {
      ok: problems.length === 0,
      problems: problems.slice(0, MAX_PROBLEMS),
      manifest,
      ...(hash === undefined ? {} : { seal: hash }),
    };
  } finally {
    reader.close();
  }
}

function failed(problems: BundleProblem[]): Verification {
  return { ok: false, problems: problems.slice(0, MAX_PROBLEMS) };
}

async function checkSeal(path: string, signal: AbortSignal | undefined): Promise<'good' | 'broken' | 'missing'> {
  try {
    const { size } = await stat(path);
    if (size <= SEAL_LENGTH) return 'missing';
    const hash = createHash('sha256');
    let seal = '';
    let at = 0;
    const sealAt = size - SEAL_LENGTH;
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 }) as AsyncIterable<Buffer>) {
      signal?.throwIfAborted();
      const own = Math.max(0, Math.min(chunk.length, sealAt - at));
      hash.update(chunk.subarray(0, own));
      seal += chunk.toString('latin1', own);
      at += chunk.length;
    }
    const expected = sealedHash(seal);
    if (expected === undefined) return 'missing';
    return expected === hash.digest('hex') ? 'good' : 'broken';
  } catch (error) {
    signal?.throwIfAborted();
    throw new AppError('FILE_UNREADABLE', `Reading the bundle "${path}" failed: ${messageOf(error)}.`, {
      hint: 'Check that the file is there and readable.',
      cause: error,
    });
  }
}

async function readManifest(
  reader: BundleReader,
): Promise<{ manifest: Manifest; problem?: never } | { manifest?: never; problem: BundleProblem }> {
  const entry = reader.entries.find(({ fileName }) => fileName === MANIFEST_NAME);
  const refuse = (text: string) => ({ problem: { part: MANIFEST_NAME, text } });
  if (entry === undefined) return refuse('It is missing: this zip is no bundle.');
  if (entry.uncompressedSize > MAX_MANIFEST) return refuse(`It has ${entry.uncompressedSize} bytes, too many for one.`);
  let value: unknown;
  try {
    const pieces: Uint8Array[] = [];
    for await (const piece of reader.content(entry)) pieces.push(piece);
    const bytes = Buffer.concat(pieces);
    if (crc32(bytes) !== entry.crc32) return refuse('It was changed: its checksum is not the one in the zip.');
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    return refuse(`It was changed: it cannot be read (${shortMessage(error)}).`);
  }
  const version = (value as { bundle?: unknown } | null)?.bundle;
  if (typeof version === 'number' && version > 1) {
    return refuse(`The bundle has format ${version}; this version of Crosstail reads format 1. Use a newer one.`);
  }
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return { manifest: parsed.data };
  const issue = parsed.error.issues[0];
  return refuse(`It is not as it should be: ${issue?.path.join('.')} ${issue?.message}.`);
}

async function partProblems(
  reader: BundleReader,
  manifest: Manifest,
  signal: AbortSignal | undefined,
): Promise<BundleProblem[]> {
  const names = reader.entries.map(({ fileName }) => fileName);
  const problems: BundleProblem[] = [];
  if (names[0] !== MANIFEST_NAME) problems.push({ part: MANIFEST_NAME, text: 'It is not the first part.' });
  problems.push(
    ...structureProblems(
      names.filter((name) => name !== MANIFEST_NAME),
      manifest.parts,
    ),
  );
  const described = new Map(manifest.parts.map((part) => [part.name, part]));
  for (const entry of reader.entries) {
    const part = described.get(entry.fileName);
    if (part === undefined) continue;
    const problem = await contentProblem(reader, entry, part, signal);
    if (problem !== undefined) problems.push(problem);
  }
  return problems;
}

/** Headers that are not written as they would be here; parts that have a problem already are not named twice. */
async function headerProblems(reader: BundleReader, found: readonly BundleProblem[]): Promise<BundleProblem[]> {
  const named = new Set(found.map(({ part }) => part));
  const problems: BundleProblem[] = [];
  const entries = reader.entries.map(zipEntry);
  const records: Uint8Array[] = [];
  for (const entry of entries) {
    records.push(directoryRecord(entry));
    if (named.has(entry.name)) continue;
    const header = localHeader(entry);
    const written = await reader.bytes(entry.offset, header.length);
    if (Buffer.compare(written, header) !== 0)
      problems.push({ part: entry.name, text: 'Its header in the zip was changed.' });
  }
  if (found.length > 0 || problems.length > 0) return problems;
  const last = entries.at(-1)!;
  const directoryAt = last.offset + localHeader(last).length + last.packedSize;
  const directory = Buffer.concat(records);
  const end = endRecords(entries.length, directoryAt, directory.length, SEAL_LENGTH);
  const expected = Buffer.concat([directory, end]);
  const written = await reader.bytes(directoryAt, expected.length);
  if (Buffer.compare(written, expected) !== 0) problems.push({ text: "The zip's directory was changed." });
  return problems;
}

function zipEntry(entry: Entry): ZipEntry {
  return {
    name: entry.fileName,
    size: entry.uncompressedSize,
    packedSize: entry.compressedSize,
    crc32: entry.crc32,
    offset: entry.relativeOffsetOfLocalHeader,
  };
}
