import type { Action } from '../platform/actions.ts';

/**
 * Actions that the text names, best first: every word of it must begin a word of the title, group or loose words, or
 * its letters must stand in the title in order.
 */
export function findActions(actions: readonly Action[], text: string): Action[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return byGroup(actions);
  const scored: { action: Action; score: number }[] = [];
  for (const action of actions) {
    const score = scoreOf(action, words);
    if (score > 0) scored.push({ action, score });
  }
  scored.sort((a, b) => b.score - a.score);
  return byGroup(scored.map(({ action }) => action));
}

/** True when the text is how the action's title begins: it is meant by its name. */
export function isNamed(action: Action | undefined, text: string): boolean {
  const wanted = text.trim().toLowerCase();
  return action !== undefined && wanted !== '' && action.title.toLowerCase().startsWith(wanted);
}

/** Keeps the order, but brings what stands under one heading together. */
function byGroup(actions: readonly Action[]): Action[] {
  const groups = new Map<string, Action[]>();
  for (const action of actions) groups.set(action.group, [...(groups.get(action.group) ?? []), action]);
  return [...groups.values()].flat();
}

function scoreOf(action: Action, words: readonly string[]): number {
  const title = action.title.toLowerCase();
  const loose = `${action.group} ${action.words ?? ''} ${action.id}`.toLowerCase();
  let score = 0;
  for (const word of words) {
    if (title.startsWith(word)) score += 8;
    else if (startsWord(title, word)) score += 6;
    else if (title.includes(word)) score += 4;
    else if (startsWord(loose, word)) score += 2;
    else if (word.length > 2 && isSubsequence(title, word)) score += 1;
    else return 0;
  }
  return score;
}

function startsWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1]!)) return true;
  return false;
}

function isSubsequence(text: string, letters: string): boolean {
  let at = -1;
  for (const letter of letters) {
    at = text.indexOf(letter, at + 1);
    if (at < 0) return false;
  }
  return true;
}
