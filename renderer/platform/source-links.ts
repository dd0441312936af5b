// From a frame of a stack to the user's editor. What a log names is not believed: a link leads only into a folder that
// the user named, never out of it.

/** A prefix of paths as logs have them, and the folder of this machine that holds those sources. */
export interface SourceRoot {
  /** Empty: for paths that are relative, such as `src/pool.cc`. */
  readonly from: string;
  readonly to: string;
}

export interface Editor {
  readonly name: string;
  link(path: string, line: number): string;
}

const encodePath = (path: string) =>
  path
    .replace(/^(?=[A-Za-z]:)/, '/')
    .split('/')
    .map((part) => encodeURIComponent(part).replace(/%3A/g, ':'))
    .join('/');
const byFile = (name: string, scheme: string): Editor => ({
  name,
  link: (path, line) => `${scheme}://file${encodePath(path)}:${line}`,
});

/** Editors that open a file at a line by a link; the desktop shell lets these schemes through and no others. */
export const EDITORS = {
  vscode: byFile('Visual Studio Code', 'vscode'),
  vscodium: byFile('VSCodium', 'vscodium'),
  cursor: byFile('Cursor', 'cursor'),
  zed: byFile('Zed', 'zed'),
  idea: {
    name: 'IntelliJ IDEA',
    link: (path, line) => `idea://open?file=${encodeURIComponent(path)}&line=${line}`,
  },
} as const satisfies Readonly<Record<string, Editor>>;
export type EditorId = keyof typeof EDITORS;

const MOST_ROOTS = 50;

/**
 * Reads source folders as typed, one a line: `/srv/shop = /home/me/shop`, or a folder alone, which stands for paths
 * under it and for relative ones.
 */
export function parseRoots(text: string): SourceRoot[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, MOST_ROOTS)
    .flatMap((line) => {
      const [first = '', ...rest] = line.split(/\s+=\s+/);
      const from = clean(first);
      return rest.length === 0
        ? [
            { from, to: from },
            { from: '', to: from },
          ]
        : [{ from, to: clean(rest.join(' = ')) }];
    })
    .filter(({ to }) => isAbsolute(to));
}

/** Where a file that a log names lies on this machine, by the longest root that fits; undefined when none does. */
export function sourcePath(file: string, roots: readonly SourceRoot[]): string | undefined {
  const path = clean(file.replace(/^file:\/\//, ''));
  if (path === '' || /[\u0000-\u001f\u007f]/.test(path) || path.split('/').includes('..')) return undefined;
  const fitting = roots
    .filter(({ from }) => (from === '' ? !isAbsolute(path) : path.startsWith(`${from}/`)))
    .toSorted((a, b) => b.from.length - a.from.length);
  const root = fitting[0];
  if (root === undefined) return undefined;
  const rest = root.from === '' ? path.replace(/^(?:\.\/)+/, '') : path.slice(root.from.length + 1);
  return `${root.to}/${rest}`;
}

/** Slashes as Unix has them, none at the end. */
function clean(path: string): string {
  return path.trim().replaceAll('\\', '/').replace(/\/+$/, '');
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:\//.test(path);
}
