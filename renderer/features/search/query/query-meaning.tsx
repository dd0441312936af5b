// Under the query: what it means, or what is wrong at which character and how it can be put right.
import { CircleAlert, MessageSquareText } from 'lucide-react';
import type { ReactNode } from 'react';
import { explainQuery } from '../../../../src/query/explain-query.ts';
import { usePreferences } from '../../../platform/preferences.ts';
import { sayQueryProblem } from '../../../platform/query-problem.ts';
import { queryProblemText } from '../../../platform/query-problem-text.ts';
import { useText } from '../../../platform/text.ts';
import { clockText, dayText } from '../../../platform/time-text.ts';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { searchText } from '../search-text.ts';
import type { CheckedQuery } from './query-check.ts';
import { queryWordsIn } from './query-words.ts';

export interface QueryMeaningProps {
  text: string;
  checked: CheckedQuery;
  isApplied: boolean;
  /** How many hits in which time; nothing while there is no answer. */
  answer: ReactNode;
  onFix(text: string): void;
}

export function QueryMeaning({ text, checked, isApplied, answer, onFix }: QueryMeaningProps) {
  const say = useText(searchText);
  const { language, zone } = usePreferences();
  if (!checked.ok) return <QueryProblem text={text} checked={checked} onFix={onFix} />;
  const timeText = (timeMs: number) => `${dayText(timeMs, zone)} ${clockText(timeMs, zone)}`;
  const parts = explainQuery(checked.query, { words: queryWordsIn(language), timeText });
  const isAll = checked.query.type === 'all';
  const [before = '', after = ''] = say('eventsOf').split('{what}');
  return (
    <div className="qmean">
      <Icon of={MessageSquareText} />
      <span className="trunc">
        {isAll ? say('everyEvent') : before}
        {(isAll ? [] : parts).map((part, index) =>
          // biome-ignore lint/suspicious/noArrayIndexKey: the runs are of one sentence, in its order
          part.isValue ? <b key={index}>{part.text}</b> : <span key={index}>{part.text}</span>,
        )}
        {isAll ? '' : after}
        {!isApplied && <span className="t3"> · {say('notApplied')}</span>}
      </span>
      <span className="grow" />
      <span className="nowrap">{answer}</span>
    </div>
  );
}

function QueryProblem(props: { text: string; checked: CheckedQuery & { ok: false }; onFix(text: string): void }) {
  const say = useText(searchText);
  const { text, checked, onFix } = props;
  const { problem, hint } = sayQueryProblem(checked.error, useText(queryProblemText));
  const { fault } = checked;
  const part = fault === undefined ? '' : text.slice(fault.at, fault.end);
  const without =
    fault === undefined ? text : `${text.slice(0, fault.at)}${text.slice(fault.end)}`.replace(/\s+/g, ' ').trim();
  return (
    <div className="qerr" role="alert">
      {fault !== undefined && (
        <div className="qerr-at" style={{ paddingLeft: `calc(33px + ${Math.min(fault.at, 100)}ch)` }}>
          <span aria-hidden="true">{'^'.repeat(Math.min(Math.max(1, fault.end - fault.at), 12))}</span>{' '}
          {fault.end - fault.at > 1
            ? say('charactersTo', { from: String(fault.at + 1), to: String(fault.end) })
            : say('characters', { from: String(fault.at + 1) })}
        </div>
      )}
      <div className="qerr-text">
        <Icon of={CircleAlert} />
        <span className="trunc">
          <b>{problem}</b> {hint} <span className="t2">{say('notRun')}</span>
        </span>
        <span className="grow" />
        {part.trim() !== '' && without !== text && (
          <Button small kind="line" onClick={() => onFix(without)}>
            {say('removePart', { part: part.length > 16 ? `${part.slice(0, 15)}…` : part })}
          </Button>
        )}
        <Button small kind="line" onClick={() => onFix(`"${text.replace(/["\\]/g, '\\$&')}"`)}>
          {say('searchPlain')}
        </Button>
      </div>
    </div>
  );
}
