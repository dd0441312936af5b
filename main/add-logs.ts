import { dialog } from 'electron';
import { isAppError, messageOf } from '../src/base/errors.ts';
import type { ConsoleServices } from '../src/contract/contract.ts';
import { createStderrLogger } from '../src/host/stderr-logger.ts';
import { menuText } from './menu-text.ts';
import type { WindowKeeper } from './window-keeper.ts';

/** Lets the user choose files or a folder, and has them followed from now on; what failed is said in a dialog. */
export function addLogs(
  windows: WindowKeeper,
  services: Promise<ConsoleServices>,
  kind: 'openFile' | 'openDirectory',
): void {
  choose(windows, services, kind).catch((error: unknown) =>
    createStderrLogger().error('logs were not added', { error: messageOf(error) }),
  );
}

async function choose(windows: WindowKeeper, services: Promise<ConsoleServices>, kind: 'openFile' | 'openDirectory') {
  const window = windows.focus();
  const { canceled, filePaths } = await dialog.showOpenDialog(window, { properties: [kind, 'multiSelections'] });
  if (canceled || filePaths.length === 0) return;
  try {
    const adding = (await services)['sources.add']({ paths: filePaths, follow: true }, new AbortController().signal);
    for await (const item of adding) {
      if (item.type !== 'done') continue;
      const refused = item.paths?.filter(({ problem }) => problem !== null) ?? [];
      if (refused.length < filePaths.length) windows.show('#/hosts');
      if (refused.length === 0) continue;
      const detail = refused.map(({ path, problem }) => `${path}: ${problem}`).join('\n');
      await dialog.showMessageBox(window, { type: 'warning', message: menuText().notAdded, detail });
    }
  } catch (error) {
    const hint = isAppError(error) ? (error.hint ?? '') : '';
    await dialog.showMessageBox(window, {
      type: 'error',
      message: menuText().notAdded,
      detail: `${messageOf(error)}\n${hint}`.trim(),
    });
  }
}
