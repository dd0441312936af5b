import { Radio, Search as SearchIcon } from 'lucide-react';
import { type RefObject, useRef } from 'react';
import { useActions } from '../../platform/actions.ts';
import { usePreferences } from '../../platform/preferences.ts';
import { formatNumber, useText } from '../../platform/text.ts';
import { durationText } from '../../platform/time-text.ts';
import { useJumpActions } from '../../rows/jump-actions.ts';
import { useTakeActions } from '../../rows/take-actions.ts';
import { Button } from '../../ui/button.tsx';
import { withCondition } from './query/edit-query.ts';
import { QueryBar } from './query/query-bar.tsx';
import { QueryMeaning } from './query/query-meaning.tsx';
import { useTypedQuery } from './query/use-typed-query.ts';
import { ExportButton, useExport } from './results/export-button.tsx';
import { Facets } from './results/facets.tsx';
import { Histogram } from './results/histogram.tsx';
import { SearchResults } from './results/search-results.tsx';
import { type HitBars, useHitBars } from './results/use-hit-bars.ts';
import { searchText } from './search-text.ts';
import { type SearchState, useSearch } from './use-search.ts';
import { setFollowing, useSearchPlace } from './use-search-place.ts';
import './search.css';

/** One search over everything stored, and what still comes. All of its state but the typed text is in the URL. */
export function SearchView() {
  const say = useText(searchText);
  const place = useSearchPlace();
  const { query, urlQuery, range, order, isFollowing } = place;
  const typed = useTypedQuery(urlQuery, place.anchorMs);
  const search = useSearch(place.isGood ? { query, ...range, order, isFollowing } : null);
  const hits = useHitBars(place);
  const exporting = useExport({ query, range, order });
  const inputRef = useRef<HTMLInputElement>(null);
  useSearchActions(inputRef, isFollowing);
  return (
    <>
      <h1 className="sr">{say('search')}</h1>
      <QueryBar
        text={typed.text}
        checked={typed.checked}
        runQuery={query}
        range={range}
        inputRef={inputRef}
        onType={typed.type}
        onRun={typed.run}
      >
        <Button
          kind="line"
          icon={Radio}
          isOn={isFollowing}
          data-tip={say('alsoFollowTip')}
          onClick={() => setFollowing(!isFollowing)}
        >
          {say('alsoFollow')}
        </Button>
        <ExportButton onStart={exporting.start} onBundle={exporting.bundle} />
      </QueryBar>
      <QueryMeaning
        text={typed.text}
        checked={typed.checked}
        isApplied={typed.text.trim() === urlQuery.trim()}
        answer={<HitCount search={search} hits={hits} />}
        onFix={typed.run}
      />
      <Histogram bars={hits.bars} fromMs={range.fromMs} toMs={range.toMs} isStale={hits.isStale} />
      <div className="split">
        <Facets
          query={query}
          range={range}
          columns={place.columns}
          onCondition={(field, value, isWanted) => typed.run(withCondition(query, field, value, isWanted))}
        />
        <SearchResults place={place} search={search} hits={hits} notice={exporting.notice} />
      </div>
    </>
  );
}

function HitCount({ search, hits }: { search: SearchState; hits: HitBars }) {
  const say = useText(searchText);
  const language = usePreferences((state) => state.language);
  if (search.error !== undefined) return null;
  if (search.tookMs === undefined)
    return <span className="t3">{say('searching', { percent: Math.round(search.progress * 100) })}</span>;
  return (
    <>
      {hits.isCounted ? (
        <>
          <b>{formatNumber(hits.hits, language)}</b> {say('hits', { n: hits.hits })}
        </>
      ) : (
        // The list is here before the count: what is shown is known, how many there are is not yet.
        <span className="t3">{say(hits.isStale ? 'counting' : 'notCounted')}</span>
      )}{' '}
      <span className="t3">{durationText(search.tookMs)}</span>
    </>
  );
}

function useSearchActions(inputRef: RefObject<HTMLInputElement | null>, isFollowing: boolean): void {
  const say = useText(searchText);
  const group = say('search');
  useActions([
    ...useJumpActions('search', group),
    ...useTakeActions('search', group),
    {
      id: 'search.focus',
      group,
      title: say('focusQuery'),
      icon: SearchIcon,
      keys: '/',
      run: () => inputRef.current?.focus(),
    },
    { id: 'search.follow', group, title: say('alsoFollow'), icon: Radio, run: () => setFollowing(!isFollowing) },
  ]);
}
