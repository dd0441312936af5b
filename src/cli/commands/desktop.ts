import { spawn } from 'node:child_process';
import type { Command } from 'commander';
import { AppError } from '../../base/errors.ts';
import { action, type CommandContext } from '../command-context.ts';
import { serveConsole } from './serve.ts';

/** `crosstail` alone: the desktop console; without a display or an Electron runtime the same console in the browser. */
export function register(program: Command): void {
  program.argument('[command]').action(action(run));
}

async function run(context: CommandContext, word: string | undefined): Promise<void> {
  if (word !== undefined) {
    throw new AppError('USAGE', `There is no command "${word}".`, {
      hint: 'crosstail help lists them (search, tail, import, trace …).',
    });
  }
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
