// Another workspace in this window: what the window keeps of the one before is put away under its name, and what it kept
// of the other is taken out again.
import { create } from 'zustand';
import type { Answer, ConsoleClient } from '../../src/contract/contract.ts';
import type { TextTable } from './text.ts';

export type WorkspaceEntry = Answer<'workspaces.list'>['workspaces'][number];
type Named = Pick<WorkspaceEntry, 'name' | 'kind'>;

/** Layouts, searches, drafts and places make no sense in another workspace. */
const OF_ONE_WORKSPACE = ['tails', 'saved-searches', 'rules-draft', 'current-incident', 'open-place'].map(
  (key) => `crosstail.${key}`,
);

/** The words of what opens that dialog. */
export const connectText = {
  connect: ['Connect servers…', '連接伺服器…', '连接服务器…'],
} satisfies TextTable;

/** Whether the dialog is open that adds servers. */
export const useConnectWish = create<{ isOpen: boolean }>()(() => ({ isOpen: false }));

/** Opens the dialog that adds servers. */
export function askToConnect(): void {
  useConnectWish.setState({ isOpen: true });
}

/** Opens another workspace in this console and starts the page anew on it; rejects, and changes nothing, when it cannot. */
export async function switchWorkspace(client: ConsoleClient, from: Named, to: Named): Promise<void> {
  await client['workspaces.open']({ name: to.name, kind: to.kind });
  exchangeKept(localStorage, from, to);
  location.hash = '';
  location.reload();
}

/** Puts away what is kept of one workspace and takes out what is kept of the other. */
export function exchangeKept(storage: Storage, from: Named, to: Named): void {
  for (const key of OF_ONE_WORKSPACE) {
    move(storage, key, `${key}@${from.kind}:${from.name}`);
    move(storage, `${key}@${to.kind}:${to.name}`, key);
  }
}

function move(storage: Storage, from: string, to: string): void {
  const kept = storage.getItem(from);
  storage.removeItem(from);
  if (kept === null) storage.removeItem(to);
  else storage.setItem(to, kept);
}
