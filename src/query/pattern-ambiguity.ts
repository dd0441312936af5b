// Patterns that can read the same text in so many ways that trying them all takes for ever: a repeat of something that
// is itself repeated, with nothing that tells where one round ends and the next begins, as in (a+)+ or (\w+\s?)*.
// Such a pattern may work for years and then stand still on one line. What is found here is refused before it runs.
import { type PatternElement, shapeOf } from './pattern-shape.ts';

/** A group repeated at least so often counts as a loop. */
const LOOP = 10;
/** Characters that sets are compared by: ASCII, and some of the rest of the world. */
const PROBES = [...Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)), 'é', 'ß', 'я', '中', 'ｱ', '😀'];

type CharacterSet = readonly boolean[];

/** The repeated part that can be read in too many ways; undefined when there is none. */
export function ambiguousPart(pattern: string): string | undefined {
  return shapeOf(pattern)
    .flat()
    .map(ambiguousElement)
    .find((part) => part !== undefined);
}

function ambiguousElement(element: PatternElement): string | undefined {
  const { group, max, source } = element;
  if (group === undefined) return undefined;
  if (max >= LOOP && isAmbiguousLoop(group)) return source;
  return group
    .flat()
    .map(ambiguousElement)
    .find((part) => part !== undefined);
}

function isAmbiguousLoop(alternatives: readonly PatternElement[][]): boolean {
  if (alternatives.some((elements) => elements.some(isVariable) && !hasSeparator(elements))) return true;
  return alternatives.some((one, i) => alternatives.slice(i + 1).some((other) => startAlike(one, other)));
}

/** Its length or its reading may differ from round to round. */
function isVariable({ min, max, group }: PatternElement): boolean {
  return min !== max || (group?.flat().some(isVariable) ?? false) || (group !== undefined && group.length > 1);
}

/** An element that must be there and that none of the others can stand for: it tells one round from the next. */
function hasSeparator(elements: readonly PatternElement[]): boolean {
  return elements.some((element, i) => {
    if (element.min === 0) return false;
    const others = elements.filter((_, other) => other !== i);
    // What is repeated itself runs into the next round, unless something else must stand between.
    if (isVariable(element) && !others.some(({ min }) => min > 0)) return false;
    const own = charactersOf(element);
    return others.every((other) => areDisjoint(own, charactersOf(other)));
  });
}

/** No character, up to where the first of them may vary, tells which of the two a text belongs to. */
function startAlike(one: readonly PatternElement[], other: readonly PatternElement[]): boolean {
  for (let i = 0; i < Math.min(one.length, other.length); i++) {
    const [a, b] = [one[i]!, other[i]!];
    if (a.min > 0 && b.min > 0 && areDisjoint(firstOf(a), firstOf(b))) return false;
    if (isVariable(a) || isVariable(b) || a.group !== undefined || b.group !== undefined) break;
  }
  return true;
}

function firstOf(element: PatternElement): CharacterSet {
  if (element.group === undefined) return charactersOf(element);
  return unionOf(
    element.group.map((elements) => {
      const must = elements.findIndex(({ min }) => min > 0);
      return unionOf(elements.slice(0, must < 0 ? elements.length : must + 1).map(firstOf));
    }),
  );
}

function charactersOf({ unit, group }: PatternElement): CharacterSet {
  return group === undefined ? unitCharacters(unit!) : unionOf(group.flat().map(charactersOf));
}

function unitCharacters(unit: string): CharacterSet {
  try {
    const one = new RegExp(`^(?:${unit})$`, 'su');
    return PROBES.map((probe) => one.test(probe));
  } catch {
    // Cut out of its pattern it is not understood: it may be any character.
    return PROBES.map(() => true);
  }
}

function unionOf(sets: readonly CharacterSet[]): CharacterSet {
  return PROBES.map((_, i) => sets.some((set) => set[i]));
}

function areDisjoint(a: CharacterSet, b: CharacterSet): boolean {
  return a.every((holds, i) => !holds || !b[i]);
}
