import type { Command } from 'commander';
import { action, type CommandContext } from '../command-context.ts';

/** `crosstail hosts`: agents, presence, applied revision, files. */
export function register(program: Command): void {
  program.command('hosts').description('agents, presence, applied revision, files').action(action(run));
}

async function run(context: CommandContext): Promise<void> {
  const { openConsoleClient } = await import('../../host/console-client.ts');
  const opened = await openConsoleClient(context.options);
  try {
    const { kind } = await opened.client['workspace.describe']({});
    for await (const { hosts } of opened.client['hosts.watch']({}, { signal: context.signal })) {
      // The agent of an embedded workspace has just been started and has not said anything yet.
      if (hosts.length === 0 && kind === 'embedded') continue;
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
