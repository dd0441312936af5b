import { ChevronDown, Radio, Search as SearchIcon, SearchX } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useActions } from '../../platform/actions.ts';
import { usePreferences } from '../../platform/preferences.ts';
import { setRouteParams, useRoute } from '../../platform/route.ts';
import { formatNumber, useText } from '../../platform/text.ts';
import { useTimeAnchor, useTimeRange } from '../../platform/time-bar.ts';
import { durationText } from '../../platform/time-text.ts';
import { useCall } from '../../platform/use-call.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { MenuButton } from '../../ui/menu.tsx';
import { ErrorNote } from '../../ui/states.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { withCondition } from './edit-query.ts';
import { ExportButton, useExport } from './export-button.tsx';
import { Facets } from './facets.tsx';
import { Histogram, HistogramLegend } from './histogram.tsx';
import { barsOf, niceStep } from './histogram-scale.ts';
import { PatternsPanel, templateQuery } from './patterns-panel.tsx';
import { QueryBar } from './query-bar.tsx';
import { checkQuery } from './query-check.ts';
import { QueryMeaning } from './query-meaning.tsx';
import { ResultList } from './result-list.tsx';
import { SearchEmpty } from './search-empty.tsx';
import { searchText } from './search-text.ts';
import { useSearch } from './use-search.ts';
import './search.css';

const MOST_BARS = 110;
const SETTLED_AFTER_MS = 700;

/** One search over everything stored, and what still comes. All of its state is in the URL. */
export function SearchView() {
  const say = useText(searchText);
  const { params } = useRoute();
  const range = useTimeRange();
  const anchorMs = useTimeAnchor((state) => state.anchorMs);
  const language = usePreferences((state) => state.language);
  const inputRef = useRef<HTMLInputElement>(null);
  const urlQuery = params.get('q') ?? '';
  const [text, setText] = useState(urlQuery);
  useEffect(() => setText(urlQuery), [urlQuery]);
  const checked = useMemo(() => checkQuery(text, anchorMs), [text, anchorMs]);
  // A query is wrong at nearly every key while it is typed: that is said when the person stops, or runs it.
  const [settled, setSettled] = useState(urlQuery);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLED_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const lastGood = useRef(checked);
  if (checked.ok) lastGood.current = checked;
  const shown = checked.ok || settled === text ? checked : lastGood.current;
  const isUrlGood = useMemo(() => checkQuery(urlQuery, anchorMs).ok, [urlQuery, anchorMs]);
  const order = params.get('order') === 'oldest' ? 'oldest' : 'newest';
  const isFollowing = params.get('follow') === '1' && range.isLive;
  const tab = params.get('tab') === 'patterns' ? 'patterns' : 'events';
  const { fromMs, toMs } = range;
  const asked = useMemo(() => ({ fromMs, toMs }), [fromMs, toMs]);

  const search = useSearch(isUrlGood ? { query: urlQuery, fromMs, toMs, order, isFollowing } : null);
  const bucketMs = niceStep(toMs - fromMs, MOST_BARS);
  const histogram = useCall(
    'search.histogram',
    isUrlGood ? { query: urlQuery, range: asked, bucketMs, by: 'log.level' } : null,
  );
  const bars = useMemo(
    () => barsOf(histogram.value?.buckets ?? [], fromMs, toMs, bucketMs),
    [histogram.value, fromMs, toMs, bucketMs],
  );
  const hits = bars.reduce((sum, bar) => sum + bar.count, 0);

  const run = useCallback((query: string) => {
    const nowMs = Date.now();
    setSettled(query);
    if (!checkQuery(query, nowMs).ok) return;
    useTimeAnchor.getState().refresh();
    setRouteParams({ q: query.trim(), context: '', scope: '' });
  }, []);
  const condition = (field: string, value: string, isWanted: boolean) =>
    run(withCondition(urlQuery, field, value, isWanted));

  useActions([
    {
      id: 'search.focus',
      group: say('search'),
      title: say('focusQuery'),
      icon: SearchIcon,
      keys: '/',
      run: () => inputRef.current?.focus(),
    },
    {
      id: 'search.follow',
      group: say('search'),
      title: say('alsoFollow'),
      icon: Radio,
      run: () => setRouteParams({ follow: isFollowing ? '' : '1', to: '' }, { replace: true }),
    },
  ]);

  const answer =
    search.error !== undefined ? undefined : search.isRunning && search.tookMs === undefined ? (
      <span className="t3">{say('searching', { percent: Math.round(search.progress * 100) })}</span>
    ) : (
      <>
        <b>{formatNumber(hits, language)}</b> {say('hits', { n: hits })}{' '}
        <span className="t3">{durationText(search.tookMs ?? 0)}</span>
      </>
    );
  const exporting = useExport({ query: isUrlGood ? urlQuery : '', range: asked, order });
  const isEmpty = search.isAtEnd && search.model.rowCount === 0 && search.error === undefined;
  return (
    <>
      <h1 className="sr">{say('search')}</h1>
      <QueryBar
        text={text}
        checked={shown}
        runQuery={isUrlGood ? urlQuery : ''}
        range={asked}
        inputRef={inputRef}
        onType={setText}
        onRun={run}
      >
        <Button
          kind="line"
          icon={Radio}
          isOn={isFollowing}
          data-tip={say('alsoFollowTip')}
          onClick={() => setRouteParams({ follow: isFollowing ? '' : '1', to: '' }, { replace: true })}
        >
          {say('alsoFollow')}
        </Button>
        <ExportButton onStart={exporting.start} />
      </QueryBar>
      <QueryMeaning
        text={text}
        checked={shown}
        isApplied={text.trim() === urlQuery.trim()}
        answer={answer}
        onFix={(fixed) => {
          setText(fixed);
          run(fixed);
        }}
      />
      <Histogram bars={bars} fromMs={fromMs} toMs={toMs} isStale={histogram.isLoading} />
      <div className="split">
        <Facets query={isUrlGood ? urlQuery : ''} range={asked} onCondition={condition} />
        <div className="col grow">
          <div className="tools">
            <Tabs
              id="results"
              label={say('resultTabs')}
              value={tab}
              tabs={[
                { value: 'events', label: say('events'), count: formatNumber(hits, language) },
                { value: 'patterns', label: say('patterns') },
              ]}
              onChange={(value) => setRouteParams({ tab: value === 'events' ? '' : value }, { replace: true })}
            />
            {search.fromStream > 0 && <span className="badge ok">{say('live', { n: search.fromStream })}</span>}
            <span className="grow" />
            <HistogramLegend bars={bars} />
            <MenuButton
              className="btn s"
              label={say('order')}
              align="end"
              entries={(['newest', 'oldest'] as const).map((id) => ({
                id,
                label: say(id),
                isChecked: id === order,
                run: () => setRouteParams({ order: id === 'newest' ? '' : id }, { replace: true }),
              }))}
            >
              {say(order)} <Icon of={ChevronDown} size={12} />
            </MenuButton>
          </div>
          {exporting.notice}
          {search.error !== undefined && (
            <div className="pad">
              <ErrorNote error={search.error} onRetry={() => useTimeAnchor.getState().refresh()} />
            </div>
          )}
          <div className="results" role="tabpanel" id="results-panel" aria-label={say(tab)}>
            {tab === 'patterns' ? (
              <PatternsPanel query={urlQuery} range={asked} onOpen={(template) => openTemplate(template)} />
            ) : isEmpty ? (
              <SearchEmpty range={asked} query={urlQuery} icon={SearchX} />
            ) : (
              <ResultList
                model={search.model}
                onNearEnd={search.loadMore}
                query={urlQuery}
                growsAtTop={isFollowing && order === 'newest'}
              />
            )}
          </div>
        </div>
      </div>
    </>
  );
}

function openTemplate(template: string): void {
  setRouteParams({ tab: '', q: templateQuery(template) });
}
