// Lines of many programs with what must be read from them, kept in wild/*.txt. A block begins with `== format | program`;
// its lines are one file. A line is written as `LEVEL TIME | line`, with the first letter of the level (F for FATAL, C for
// CRITICAL), UTC time, `-` for none and `*` for whatever there is; `+ | line` belongs to the event before.
import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('./wild/', import.meta.url);

export interface WildLine {
  readonly text: string;
  /** First letter of the level, `-` for none; undefined when the line belongs to the event before. */
  readonly level: string | undefined;
  /** UTC without Z; `-` for none, `*` for any. */
  readonly time: string;
}

export interface WildFile {
  readonly group: string;
  readonly program: string;
  /** `*` where several names would do. */
  readonly format: string;
  readonly lines: WildLine[];
}

/** Every file of the collection. */
export function wildFiles(): WildFile[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.txt'))
    .sort()
    .flatMap((name) => parse(name.slice(0, -4), readFileSync(new URL(name, FOLDER), 'utf8')));
}

function parse(group: string, text: string): WildFile[] {
  const files: WildFile[] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const heading = /^== (\S+) \| (.*)$/.exec(line);
    if (heading !== null) {
      files.push({ group, format: heading[1]!, program: heading[2]!, lines: [] });
      continue;
    }
    const parts = /^(?:\+|(\S) (\S+)) \| (.*)$/.exec(line);
    if (parts === null) throw new Error(`${group}: "${line}" is not in the form of the collection`);
    files.at(-1)!.lines.push({ level: parts[1], time: parts[2] ?? '*', text: parts[3]! });
  }
  return files;
}
