// What may be said of a text to an index that folds the case of ASCII letters only.

/** Most stars and characters of a pattern given to the server: it makes an automaton of it. */
const MAX_STARS = 8;
const MAX_PATTERN = 200;

/** True when folding ASCII letters is folding all of it: no other character has a case. */
export function searchable(text: string): boolean {
  for (const character of text) if (hasOtherCase(character)) return false;
  return true;
}

function hasOtherCase(character: string): boolean {
  if (character.codePointAt(0)! < 128) return false;
  // The dot that is left over where a dotted capital I is folded.
  if (character === '\u0307') return true;
  return character.toLowerCase() !== character || character.toUpperCase() !== character;
}

/** True when it could stand for a JSON number. */
export function isNumeric(text: string): boolean {
  return text.trim() !== '' && !Number.isNaN(Number(text));
}

/**
 * A wildcard pattern with stars for what cannot be compared without case; undefined when it is too much for a server.
 * Escapes are the same on both sides.
 */
export function plainWildcard(pattern: string): { pattern: string; isExact: boolean } | undefined {
  let plain = '';
  let isExact = true;
  for (const character of pattern) {
    const other = hasOtherCase(character);
    if (other) isExact = false;
    const next = other ? '*' : character;
    if (!(next === '*' && plain.endsWith('*') && !plain.endsWith('\\*'))) plain += next;
  }
  if (plain.length > MAX_PATTERN || plain.split('*').length - 1 > MAX_STARS) return undefined;
  return { pattern: plain, isExact };
}

/** Greek sigma has a small form of its own at the end of words, which an index does not know. */
export function hasFinalForms(text: string): boolean {
  return /[Σσς]/.test(text);
}
