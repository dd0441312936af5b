// CodeMirror with the colours of the sheet. Its style elements carry the page's nonce.
import { autocompletion, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorState, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import { completeRule } from './rule-completion.ts';

export interface YamlEditorProps {
  text: string;
  label: string;
  /** Lines, from 1, that have a problem. */
  badLines: readonly number[];
  isReadOnly: boolean;
  onChange(text: string): void;
  ref?: Ref<YamlEditorHandle | null>;
}

export interface YamlEditorHandle {
  /** Puts the cursor on a line and brings it into sight. */
  goTo(line: number): void;
}

const setBadLines = StateEffect.define<readonly number[]>();

const badLineField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(decorations, transaction) {
    let next = decorations.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(setBadLines)) continue;
      const { doc } = transaction.state;
      const lines = [...new Set(effect.value)].filter((line) => line >= 1 && line <= doc.lines).sort((a, b) => a - b);
      next = Decoration.set(lines.map((line) => Decoration.line({ class: 'cm-bad-line' }).range(doc.line(line).from)));
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const theme = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--s1)', color: 'var(--t1)', fontSize: '12px' },
  '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '20px', fontFeatureSettings: '"calt" 0, "liga" 0' },
  '.cm-gutters': {
    backgroundColor: 'var(--s2)',
    color: 'var(--t3)',
    border: 'none',
    borderRight: '1px solid var(--b1)',
  },
  '.cm-cursor': { borderLeftColor: 'var(--t1)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--text-sel)',
  },
  '.cm-tooltip': {
    border: '1px solid var(--b2)',
    borderRadius: 'var(--r-6)',
    backgroundColor: 'var(--s3)',
    boxShadow: 'var(--shadow-2)',
    color: 'var(--t1)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font-mono)', maxHeight: '240px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { lineHeight: '22px', padding: '0 8px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--sel)', color: 'var(--t1)' },
  '.cm-completionDetail': { marginLeft: '12px', fontStyle: 'normal', fontFamily: 'var(--font-ui)', color: 'var(--t2)' },
  '.cm-completionMatchedText': { textDecoration: 'none', color: 'var(--acc)' },
  '.cm-bad-line': { backgroundColor: 'var(--lv-error-bg)', boxShadow: 'inset 2px 0 var(--lv-error)' },
});

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--svc-9)' },
  { tag: [tags.string, tags.content], color: 'var(--t1)' },
  { tag: [tags.number, tags.bool, tags.keyword, tags.atom], color: 'var(--acc)' },
  { tag: tags.comment, color: 'var(--t3)' },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: 'var(--t3)' },
]);

/** The value that the host gave this load of the page. Browsers hide it as an attribute, not as a property. */
function pageNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? '';
}

export function YamlEditor({ text, label, badLines, isReadOnly, onChange, ref }: YamlEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const listener = useRef(onChange);
  listener.current = onChange;
  const first = useRef({ text, label, isReadOnly });
  useEffect(() => {
    const made = new EditorView({
      parent: host.current!,
      state: EditorState.create({
        doc: first.current.text,
        extensions: [
          EditorView.cspNonce.of(pageNonce()),
          lineNumbers(),
          history(),
          drawSelection(),
          yaml(),
          syntaxHighlighting(colours),
          theme,
          badLineField,
          EditorState.readOnly.of(first.current.isReadOnly),
          autocompletion({ override: [completeRule], icons: false }),
          EditorView.contentAttributes.of({ 'aria-label': first.current.label }),
          // Esc, then Tab leaves the editor: CodeMirror's way out for keyboard users.
          keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) listener.current(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, []);
  useEffect(() => {
    const now = view.current!;
    const current = now.state.doc.toString();
    if (current !== text) now.dispatch({ changes: { from: 0, to: current.length, insert: text } });
  }, [text]);
  useEffect(() => {
    view.current!.dispatch({ effects: setBadLines.of(badLines) });
  }, [badLines]);
  useImperativeHandle(ref, () => ({
    goTo(line) {
      const now = view.current!;
      const { from } = now.state.doc.line(Math.min(Math.max(1, line), now.state.doc.lines));
      now.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) });
      now.focus();
    },
  }));
  return <div className="yaml-editor" ref={host} />;
}
