// The one rule of what a word is, for every back end: a token is a maximal run of Unicode letters, digits (with their
// combining marks) and underscores, compared without case. Full-text indexes must be told to cut text the same way.

const TOKEN = /[\p{L}\p{M}\p{N}_]+/gu;
const TOKEN_CHARACTER = /[\p{L}\p{M}\p{N}_]/u;
// Scripts written without blanks: a run of them is not a word, so a word with such characters is sought as a substring.
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

/** Case folding for comparison. */
export function fold(text: string): string {
  return text.toLowerCase();
}

/** Tokens of a text, folded, in order. */
export function tokensOf(text: string): string[] {
  return fold(text).match(TOKEN) ?? [];
}

/** True when the text must be sought as a substring: it has no token, or is of a script without blanks. */
export function isSubstringTerm(text: string): boolean {
  return UNSPACED.test(text) || !TOKEN_CHARACTER.test(text);
}

/**
 * Makes a test for a word or phrase: its tokens must stand one after the other, whatever separates them.
 * Takes and tests folded text.
 */
export function phraseTest(phrase: string): (folded: string) => boolean {
  const sought = fold(phrase);
  if (isSubstringTerm(phrase)) return (folded) => folded.includes(sought);
  const tokens = tokensOf(phrase);
  const first = tokens[0]!;
  if (tokens.length === 1) return (folded) => indexOfToken(folded, first, 0) >= 0;
  const source = tokens.map(escapeRegex).join('[^\\p{L}\\p{M}\\p{N}_]+');
  const pattern = new RegExp(`(?<![\\p{L}\\p{M}\\p{N}_])${source}(?![\\p{L}\\p{M}\\p{N}_])`, 'u');
  return (folded) => folded.includes(first) && pattern.test(folded);
}

/** Where the token stands in folded text, at `from` or behind; -1 when nowhere. */
export function indexOfToken(folded: string, token: string, from: number): number {
  for (let at = folded.indexOf(token, from); at >= 0; at = folded.indexOf(token, at + 1)) {
    const end = at + token.length;
    if (!isTokenAt(folded, at - 1) && !isTokenAt(folded, end)) return at;
  }
  return -1;
}

function isTokenAt(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  if (Number.isNaN(code)) return false;
  if (code < 128)
    return (code >= 48 && code <= 57) || (code >= 97 && code <= 122) || code === 95 || (code >= 65 && code <= 90);
  // Outside ASCII ask Unicode; a low surrogate is looked at together with the high one before it.
  const start = code >= 0xdc00 && code <= 0xdfff ? index - 1 : index;
  return TOKEN_CHARACTER.test(String.fromCodePoint(text.codePointAt(start) ?? code));
}

/** The text as a literal inside a regular expression. */
export function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
