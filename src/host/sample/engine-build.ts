import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { AppError, messageOf } from '../../base/errors.ts';
import type { Toolchain } from './toolchain.ts';

const run = promisify(execFile);
const COMPILE_TIMEOUT_MS = 120_000;
// -rdynamic keeps the functions' names for the backtrace.
const FLAGS = ['-std=c++17', '-O1', '-rdynamic', '-pthread'];

/**
 * Compiles the sample's engine into `cacheDirectory`, or finds it there: the file's name is a hash of its sources,
 * the compiler and the flags. The program appears under its name only when it is complete.
 * @returns the program's path.
 * @throws AppError SAMPLE_UNAVAILABLE with the compiler's first complaint.
 */
export async function buildEngine(
  sourceDirectory: string,
  cacheDirectory: string,
  tools: Toolchain,
  signal: AbortSignal,
): Promise<string> {
  const program = path.join(cacheDirectory, `inventoryd-${await keyOf(sourceDirectory, tools)}`);
  if (existsSync(program)) return program;
  await mkdir(cacheDirectory, { recursive: true, mode: 0o700 });
  const unfinished = `${program}.${randomUUID()}`;
  const libraries = process.platform === 'linux' ? ['-ldl'] : [];
  const words = [...FLAGS, path.join(sourceDirectory, 'inventoryd.cc'), '-o', unfinished, ...libraries];
  try {
    await run(tools.compiler, words, { signal, timeout: COMPILE_TIMEOUT_MS });
    await rename(unfinished, program);
  } catch (error) {
    await rm(unfinished, { force: true });
    signal.throwIfAborted();
    throw new AppError('SAMPLE_UNAVAILABLE', `${tools.compiler} could not compile the engine: ${complaintOf(error)}`, {
      hint: 'The recorded run is shown instead; see examples/shop/README.md for how to compile by hand.',
      cause: error,
    });
  }
  return program;
}

async function keyOf(sourceDirectory: string, tools: Toolchain): Promise<string> {
  const hash = createHash('sha256');
  hash.update([process.platform, process.arch, tools.compiler, tools.compilerVersion, ...FLAGS].join('\0'));
  for (const name of (await readdir(sourceDirectory)).sort()) {
    hash.update(`\0${name}\0`).update(await readFile(path.join(sourceDirectory, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

function complaintOf(error: unknown): string {
  const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  return (lines.find((line) => line.includes('error')) ?? lines[0] ?? messageOf(error)).trim();
}
