// Right of the fields: kinds of result, what goes on, and the result itself.
import { ChevronDown, SearchX } from 'lucide-react';
import type { ReactNode } from 'react';
import { usePreferences } from '../../../platform/preferences.ts';
import { setRouteParams } from '../../../platform/route.ts';
import { formatNumber, useText } from '../../../platform/text.ts';
import { useTimeAnchor } from '../../../platform/time-bar.ts';
import { Icon } from '../../../ui/icon.tsx';
import { MenuButton } from '../../../ui/menu.tsx';
import { ErrorNote } from '../../../ui/states.tsx';
import { Tabs } from '../../../ui/tabs.tsx';
import { searchText } from '../search-text.ts';
import type { SearchState } from '../use-search.ts';
import { runQuery, type SearchPlace } from '../use-search-place.ts';
import { HistogramLegend } from './histogram.tsx';
import { PatternsPanel, templateQuery } from './patterns-panel.tsx';
import { ResultList } from './result-list.tsx';
import { SearchEmpty } from './search-empty.tsx';
import type { HitBars } from './use-hit-bars.ts';

export interface SearchResultsProps {
  place: SearchPlace;
  search: SearchState & { loadMore(): void };
  hits: HitBars;
  notice: ReactNode;
}

export function SearchResults({ place, search, hits, notice }: SearchResultsProps) {
  const say = useText(searchText);
  return (
    <div className="col grow">
      <Tools place={place} hits={hits} fromStream={search.fromStream} />
      {notice}
      {search.error !== undefined && (
        <div className="pad">
          <ErrorNote error={search.error} onRetry={() => useTimeAnchor.getState().refresh()} />
        </div>
      )}
      <div className="results" role="tabpanel" id="results-panel" aria-label={say(place.tab)}>
        <Result place={place} search={search} />
      </div>
    </div>
  );
}

function Result({ place, search }: Pick<SearchResultsProps, 'place' | 'search'>) {
  const { query, range, tab, isFollowing, order, columns } = place;
  if (tab === 'patterns') return <PatternsPanel query={query} range={range} onOpen={openTemplate} />;
  const isEmpty = search.isAtEnd && search.model.rowCount === 0 && search.error === undefined;
  if (isEmpty) return <SearchEmpty range={range} query={query} icon={SearchX} />;
  return (
    <ResultList
      model={search.model}
      onNearEnd={search.loadMore}
      query={query}
      fields={columns}
      growsAtTop={isFollowing && order === 'newest'}
    />
  );
}

function Tools({ place, hits, fromStream }: { place: SearchPlace; hits: HitBars; fromStream: number }) {
  const say = useText(searchText);
  const language = usePreferences((state) => state.language);
  return (
    <div className="tools">
      <Tabs
        id="results"
        label={say('resultTabs')}
        value={place.tab}
        tabs={[
          { value: 'events', label: say('events'), count: formatNumber(hits.hits, language) },
          { value: 'patterns', label: say('patterns') },
        ]}
        onChange={(value) => setRouteParams({ tab: value === 'events' ? '' : value }, { replace: true })}
      />
      {fromStream > 0 && <span className="badge ok">{say('live', { n: fromStream })}</span>}
      <span className="grow" />
      <HistogramLegend bars={hits.bars} />
      <MenuButton
        className="btn s"
        label={say('order')}
        align="end"
        entries={(['newest', 'oldest'] as const).map((id) => ({
          id,
          label: say(id),
          isChecked: id === place.order,
          run: () => setRouteParams({ order: id === 'newest' ? '' : id }, { replace: true }),
        }))}
      >
        {say(place.order)} <Icon of={ChevronDown} size={12} />
      </MenuButton>
    </div>
  );
}

function openTemplate(template: string): void {
  runQuery(templateQuery(template));
  setRouteParams({ tab: '' }, { replace: true });
}
