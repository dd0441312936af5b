// The console of a shell: opened on a workspace, and switched to another one while the shell goes on.
import { messageOf } from '../../base/errors.ts';
import { createWorkspacesService } from '../../console/workspaces-service.ts';
import type { ConsoleServices } from '../../contract/contract.ts';
import type { WorkspaceEntry } from '../../ports/workspace-book.ts';
import { lateServices } from '../late-services.ts';
import { type ConsoleOptions, type OpenedConsole, openConsole, openingOf } from '../open-console.ts';
import { createStderrLogger } from '../stderr-logger.ts';
import type { SecretCipher } from './file-secrets.ts';
import { keepLastWorkspace, lastWorkspace } from './last-workspace.ts';
import { openWorkspaceBook } from './workspace-book.ts';
import { chooseWorkspace, profileSecrets, type WorkspaceOptions } from './workspace-choice.ts';

export interface SwitchableOptions extends Pick<ConsoleOptions, 'sample' | 'shell' | 'showFile' | 'host'> {
  /** What is opened first; where nothing is named, what was opened last. */
  named: WorkspaceOptions;
  /** The system's keychain, where the shell has one. */
  cipher?: SecretCipher;
}

/** Opens it. Rejects when what was named cannot be opened. */
export async function openSwitchableConsole(options: SwitchableOptions): Promise<OpenedConsole> {
  const secrets = profileSecrets(options.cipher);
  const open = async (named: WorkspaceOptions) => {
    const { named: _, cipher: __, ...rest } = options;
    return openConsole({ ...rest, ...openingOf(await chooseWorkspace(named, secrets)) });
  };
  let current = await openFirst(options.named, open);
  const switchTo = async ({ name }: Pick<WorkspaceEntry, 'name'>) => {
    const before = current;
    current = await open({ workspace: name });
    keepLastWorkspace(name);
    before
      .close()
      .catch((error: unknown) =>
        createStderrLogger().error('the workspace before did not close', { error: messageOf(error) }),
      );
  };
  const services: ConsoleServices = {
    ...lateServices(async () => current.services),
    ...createWorkspacesService(openWorkspaceBook({ secrets, open: inTurn(switchTo) })),
  };
  return { services, ready: current.ready, close: () => current.close() };
}

/** What was opened last may be gone since: then the default opens, so that there is a window to say it in. */
async function openFirst(
  named: WorkspaceOptions,
  open: (named: WorkspaceOptions) => Promise<OpenedConsole>,
): Promise<OpenedConsole> {
  const isNamed =
    process.env.CROSSTAIL_WORKSPACE !== undefined || Object.values(named).some((each) => each !== undefined);
  const workspace = isNamed ? undefined : lastWorkspace();
  if (workspace === undefined) return open(named);
  try {
    return await open({ workspace });
  } catch (error) {
    createStderrLogger().error(`the last workspace, ${workspace}, cannot be opened`, { error: messageOf(error) });
    return open(named);
  }
}

/** One after the other: two switches at once would leave a workspace open that nobody sees. */
function inTurn<Input>(run: (input: Input) => Promise<void>): (input: Input) => Promise<void> {
  let last = Promise.resolve();
  return (input) => {
    const done = last.then(() => run(input));
    last = done.catch(() => {
      // Whoever asked got the error; the next switch is not held up by it.
    });
    return done;
  };
}
