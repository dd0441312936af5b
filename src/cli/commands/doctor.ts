import type { Command } from 'commander';
import { action, type CommandContext } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';

/** `crosstail doctor`: what works here and what does not, with what to do. */
export function register(program: Command): void {
  program.command('doctor').description('versions, runtime, permissions, limits, workspace health').action(action(run));
}

async function run(context: CommandContext): Promise<void> {
  const [{ examine }, { chooseFolder }] = await Promise.all([
    import('../../host/workspaces/examine.ts'),
    import('../../host/workspaces/workspace-choice.ts'),
  ]);
  const checks = await examine(chooseFolder(context.options.workspace));
  if (checks.some((check) => check.needed && !check.ok)) context.exitCode = EXIT.failed;
  if (context.options.json) {
    await context.out(`${JSON.stringify({ checks })}\n`);
    return;
  }
  for (const { name, needed, ok, detail, hint } of checks) {
    const sign = ok ? '✓' : needed ? '✗' : '–';
    await context.out(`${sign} ${name.padEnd(16)} ${detail}${ok || hint === '' ? '' : `\n  ${hint}`}\n`);
  }
}
