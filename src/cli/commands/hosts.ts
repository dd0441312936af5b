import type { Command } from 'commander';
import { workspaceFolder } from '../../host/data-folder.ts';
import { action, type CommandContext } from '../command-context.ts';

/** `crosstail hosts`: agents, presence, applied revision, files. */
export function register(program: Command): void {
  program.command('hosts').description('agents, presence, applied revision, files').action(action(run));
}

async function run(context: CommandContext): Promise<void> {
  const { openConsoleClient } = await import('../../host/console-client.ts');
  const opened = await openConsoleClient(workspaceFolder(context.options.workspace));
  try {
    for await (const { hosts } of opened.client['hosts.watch']({}, { signal: context.signal })) {
      // An agent that has just been started has not said anything yet.
      if (hosts.length === 0) continue;
      if (context.options.json) await context.out(`${JSON.stringify({ hosts })}\n`);
      else for (const host of hosts) await context.out(hostText(host));
      return;
    }
  } finally {
    await opened.close();
  }
}

type HostLine = {
  host: string;
  present: boolean;
  lastSeenMs: number;
  agent: {
    version: string;
    appliedRevision: number;
    filesTotal: number;
    linesPerSecond: number;
    lagBytes: number;
    lossesTotal: number;
  };
};

function hostText({ host, present, lastSeenMs, agent }: HostLine): string {
  const presence = present ? 'present' : `last seen ${new Date(lastSeenMs).toISOString()}`;
  return (
    `${host.padEnd(20)} ${presence}  ${agent.version}  rules r${agent.appliedRevision}  ${agent.filesTotal} files  ` +
    `${Math.round(agent.linesPerSecond)} lines/s  ${agent.lagBytes} B behind  ${agent.lossesTotal} losses\n`
  );
}
