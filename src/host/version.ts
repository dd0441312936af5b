import { readFileSync } from 'node:fs';

/** Version of this package: its manifest lies two folders up, from the sources and from dist alike. */
export function packageVersion(): string {
  for (const relative of ['../../package.json', '../package.json']) {
    try {
      const manifest = JSON.parse(readFileSync(new URL(relative, import.meta.url), 'utf8')) as {
        name?: string;
        version?: string;
      };
      if (manifest.name === 'crosstail' && manifest.version !== undefined) return manifest.version;
    } catch {
      // Not there: the next place is tried.
    }
  }
  return '0.0.0';
}
