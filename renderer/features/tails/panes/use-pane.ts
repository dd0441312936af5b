import { useEffect, useState, useSyncExternalStore } from 'react';
import { surfaceOf } from '../desk/tails-desk.ts';
import type { FeedStatus, PaneFeed } from './pane-feed.ts';

/** Status of a pane's feed; follows every change. */
export function useFeedStatus(feed: PaneFeed): FeedStatus {
  return useSyncExternalStore(feed.subscribe, feed.status);
}

const COUNT_EVERY_MS = 300;

/** Lines that came below what a held pane shows; 0 while it follows. */
export function useNewCount(paneId: string, isHeld: boolean): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    if (!isHeld) {
      setCount(0);
      return;
    }
    const look = () => setCount(surfaceOf(paneId)?.newCount ?? 0);
    look();
    const timer = setInterval(look, COUNT_EVERY_MS);
    return () => clearInterval(timer);
  }, [paneId, isHeld]);
  return count;
}
