// What can be written at the cursor of a rule: its keys, and the words that some keys take.
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { FORMAT_NAMES } from '../../../../src/model/format-names.ts';
import { sayNow } from '../../../platform/text.ts';
import { ruleKeyText } from './rule-key-text.ts';

/** Words that a key takes, the usual ones. A test compares them with the checker's own lists. */
export const RULE_KEY_WORDS: Readonly<Record<string, readonly string[]>> = {
  format: FORMAT_NAMES,
  multiline: ['auto', 'none'],
  start: ['beginning', 'end'],
  timezone: ['local', 'UTC'],
  encoding: [
    'auto',
    'utf-8',
    'utf-16',
    'gbk',
    'gb18030',
    'big5',
    'shift_jis',
    'euc-jp',
    'euc-kr',
    'latin1',
    'windows-1252',
  ],
  enabled: ['true', 'false'],
  preset: [
    'email',
    'ipv4',
    'credit-card',
    'password',
    'token',
    'bearer',
    'jwt',
    'aws-key',
    'private-key',
    'url-credentials',
  ],
};

/** Keys where a key begins, words behind a key that takes some. */
export function completeRule(context: CompletionContext): CompletionResult | null {
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  const value = /^\s*-?\s*(\w+):\s*(\S*)$/.exec(before);
  if (value !== null) {
    const words = RULE_KEY_WORDS[value[1]!];
    if (words === undefined) return null;
    return { from: context.pos - value[2]!.length, options: words.map((label) => ({ label, type: 'enum' })) };
  }
  const key = /^\s*-?\s*(\w*)$/.exec(before);
  if (key === null || (key[1] === '' && !context.explicit)) return null;
  return { from: context.pos - key[1]!.length, options: keyCompletions() };
}

function keyCompletions(): Completion[] {
  const say = sayNow(ruleKeyText);
  const keys = Object.keys(ruleKeyText) as (keyof typeof ruleKeyText)[];
  return keys.map((label) => ({ label, type: 'property', detail: say(label), apply: `${label}: ` }));
}
