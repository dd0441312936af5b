// What every command has: the common options, its output, and a signal that fires on SIGINT or SIGTERM.
import type { Command } from 'commander';
import { AppError, isAppError, messageOf } from '../base/errors.ts';
import type { WorkspaceOptions } from '../host/workspaces/workspace-choice.ts';
import { EXIT } from './exit-codes.ts';
import { tellError } from './usage-error.ts';

export interface CommonOptions extends WorkspaceOptions {
  host?: string;
  json?: boolean;
  quiet?: boolean;
}

export interface CommandContext {
  options: CommonOptions;
  signal: AbortSignal;
  /** Writes to stdout; resolves when the reader can take more. Ends the process quietly when the reader has left. */
  out(text: string): Promise<void>;
  /** A line on stderr, unless `--quiet`. */
  note(text: string): void;
  /** The exit code when the action returns: 0 unless set. */
  exitCode: number;
}

type Action<Args extends unknown[]> = (context: CommandContext, ...args: Args) => Promise<void>;

/** Wraps an action: common options, signals, errors as one paragraph, exit codes. */
export function action<Args extends unknown[]>(
  run: Action<Args>,
): (...args: [...Args, unknown, Command]) => Promise<void> {
  return async (...all) => {
    const command = all.at(-1) as Command;
    const options = command.optsWithGlobals<CommonOptions>();
    const context = createContext(options);
    try {
      await run(context, ...(all.slice(0, -1) as Args));
      process.exitCode = context.signal.aborted ? EXIT.interrupted : context.exitCode;
    } catch (error) {
      process.exitCode = report(error, context);
    }
    // Workers and sockets of a finished command must not keep it alive.
    setTimeout(() => process.exit(), 2_000).unref();
  };
}

function createContext(options: CommonOptions): CommandContext {
  const controller = new AbortController();
  let signals = 0;
  const stop = () => {
    // The first asks, the second insists.
    if (++signals > 1) process.exit(EXIT.interrupted);
    controller.abort(new AppError('DISCONNECTED', 'Interrupted.'));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.done);
    throw error;
  });
  return {
    options,
    signal: controller.signal,
    exitCode: EXIT.done,
    async out(text) {
      if (process.stdout.write(text)) return;
      await new Promise<void>((resolve) => process.stdout.once('drain', resolve));
    },
    note(text) {
      if (!options.quiet) process.stderr.write(`${text}\n`);
    },
  };
}

function report(error: unknown, { options, signal }: CommandContext): number {
  if (signal.aborted) return EXIT.interrupted;
  const known = isAppError(error) ? error : new AppError('INTERNAL', messageOf(error), { cause: error });
  tellError(known, options.json === true);
  if (known.code === 'INTERNAL' && !options.json && process.env.CROSSTAIL_DEBUG && error instanceof Error)
    process.stderr.write(`${error.stack}\n`);
  return known.code === 'USAGE' || known.code === 'QUERY_SYNTAX' ? EXIT.usage : EXIT.failed;
}
