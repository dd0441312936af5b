import { create } from 'zustand';

/** Paths that "Add your own logs" begins with; undefined while the dialog is closed. */
export const useAddLogsWish = create<{ paths: readonly string[] | undefined }>()(() => ({ paths: undefined }));

/** Opens the dialog that adds logs. */
export function askToAddLogs(paths: readonly string[] = []): void {
  useAddLogsWish.setState({ paths });
}
