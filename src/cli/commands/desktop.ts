import { spawn } from 'node:child_process';
import type { Command } from 'commander';
import { AppError } from '../../base/errors.ts';
import { nearestWord } from '../../base/nearest-word.ts';
import { action, type CommandContext } from '../command-context.ts';
import { serveConsole } from './serve.ts';

/** `crosstail` alone: the desktop console; without a display or an Electron runtime the same console in the browser. */
export function register(program: Command): void {
  program.argument('[command]').action(
    action((context, word: string | undefined) => {
      if (word !== undefined) throw noSuchCommand(word, program);
      return openDesktop(context);
    }),
  );
}

function noSuchCommand(word: string, program: Command): AppError {
  const near = nearestWord(
    word,
    program.commands.map((command) => command.name()),
  );
  const guess = near === undefined ? '' : `Did you mean ${near}? `;
  return new AppError('USAGE', `There is no command "${word}".`, { hint: `${guess}crosstail help lists them.` });
}

async function openDesktop(context: CommandContext): Promise<void> {
  const { findDesktop } = await import('../../host/desktop-runtime.ts');
  const desktop = await findDesktop(context.note);
  if (desktop.type === 'missing') {
    process.stderr.write(`${desktop.reason} Serving the console in the browser instead.\n`);
    await serveConsole(context, { open: process.stdout.isTTY === true && desktop.hasDisplay, sample: true });
    return;
  }
  const environment =
    context.options.workspace === undefined
      ? process.env
      : { ...process.env, CROSSTAIL_WORKSPACE: context.options.workspace };
  const child = spawn(desktop.executable, desktop.args, { stdio: 'inherit', env: environment });
  context.signal.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
  context.exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 0));
  });
}
