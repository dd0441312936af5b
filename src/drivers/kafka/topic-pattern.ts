/** Topics by exact names and globs (`*` any characters, `?` one). Kafka's internal topics match only when named. */
export function matchTopics(
  patterns: readonly string[],
  topics: Iterable<{ name: string; internal: boolean }>,
): string[] {
  const exact = new Set(patterns);
  const globs = patterns.filter(isTopicPattern);
  const found: string[] = [];
  for (const { name, internal } of topics) {
    const byGlob = !internal && !name.startsWith('__') && globs.some((glob) => matchesGlob(glob, name));
    if (exact.has(name) || byGlob) found.push(name);
  }
  return found.sort();
}

/** True when the text is a glob and not a name. */
export function isTopicPattern(text: string): boolean {
  return /[*?]/.test(text);
}

/** The last star is the only one to come back to: no pattern takes longer than its length times the name's. */
function matchesGlob(glob: string, name: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let i = 0; i < name.length; ) {
    if (glob[at] === '*') {
      star = at++;
      resume = i;
    } else if (at < glob.length && (glob[at] === '?' || glob[at] === name[i])) {
      at++;
      i++;
    } else if (star >= 0) {
      at = star + 1;
      i = ++resume;
    } else {
      return false;
    }
  }
  while (glob[at] === '*') at++;
  return at === glob.length;
}
