// The query while it is typed: coloured, completed, checked at every key; run by Enter.
import { CircleX, Search, Star } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useId, useMemo, useRef, useState } from 'react';
import { applyCompletion } from '../../../../src/query/complete-query.ts';
import { useText } from '../../../platform/text.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { searchText } from '../search-text.ts';
import { CompletionList } from './completion-list.tsx';
import { paintQuery } from './paint-query.ts';
import type { CheckedQuery } from './query-check.ts';
import { useSavedSearches } from './saved-searches.ts';
import { type Choice, useCompletions } from './use-completions.ts';

export interface QueryBarProps {
  text: string;
  checked: CheckedQuery;
  /** The query whose hits are on screen. */
  runQuery: string;
  range: { fromMs: number; toMs: number };
  inputRef: RefObject<HTMLInputElement | null>;
  onType(text: string): void;
  onRun(text: string): void;
  /** Buttons behind Search. */
  children: ReactNode;
}

export function QueryBar({ text, checked, runQuery, range, inputRef, onType, onRun, children }: QueryBarProps) {
  const say = useText(searchText);
  const listId = useId();
  const [cursor, setCursor] = useState(text.length);
  const [isListOpen, setListOpen] = useState(false);
  const [chosen, setChosen] = useState(-1);
  const [scrollLeft, setScrollLeft] = useState(0);
  const saved = useSavedSearches();
  const completions = useCompletions(text, cursor, runQuery, range, isListOpen);
  const isOpen = isListOpen && completions.choices.length > 0;
  const fault = checked.ok ? undefined : checked.fault;
  const painted = useMemo(() => paintQuery(text, fault), [text, fault]);
  const paint = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (paint.current !== null) paint.current.scrollLeft = scrollLeft;
  });

  const type = (value: string, at: number) => {
    onType(value);
    setCursor(at);
    setChosen(-1);
  };
  const choose = (choice: Choice) => {
    const done =
      choice.kind === 'saved'
        ? { text: choice.text, cursor: choice.text.length }
        : applyCompletion(text, completions.spot, choice.text);
    type(done.text, done.cursor);
    requestAnimationFrame(() => {
      inputRef.current?.focus();
      inputRef.current?.setSelectionRange(done.cursor, done.cursor);
    });
    if (choice.kind === 'saved') {
      setListOpen(false);
      onRun(choice.text);
    }
  };
  const onKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      if (!isOpen) setListOpen(true);
      else setChosen((chosen + step + completions.choices.length) % completions.choices.length);
    } else if (event.key === 'Tab' && isOpen && !event.shiftKey) {
      event.preventDefault();
      choose(completions.choices[Math.max(0, chosen)]!);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (isOpen && chosen >= 0) choose(completions.choices[chosen]!);
      else {
        setListOpen(false);
        onRun(text);
      }
    } else if (event.key === 'Escape') {
      event.preventDefault();
      if (isOpen) setListOpen(false);
      else inputRef.current?.blur();
    }
  };
  const isSaved = saved.queries.includes(text.trim());
  return (
    <div className="qbar">
      <div className={checked.ok ? 'qin' : 'qin bad'}>
        <Icon of={Search} />
        <div className="qfield">
          <div className="qpaint" aria-hidden="true" ref={paint}>
            {painted.map((part, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the runs are of one text, in its order
              <span key={index} className={`q-${part.kind}${part.isBad ? ' q-bad' : ''}`}>
                {part.text}
              </span>
            ))}
          </div>
          <input
            ref={inputRef}
            role="combobox"
            aria-label={say('query')}
            aria-expanded={isOpen}
            aria-autocomplete="list"
            aria-invalid={!checked.ok}
            {...(isOpen ? { 'aria-controls': listId } : {})}
            {...(isOpen && chosen >= 0 ? { 'aria-activedescendant': `${listId}-${chosen}` } : {})}
            {...(checked.ok ? {} : { 'aria-errormessage': `${listId}-error` })}
            placeholder={say('placeholder')}
            spellCheck={false}
            autoComplete="off"
            value={text}
            onChange={(event) => {
              setListOpen(true);
              type(event.target.value, event.target.selectionStart ?? event.target.value.length);
            }}
            onSelect={(event) => setCursor(event.currentTarget.selectionStart ?? 0)}
            onScroll={(event) => setScrollLeft(event.currentTarget.scrollLeft)}
            onKeyDown={onKey}
            onBlur={() => setListOpen(false)}
          />
        </div>
        <IconButton
          icon={Star}
          small
          label={say(isSaved ? 'unsave' : 'save')}
          isOn={isSaved}
          disabled={text.trim() === '' || !checked.ok}
          onClick={() => saved.toggle(text.trim())}
        />
        <IconButton
          icon={CircleX}
          small
          label={say('clear')}
          disabled={text === ''}
          onClick={() => {
            onType('');
            onRun('');
            inputRef.current?.focus();
          }}
        />
      </div>
      <Button kind="prim" keys="Enter" onClick={() => onRun(text)}>
        {say('search')}
      </Button>
      {children}
      {isOpen && (
        <CompletionList
          completions={completions}
          chosen={chosen}
          id={listId}
          column={completions.spot.at - Math.round(scrollLeft / 8)}
          onChoose={choose}
          onPoint={setChosen}
        />
      )}
    </div>
  );
}
