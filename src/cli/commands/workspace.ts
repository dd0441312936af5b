import type { Command } from 'commander';
import type { ServerTest } from '../../ports/workspace-book.ts';
import { action, type CommandContext } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';

/** `crosstail workspace …`: saved profiles of clusters. */
export function register(program: Command): void {
  const workspace = program.command('workspace').description('profiles of workspaces on servers');
  workspace.command('list').description('the saved profiles').action(action(list));
  workspace
    .command('add <name> <file>')
    .description('save a profile; its passwords go to the secret store')
    .action(action(add));
  workspace
    .command('remove <name>')
    .description('forget a profile; the servers are left as they are')
    .action(action(remove));
  workspace
    .command('test [name]')
    .description('try each server and say what is wrong with which')
    .option('--kafka <HOSTS>', 'brokers, in place of a profile')
    .option('--zookeeper <HOSTS>', 'in place of a profile')
    .option('--elasticsearch <URL>', 'in place of a profile')
    .action(action(test));
}

async function list(context: CommandContext): Promise<void> {
  const { listProfiles } = await import('../../host/workspaces/saved-profiles.ts');
  const workspaces = await listProfiles();
  if (context.options.json) await context.out(`${JSON.stringify({ workspaces })}\n`);
  else for (const name of workspaces) await context.out(`${name}\n`);
  if (workspaces.length === 0) context.note('No profile is saved: crosstail workspace add NAME FILE.');
}

async function add(context: CommandContext, name: string, file: string): Promise<void> {
  const { addProfile } = await import('../../host/workspaces/saved-profiles.ts');
  const warning = await addProfile(name, file);
  if (warning !== undefined) context.note(warning);
  if (context.options.json) await context.out(`${JSON.stringify({ name })}\n`);
  else
    await context.out(
      `Saved. Open it with --workspace ${name}; try its servers with crosstail workspace test ${name}.\n`,
    );
}

async function remove(context: CommandContext, name: string): Promise<void> {
  const { removeProfile } = await import('../../host/workspaces/saved-profiles.ts');
  await removeProfile(name);
  if (context.options.json) await context.out(`${JSON.stringify({ name })}\n`);
}

async function test(context: CommandContext, name: string | undefined): Promise<void> {
  const [{ chooseCluster }, { testServers }] = await Promise.all([
    import('../../host/workspaces/workspace-choice.ts'),
    import('../../host/workspaces/test-servers.ts'),
  ]);
  const tests = await testServers(await chooseCluster(name === undefined ? context.options : { workspace: name }));
  const results = Object.entries(tests) as [string, ServerTest][];
  if (results.some(([, { ok }]) => !ok)) context.exitCode = EXIT.failed;
  if (context.options.json) await context.out(`${JSON.stringify(tests)}\n`);
  else
    for (const [server, { ok, detail, hint }] of results)
      await context.out(`${ok ? '✓' : '✗'} ${server.padEnd(14)} ${detail}${hint === undefined ? '' : ` ${hint}`}\n`);
}
