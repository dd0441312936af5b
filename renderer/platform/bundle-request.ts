// "Bundle" of any view: what is to be handed over, until the dialog is closed.
import { create } from 'zustand';

export interface BundleWish {
  /** Empty: everything. */
  query: string;
  /** Undefined: of an incident its own window and baseline, else everything stored. */
  fromMs?: number | undefined;
  toMs?: number | undefined;
  trace?: string;
  incident?: { id: string; title: string };
}

export const useBundleWish = create<{ wish: BundleWish | undefined }>()(() => ({ wish: undefined }));

/** Opens the dialog that makes a bundle, with this scope to begin with. */
export function askForBundle(wish: BundleWish): void {
  useBundleWish.setState({ wish });
}
