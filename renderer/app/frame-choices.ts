import { LANGUAGE_NAMES, LANGUAGES, type Language } from '../platform/text.ts';

/** The relative ranges of the time bar, with the key of their name in appText. */
export const RANGES = [
  { from: '-5m', name: 'm5' },
  { from: '-15m', name: 'm15' },
  { from: '-1h', name: 'h1' },
  { from: '-6h', name: 'h6' },
  { from: '-24h', name: 'h24' },
  { from: '-7d', name: 'd7' },
] as const;

/** Key pair that goes to a view. */
export const VIEW_KEYS = {
  tails: 'g t',
  search: 'g s',
  incident: 'g i',
  rules: 'g r',
  hosts: 'g h',
  pipeline: 'g p',
  settings: 'g ,',
  help: '?',
} as const;

/** The language behind this one in the list, for the key that goes through them. */
export function nextLanguage(language: Language): { id: Language; name: string } {
  const id = LANGUAGES[(LANGUAGES.indexOf(language) + 1) % LANGUAGES.length]!;
  return { id, name: LANGUAGE_NAMES[id] };
}
