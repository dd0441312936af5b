// What a user's pattern certainly contains: an index looks for it before the pattern is run.

/** Runs of plain characters that every match of the pattern has; none when it has alternatives outside of groups. */
export function regexLiterals(source: string): string[] {
  const runs: string[] = [];
  let run = '';
  const end = () => {
    runs.push(run);
    run = '';
  };
  for (let i = 0; i < source.length; i++) {
    const character = source[i]!;
    if (character === '|') return [];
    if (character === '(' || character === '[') {
      end();
      i = closeOf(source, i);
    } else if (character === '*' || character === '?' || character === '{') {
      // What stands before may be absent.
      run = run.slice(0, -1);
      end();
      if (character === '{') i = source.indexOf('}', i) < 0 ? source.length : source.indexOf('}', i);
    } else if (character === '\\' && /[^\p{L}\p{N}_]/u.test(source[i + 1] ?? 'x')) run += source[++i]!;
    else if (character === '\\') {
      // A class, or a character by number: `\x41`, `\p{Lu}`. Nothing behind it is taken for plain.
      end();
      return /^\\[dDwWsSbB]/.test(source.slice(i)) ? [...runs, ...regexLiterals(source.slice(i + 2))] : runs;
    } else if (/[.^$+]/.test(character)) end();
    else run += character;
  }
  end();
  return runs;
}

function closeOf(source: string, open: number): number {
  const isClass = source[open] === '[';
  let depth = 0;
  for (let i = open; i < source.length; i++) {
    const character = source[i]!;
    if (character === '\\') i++;
    else if (isClass && character === ']' && i > open + 1) return i;
    else if (!isClass && character === '(') depth++;
    else if (!isClass && character === ')' && --depth === 0) return i;
  }
  return source.length;
}
