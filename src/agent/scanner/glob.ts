// Globs as users write them: `*`, `?`, `[a-z]`, `{a,b}` within a path segment, `**` across segments.
import picomatch from 'picomatch';

const MAX_LENGTH = 1_000;
const MAX_ALTERNATIVES = 256;
const MAGIC = /[*?[\]{}()!+@]/;

export type NameTest = (name: string) => boolean;

/** One step of a walk: a fixed name, names that fit, or any number of folders. */
export type GlobStep = { kind: 'name'; name: string } | { kind: 'match'; test: NameTest } | { kind: 'deep' };

export interface GlobPlan {
  /** Folder where the walk begins. */
  base: string;
  steps: GlobStep[];
}

/** What is wrong with a glob; undefined when it can be walked. */
export function checkGlob(glob: string): string | undefined {
  if (glob.length > MAX_LENGTH) return `The glob is ${glob.length} characters long; at most ${MAX_LENGTH} are taken.`;
  if (glob.includes('\0')) return 'The glob holds a NUL character.';
  if (expandBraces(glob).length > MAX_ALTERNATIVES) return `The glob has more than ${MAX_ALTERNATIVES} alternatives.`;
  if (planGlob(glob).some(isWholeDisk))
    return `"${glob}" would walk the whole disk: name a folder before "**", such as /var/log/**/*.log.`;
  return undefined;
}

/** Plans of a checked absolute glob, one for each alternative of its braces. */
export function planGlob(glob: string): GlobPlan[] {
  return expandBraces(glob).slice(0, MAX_ALTERNATIVES).map(planOne);
}

/** No folder is named before `**`: every folder of the disk would be listed, again and again. */
function isWholeDisk({ steps }: GlobPlan): boolean {
  const deep = steps.findIndex((step) => step.kind === 'deep');
  return deep >= 0 && !steps.slice(0, deep).some((step) => step.kind === 'name');
}

function planOne(glob: string): GlobPlan {
  const [root = '', ...segments] = glob.replaceAll('\\', '/').split('/');
  const steps = segments.filter((segment) => segment !== '' && segment !== '.').map(toStep);
  return { base: root === '' ? '/' : `${root}/`, steps };
}

function toStep(segment: string): GlobStep {
  if (segment === '**') return { kind: 'deep' };
  if (!MAGIC.test(segment)) return { kind: 'name', name: segment };
  return { kind: 'match', test: picomatch(segment, { dot: segment.startsWith('.'), nonegate: true }) };
}

/** Tests paths against exclusions: a pattern without `/` is tried on the file's name, others on the whole path. */
export function compileExclusions(patterns: readonly string[]): NameTest {
  const tests = patterns.map((pattern) => {
    const test = picomatch(pattern, { dot: true, nonegate: true });
    return pattern.includes('/') ? test : (path: string) => test(path.slice(path.lastIndexOf('/') + 1));
  });
  return (path) => tests.some((test) => test(path));
}

/** Tests whole paths against globs. */
export function compileNames(globs: readonly string[]): NameTest {
  return picomatch([...globs], { nonegate: true });
}

/** `/a/{b,c/d}/*` → `/a/b/*`, `/a/c/d/*`. Braces that do not close are taken as they stand. */
function expandBraces(glob: string): string[] {
  const span = firstBraces(glob);
  if (span === undefined) return [glob];
  const { open, close, commas } = span;
  const cuts = [open, ...commas, close];
  const expanded: string[] = [];
  for (let i = 0; i + 1 < cuts.length && expanded.length <= MAX_ALTERNATIVES; i++) {
    const part = glob.slice(cuts[i]! + 1, cuts[i + 1]);
    expanded.push(...expandBraces(glob.slice(0, open) + part + glob.slice(close + 1)));
  }
  return expanded;
}

function firstBraces(glob: string): { open: number; close: number; commas: number[] } | undefined {
  for (let open = glob.indexOf('{'); open !== -1; open = glob.indexOf('{', open + 1)) {
    const commas: number[] = [];
    let depth = 0;
    for (let i = open; i < glob.length; i++) {
      const character = glob[i];
      if (character === '{') depth++;
      else if (character === ',' && depth === 1) commas.push(i);
      else if (character === '}' && --depth === 0) {
        if (commas.length > 0) return { open, close: i, commas };
        break;
      }
    }
  }
  return undefined;
}
