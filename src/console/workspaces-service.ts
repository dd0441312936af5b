import type { ConsoleServices } from '../contract/contract.ts';
import type { ProfileText } from '../contract/profile-schema.ts';
import type { WorkspaceBook } from '../ports/workspace-book.ts';

type WorkspacesService = Pick<
  ConsoleServices,
  'workspaces.list' | 'workspaces.test' | 'workspaces.save' | 'workspaces.remove' | 'workspaces.open'
>;

/** The workspaces of this machine, added, tried and switched to. */
export function createWorkspacesService(book: WorkspaceBook<ProfileText>): WorkspacesService {
  const warning = book.warning === undefined ? {} : { warning: book.warning };
  return {
    'workspaces.list': async () => ({ workspaces: await book.list(), ...warning }),
    'workspaces.test': ({ profile }) => book.test(profile),
    async 'workspaces.save'({ name, profile, replace }) {
      await book.save(name, profile, { replace });
      return warning;
    },
    async 'workspaces.remove'({ name }) {
      await book.remove(name);
      return {};
    },
    async 'workspaces.open'(entry) {
      await book.open(entry);
      return {};
    },
  };
}
