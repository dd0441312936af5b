#!/usr/bin/env node
// The command line. Every command is one file: its arguments, one call, printing.
import { Command } from 'commander';
import { keepPatternsLinear } from '../host/linear-patterns.ts';
import { packageVersion } from '../host/version.ts';
import * as agent from './commands/agent.ts';
import * as bundle from './commands/bundle.ts';
import * as completion from './commands/completion.ts';
import * as context from './commands/context.ts';
import * as deadLetters from './commands/dead-letters.ts';
import * as demo from './commands/demo.ts';
import * as desktop from './commands/desktop.ts';
import * as doctor from './commands/doctor.ts';
import * as exporting from './commands/export.ts';
import * as hosts from './commands/hosts.ts';
import * as importing from './commands/import.ts';
import * as indexer from './commands/indexer.ts';
import * as patterns from './commands/patterns.ts';
import * as rules from './commands/rules.ts';
import * as search from './commands/search.ts';
import * as serve from './commands/serve.ts';
import * as suspects from './commands/suspects.ts';
import * as tail from './commands/tail.ts';
import * as trace from './commands/trace.ts';
import * as workspace from './commands/workspace.ts';
import { EXIT } from './exit-codes.ts';
import { addServerOptions } from './server-options.ts';
import { tellUsageErrors } from './usage-error.ts';

keepPatternsLinear();
const program = new Command('crosstail')
  .description('One desk for an incident that crosses languages, services and hosts.')
  .version(packageVersion())
  .option('--workspace <W>', 'folder or name of an embedded workspace, name or *.yaml of a profile (default: default)')
  .option('--host <NAME>', 'name of this host')
  .option('--json', 'machine output on stdout and nothing else there')
  .option('--quiet', 'no progress on stderr')
  .configureHelp({ showGlobalOptions: true })
  // Asked for by name: commander leaves it out of a program that also does something without a command.
  .helpCommand('help [command]', 'what a command takes')
  .exitOverride();
tellUsageErrors(program);

for (const command of [
  desktop,
  serve,
  demo,
  importing,
  tail,
  search,
  context,
  trace,
  patterns,
  suspects,
  bundle,
  exporting,
  agent,
  indexer,
  deadLetters,
  rules,
  hosts,
  workspace,
  doctor,
  completion,
]) {
  command.register(program);
}
addServerOptions(program);

try {
  await program.parseAsync();
} catch (error) {
  // Commander has printed its own message: 0 after help and version, wrong usage otherwise.
  const code = (error as { exitCode?: number }).exitCode;
  if (code === undefined) throw error;
  process.exitCode = code === 0 ? EXIT.done : EXIT.usage;
}
