// The options that name servers, and what of them is stored, in place of a profile or over what it says.
import type { Command } from 'commander';

/** Commands that work on files or on this machine alone. */
const WITHOUT_SERVERS = new Set(['demo', 'import', 'doctor', 'completion', 'workspace', 'help', 'desktop']);
const OPTIONS = [
  ['--kafka', '<HOSTS>', 'brokers, as in kafka1:9092,kafka2:9092, in place of a profile'],
  ['--zookeeper', '<HOSTS>', 'as in zk1:2181,zk2:2181/crosstail, in place of a profile'],
  ['--elasticsearch', '<URL>', 'as in http://es1:9200, in place of a profile'],
] as const;

/** Gives every command that works on a workspace the options that stand in for a profile, where it has none of its own. */
export function addServerOptions(program: Command): void {
  for (const command of program.commands) {
    if (WITHOUT_SERVERS.has(command.name())) continue;
    if (command.commands.length > 0) addServerOptions(command);
    else
      for (const [name, value, text] of OPTIONS)
        if (!command.options.some((option) => option.long === name)) command.option(`${name} ${value}`, text);
  }
}

/** Adds what a command about the indexer may say besides. */
export function addPipelineOptions(command: Command): Command {
  return command
    .option('--group <NAME>', 'consumer group of the indexers (default: the profile’s, else crosstail-indexer)')
    .option('--topic <PATTERN...>', 'topics that are stored (default: the profile’s, else logs.*)')
    .option('--prefix <PREFIX>', 'start of the names of day indices (default: the profile’s, else crosstail-)');
}
