// How wide the columns of a list are: classes for the usual ones, grid tracks for extra fields (row-surface.css).
import type { RowColumns } from '../text/row-text.ts';

/** Classes of a list, or of the heads over it, with these columns. */
export function columnClasses({ service, host, date = false }: RowColumns): string[] {
  return [service ? 'with-service' : '', host ? 'with-host' : '', date ? 'with-date' : ''].filter(
    (name) => name !== '',
  );
}

/** Grid tracks of so many extra columns, as `--fields` wants them; empty for none. */
export function fieldTracks(count: number): string {
  return count === 0 ? '' : `repeat(${count}, minmax(48px, 112px))`;
}

/** Sets classes and tracks on the root of a list. */
export function applyColumns(root: HTMLElement, columns: RowColumns): void {
  const count = columns.fields?.length ?? 0;
  root.className = ['log', ...columnClasses(columns)].join(' ');
  root.style.setProperty('--fields', fieldTracks(count));
  root.style.setProperty('--field-count', String(count));
}
