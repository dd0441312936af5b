// What the machine offers to run the real sample with: a C++ compiler and Python 3.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { AppError } from '../../base/errors.ts';

const run = promisify(execFile);
const PROBE_TIMEOUT_MS = 10_000;
const COMPILERS = ['c++', 'g++', 'clang++'];
const PYTHONS = ['python3', 'python'];
const PYTHON_CHECK = 'import sys; print(sys.executable) if sys.version_info >= (3, 8) else sys.exit(3)';

export interface Toolchain {
  /** Command of the compiler, and what it says it is. */
  compiler: string;
  compilerVersion: string;
  /** Full path of the interpreter (never a shim). */
  python: string;
}

/**
 * Looks for a compiler and for Python 3.8 or newer, asking each candidate for its version.
 * @throws AppError SAMPLE_UNAVAILABLE that names what is missing.
 */
export async function findToolchain(environment: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Toolchain> {
  if (process.platform === 'win32') throw missing('The engine of the sample is written for Linux and macOS');
  if (process.platform === 'darwin') await checkDeveloperTools(environment, signal);
  const named = environment.CXX;
  const compilers = named ? [named, ...COMPILERS] : COMPILERS;
  const [compiler, python] = await Promise.all([
    firstAnswer(compilers, ['--version'], environment, signal),
    firstAnswer(PYTHONS, ['-c', PYTHON_CHECK], environment, signal),
  ]);
  if (compiler === undefined && python === undefined)
    throw missing('No C++ compiler and no Python 3.8 or newer were found');
  if (compiler === undefined) throw missing(`No C++ compiler was found, tried ${compilers.join(', ')}`);
  if (python === undefined) throw missing(`No Python 3.8 or newer was found, tried ${PYTHONS.join(', ')}`);
  return { compiler: compiler.command, compilerVersion: compiler.answer, python: python.answer };
}

/** macOS has stand-ins for both that ask, in a window, whether to install the real ones. */
async function checkDeveloperTools(environment: NodeJS.ProcessEnv, signal: AbortSignal): Promise<void> {
  if ((await firstAnswer(['xcode-select'], ['-p'], environment, signal)) === undefined)
    throw missing('The command line developer tools are not installed');
}

async function firstAnswer(
  commands: readonly string[],
  words: string[],
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<{ command: string; answer: string } | undefined> {
  for (const command of commands) {
    try {
      const { stdout } = await run(command, words, { env: environment, signal, timeout: PROBE_TIMEOUT_MS });
      return { command, answer: stdout.trim() };
    } catch {
      // Not there, or not usable: the next one is asked.
      signal.throwIfAborted();
    }
  }
  return undefined;
}

function missing(what: string): AppError {
  return new AppError('SAMPLE_UNAVAILABLE', what, {
    hint: 'Install a C++ compiler and Python 3, then start the sample again; until then a recorded run is shown.',
  });
}
