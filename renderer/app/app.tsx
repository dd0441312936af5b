import { lazy, Suspense, useCallback, useEffect, useLayoutEffect, useState } from 'react';
import { useBundleWish } from '../platform/bundle-request.ts';
import { useConnection } from '../platform/console-context.tsx';
import { useHighlightSets } from '../platform/highlight-sets.ts';
import { listenForKeys } from '../platform/key-chord.ts';
import { useRoute } from '../platform/route.ts';
import { useText } from '../platform/text.ts';
import { useTimeAnchor } from '../platform/time-bar.ts';
import { useShiftWish } from '../platform/time-shift.ts';
import { useConnectWish } from '../platform/workspace-switch.ts';
import { handleListKey, keepFocusFromButtons } from '../rows/list-in-charge.ts';
import { Working } from '../ui/states.tsx';
import { ToastLayer } from '../ui/toast.tsx';
import { TooltipLayer } from '../ui/tooltip-layer.tsx';
import { appText } from './app-text.ts';
import { ConnectionBar } from './connection-bar.tsx';
import { useFrameActions } from './frame-actions.ts';
import { Palette } from './palette.tsx';
import { Rail } from './rail.tsx';
import { StatusLine } from './status-line.tsx';
import { TopBar } from './top-bar.tsx';
import { ViewGuard } from './view-guard.tsx';
import { VIEW_PARTS } from './view-list.ts';

const BundleDialog = lazy(async () => ({
  default: (await import('../features/bundle/bundle-dialog.tsx')).BundleDialog,
}));

const ConnectDialog = lazy(async () => ({
  default: (await import('../features/workspaces/connect-dialog.tsx')).ConnectDialog,
}));

const HighlightsDialog = lazy(async () => ({
  default: (await import('../features/highlights/highlights-dialog.tsx')).HighlightsDialog,
}));

const ShiftDialog = lazy(async () => ({
  default: (await import('../features/time-shifts/shift-dialog.tsx')).ShiftDialog,
}));

/** The window: bar, rail, the open view, status line. */
export function App() {
  const say = useText(appText);
  const { view } = useRoute();
  const { status } = useConnection();
  const [isPaletteOpen, setPaletteOpen] = useState(false);
  const isBundling = useBundleWish((state) => state.wish !== undefined);
  const isConnecting = useConnectWish((state) => state.isOpen);
  const isHighlighting = useHighlightSets((state) => state.isOpen);
  const { isOpen: isShifting, round } = useShiftWish();
  const openPalette = useCallback(() => setPaletteOpen(true), []);
  useFrameActions(openPalette);
  useEffect(() => listenForKeys(handleListKey), []);
  useEffect(keepFocusFromButtons, []);
  useEffect(() => {
    document.title = `${say(view)} · Crosstail`;
  }, [say, view]);
  // A view opened now shows what ends now, not when the window was opened.
  // biome-ignore lint/correctness/useExhaustiveDependencies: at each change of the view
  useLayoutEffect(() => useTimeAnchor.getState().refresh(), [view]);
  const View = VIEW_PARTS[view];
  return (
    <div className="app">
      <button type="button" className="skip" onClick={() => document.getElementById('view')?.focus()}>
        {say('skip')}
      </button>
      <TopBar onPalette={openPalette} />
      <Rail />
      <main className="view" id="view" tabIndex={-1} aria-label={say(view)}>
        <ConnectionBar />
        <ViewGuard key={`${view} ${round}`}>
          <Suspense fallback={<Working>{say('loadingView')}</Working>}>
            {status === 'connecting' ? <Working>{say('connecting')}</Working> : <View />}
          </Suspense>
        </ViewGuard>
        <TooltipLayer />
      </main>
      <StatusLine />
      {isPaletteOpen && <Palette onClose={() => setPaletteOpen(false)} />}
      {isBundling && (
        <Suspense>
          <BundleDialog />
        </Suspense>
      )}
      {isConnecting && (
        <Suspense>
          <ConnectDialog />
        </Suspense>
      )}
      {isHighlighting && (
        <Suspense>
          <HighlightsDialog />
        </Suspense>
      )}
      {isShifting && (
        <Suspense>
          <ShiftDialog />
        </Suspense>
      )}
      <ToastLayer />
    </div>
  );
}
