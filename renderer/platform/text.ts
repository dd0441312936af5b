// Words of the window in its three languages. Every feature keeps its own table beside it; a row without all three does
// not compile, and test/unit/renderer/text.test.ts compares their placeholders.
import { usePreferences } from './preferences.ts';

export const LANGUAGES = ['en', 'zh-Hant', 'zh-Hans'] as const;
export type Language = (typeof LANGUAGES)[number];

export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  'zh-Hant': '繁體中文',
  'zh-Hans': '简体中文',
};

export type TextRow = readonly [en: string, hant: string, hans: string];
export type TextTable = Readonly<Record<string, TextRow>>;
export type TextValues = Readonly<Record<string, string | number>>;
export type Say<Table extends TextTable> = (key: keyof Table & string, values?: TextValues) => string;

/**
 * Fills `{name}` and `{name|one|many}` (English plural by the number `name`) in a row of the table. Numbers are grouped
 * as the language does.
 */
export function fillText(row: TextRow, language: Language, values: TextValues = {}): string {
  return row[LANGUAGES.indexOf(language)]!.replace(
    /\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g,
    (whole, name: string, one?: string, many?: string) => {
      const value = values[name];
      if (one !== undefined) return value === 1 ? one : many!;
      if (value === undefined) return whole;
      return typeof value === 'number' ? formatNumber(value, language) : value;
    },
  );
}

const formats = new Map<string, Intl.NumberFormat>();

/** A number with group separators, at most one digit behind the point unless told. */
export function formatNumber(value: number, language: Language, digits = 1): string {
  const key = `${language} ${digits}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(language, { maximumFractionDigits: digits });
    formats.set(key, format);
  }
  return format.format(value);
}

/** The words of a table in the chosen language. */
export function useText<Table extends TextTable>(table: Table): Say<Table> {
  const language = usePreferences((state) => state.language);
  return (key, values) => fillText(table[key]!, language, values);
}

/** For code outside React (menus of the row surface, titles): the words in the language chosen now. */
export function sayNow<Table extends TextTable>(table: Table): Say<Table> {
  return (key, values) => fillText(table[key]!, usePreferences.getState().language, values);
}
