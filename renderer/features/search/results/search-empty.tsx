import { Database, type LucideIcon } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { usePreferences } from '../../../platform/preferences.ts';
import { navigate, setRouteParams } from '../../../platform/route.ts';
import { useText } from '../../../platform/text.ts';
import { chooseRange, chooseStretch, useTimeAnchor } from '../../../platform/time-bar.ts';
import { stretchText } from '../../../platform/time-text.ts';
import { useCall } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/states.tsx';
import { searchText } from '../search-text.ts';

const LOOK_AGAIN_MS = 2_000;

/** No hit: whether anything is stored at all, and what would find more. */
export function SearchEmpty(props: { range: { fromMs: number; toMs: number }; query: string; icon: LucideIcon }) {
  const say = useText(searchText);
  const zone = usePreferences((state) => state.zone);
  const { value: stats, reload } = useCall('store.stats', {});
  const isStoreEmpty = stats?.events === 0;
  const wasEmpty = useRef(false);
  useEffect(() => {
    if (!isStoreEmpty) {
      // The first lines have come: what was asked of an empty store is asked again.
      if (wasEmpty.current && stats !== undefined) useTimeAnchor.getState().refresh();
      return;
    }
    wasEmpty.current = true;
    const timer = setInterval(reload, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isStoreEmpty, stats, reload]);
  if (isStoreEmpty)
    return (
      <EmptyState
        icon={Database}
        title={say('nothingStored')}
        actions={
          <Button kind="line" onClick={() => navigate('tails')}>
            {say('goTails')}
          </Button>
        }
      >
        {say('nothingStoredText')}
      </EmptyState>
    );
  const { fromMs, toMs } = props.range;
  return (
    <EmptyState
      icon={props.icon}
      title={say('emptyTitle')}
      actions={
        <>
          <Button kind="line" onClick={() => chooseRange('-24h', 'now')}>
            {say('widen')}
          </Button>
          {stats?.fromMs != null && stats.toMs != null && (
            <Button kind="line" onClick={() => chooseStretch(stats.fromMs!, stats.toMs! + 1)}>
              {say('everything')}
            </Button>
          )}
          {props.query !== '' && (
            <Button kind="line" onClick={() => setRouteParams({ q: '' })}>
              {say('clearQuery')}
            </Button>
          )}
        </>
      }
    >
      {say('emptyText', { range: stretchText(fromMs, toMs, zone) })}
    </EmptyState>
  );
}
