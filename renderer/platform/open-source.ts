// Opens a place in the sources in the editor that the user chose in Settings.
import { usePreferences } from './preferences.ts';
import { EDITORS, parseRoots, sourcePath } from './source-links.ts';

export interface SourcePlace {
  readonly file?: string;
  readonly line?: number;
}

/** Link to a place in the user's editor; undefined when it lies in none of the source folders of Settings. */
export function sourceLink(place: SourcePlace): string | undefined {
  if (place.file === undefined) return undefined;
  const { editor, sourceRoots } = usePreferences.getState();
  const path = sourcePath(place.file, parseRoots(sourceRoots));
  return path === undefined ? undefined : EDITORS[editor].link(path, place.line ?? 1);
}

/** Opens the place; false when no source folder has it. */
export function openSource(place: SourcePlace): boolean {
  const link = sourceLink(place);
  if (link === undefined) return false;
  // A link that is clicked: a browser asks its user and stays where it is; the desktop shell lets nothing navigate and
  // hands what would open a window to its own question.
  const anchor = document.createElement('a');
  anchor.href = link;
  if (location.protocol === 'app:') anchor.target = '_blank';
  anchor.click();
  return true;
}
