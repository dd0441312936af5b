import { CompletionContext } from '@codemirror/autocomplete';
import { EditorState } from '@codemirror/state';
import { describe, expect, it } from 'vitest';
import { completeRule, RULE_KEY_WORDS } from '../../../../../../renderer/features/rules/written/rule-completion.ts';
import { ruleKeyText } from '../../../../../../renderer/features/rules/written/rule-key-text.ts';
import { REDACT_PRESETS } from '../../../../../../src/agent/processors/redact-presets.ts';
import { RULE_KEYS } from '../../../../../../src/agent/rules/rule-check.ts';
import { FORMAT_NAMES } from '../../../../../../src/model/format-names.ts';

const at = (text: string, explicit = false) =>
  completeRule(new CompletionContext(EditorState.create({ doc: text }), text.length, explicit));
const labels = (text: string, explicit = false) => at(text, explicit)?.options.map((option) => option.label);

describe('what can be written in a rule', () => {
  it('is what the checker takes', () => {
    expect(new Set(Object.keys(ruleKeyText))).toEqual(new Set(RULE_KEYS));
    // Not every word need be offered, but none that the checker refuses.
    expect(RULE_KEY_WORDS.format).toEqual(FORMAT_NAMES);
    for (const preset of RULE_KEY_WORDS.preset!) expect(Object.keys(REDACT_PRESETS)).toContain(preset);
  });

  it('are keys where a key begins, and words behind a key that takes some', () => {
    expect(labels('rules:\n  - id: a\n    fo')).toContain('format');
    expect(at('rules:\n  - id: a\n    fo')?.from).toBe('rules:\n  - id: a\n    '.length);
    expect(labels('    format: gl')).toContain('glog');
    expect(labels('    start: ')).toEqual(['beginning', 'end']);
    expect(labels('    service: ')).toBeUndefined();
  });

  it('is not offered on an empty line unless asked for', () => {
    expect(labels('    ')).toBeUndefined();
    expect(labels('    ', true)).toContain('paths');
  });
});
