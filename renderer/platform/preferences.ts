// What a person chose for this window: kept in localStorage, applied to <html> by `applyPreferences`.
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import { EDITORS, type EditorId } from './source-links.ts';
import type { Language } from './text.ts';

export type Theme = 'system' | 'dark' | 'light';
export type Density = 'dense' | 'comfort';
export type Zone = 'local' | 'UTC';

export interface Preferences {
  theme: Theme;
  language: Language;
  density: Density;
  zone: Zone;
  /** Rows are announced and kept in the accessibility tree while they flow. */
  screenReader: boolean;
  editor: EditorId;
  /** Where the sources are that frames name, as typed: see `parseRoots`. */
  sourceRoots: string;
  set(patch: Partial<Omit<Preferences, 'set'>>): void;
}

export const usePreferences = create<Preferences>()(
  persist(
    (set) => ({
      theme: 'system',
      language: languageOf(typeof navigator === 'undefined' ? [] : navigator.languages),
      density: 'dense',
      zone: 'local',
      screenReader: false,
      editor: 'vscode',
      sourceRoots: '',
      set: (patch) => set(patch),
    }),
    {
      name: 'crosstail.preferences',
      // Kept by another version, or edited: an editor we do not know is no editor.
      merge: (kept, fresh) => {
        const merged = { ...fresh, ...(kept as Partial<Preferences>) };
        return merged.editor in EDITORS ? merged : { ...merged, editor: fresh.editor };
      },
    },
  ),
);

/** The first of the wanted languages that we have; English when none is. */
export function languageOf(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    if (/^en\b/i.test(tag)) return 'en';
    if (/^zh\b/i.test(tag)) return /hant|-(tw|hk|mo)\b/i.test(tag) ? 'zh-Hant' : 'zh-Hans';
  }
  return 'en';
}

/** The theme in force. */
export function themeNow(theme: Theme): 'dark' | 'light' {
  if (theme !== 'system') return theme;
  return globalThis.matchMedia?.('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
}

/** Sets theme, density and language on <html>, now and at every change of them or of the system's theme. */
export function applyPreferences(): void {
  const apply = () => {
    const { theme, density, language } = usePreferences.getState();
    const root = document.documentElement;
    root.dataset.theme = themeNow(theme);
    root.dataset.density = density;
    root.lang = language;
  };
  apply();
  usePreferences.subscribe(apply);
  matchMedia('(prefers-color-scheme: light)').addEventListener('change', apply);
}
