import {
  ChevronLeft,
  ChevronRight,
  Clock,
  Contrast,
  FileArchive,
  Highlighter,
  Languages,
  Link,
  Plug,
  RotateCw,
  Rows3,
  Undo2,
  Zap,
} from 'lucide-react';
import { type Action, useActions } from '../platform/actions.ts';
import { askForBundle } from '../platform/bundle-request.ts';
import { useConsole } from '../platform/console-context.tsx';
import { editHighlights } from '../platform/highlight-sets.ts';
import { themeNow, usePreferences } from '../platform/preferences.ts';
import { navigate, parseRoute } from '../platform/route.ts';
import { useText } from '../platform/text.ts';
import { chooseRange, resolveRange, shiftRange, toggleLive, useTimeAnchor } from '../platform/time-bar.ts';
import { askToShift } from '../platform/time-shift.ts';
import { askToConnect } from '../platform/workspace-switch.ts';
import { copyPlainText } from '../rows/clipboard.ts';
import { note, toast, undoLast } from '../ui/toast.tsx';
import { appText } from './app-text.ts';
import { nextLanguage, RANGES, VIEW_KEYS } from './frame-choices.ts';
import { VIEW_LIST } from './view-list.ts';

/** What can be done from everywhere. */
export function useFrameActions(openPalette: () => void): void {
  const say = useText(appText);
  const client = useConsole();
  const { theme, density, language, zone, set } = usePreferences();
  const inject = (fault: 'slow-database' | 'engine-crash' | 'bad-release') => {
    client?.['sample.inject']({ fault }).then(
      () => toast(say('faultSent')),
      // The workspace without its sample says so in the status line.
      () => navigate('pipeline'),
    );
  };
  const keepRange = () => {
    const { params } = parseRoute(location.hash);
    return { from: params.get('from') ?? '', to: params.get('to') ?? '' };
  };
  const actions: Action[] = [
    { id: 'frame.palette', group: say('frame'), title: say('openPalette'), keys: 'mod+k', run: openPalette },
    ...VIEW_LIST.map(
      ({ view, icon }): Action => ({
        id: `go.${view}`,
        group: say('goTo'),
        title: say(view),
        icon,
        keys: VIEW_KEYS[view],
        run: () => navigate(view, keepRange()),
      }),
    ),
    ...RANGES.map(
      ({ from, name }): Action => ({
        id: `time.${from}`,
        group: say('time'),
        title: say('last', { time: say(name) }),
        run: () => chooseRange(from, 'now'),
      }),
    ),
    {
      id: 'time.back',
      group: say('time'),
      title: say('back'),
      icon: ChevronLeft,
      keys: '[',
      run: () => shiftRange(-1),
    },
    {
      id: 'time.forward',
      group: say('time'),
      title: say('forward'),
      icon: ChevronRight,
      keys: ']',
      run: () => shiftRange(1),
    },
    { id: 'time.live', group: say('time'), title: `${say('live')} / ${say('fixed')}`, run: toggleLive },
    {
      id: 'time.refresh',
      group: say('time'),
      title: say('refresh'),
      icon: RotateCw,
      run: () => useTimeAnchor.getState().refresh(),
    },
    {
      id: 'time.zone',
      group: say('time'),
      title: say('otherZone', { zone: zone === 'UTC' ? say('localZone') : 'UTC' }),
      keys: 'u',
      run: () => set({ zone: zone === 'UTC' ? 'local' : 'UTC' }),
    },
    {
      id: 'frame.bundle',
      group: say('workspace'),
      title: say('bundleAll'),
      icon: FileArchive,
      run: () => {
        const { fromMs, toMs } = resolveRange(parseRoute(location.hash).params, Date.now());
        askForBundle({ query: '', fromMs, toMs });
      },
    },
    { id: 'time.shift', group: say('time'), title: say('setClocks'), icon: Clock, run: () => askToShift() },
    { id: 'frame.connect', group: say('workspace'), title: say('connect'), icon: Plug, run: askToConnect },
    {
      id: 'frame.undo',
      group: say('frame'),
      title: say('undo'),
      icon: Undo2,
      run: () => {
        if (!undoLast()) note(say('nothingToUndo'));
      },
    },
    { id: 'frame.highlights', group: say('frame'), title: say('highlights'), icon: Highlighter, run: editHighlights },
    {
      id: 'frame.theme',
      group: say('frame'),
      title: say('theme'),
      icon: Contrast,
      run: () => set({ theme: themeNow(theme) === 'dark' ? 'light' : 'dark' }),
    },
    {
      id: 'frame.density',
      group: say('frame'),
      title: say('denser'),
      icon: Rows3,
      run: () => set({ density: density === 'dense' ? 'comfort' : 'dense' }),
    },
    {
      id: 'frame.language',
      group: say('frame'),
      title: `${say('language')}: ${nextLanguage(language).name}`,
      icon: Languages,
      run: () => set({ language: nextLanguage(language).id }),
    },
    {
      id: 'frame.link',
      group: say('frame'),
      title: say('copyLink'),
      icon: Link,
      run: () => {
        copyPlainText(location.href);
        toast(say('linkCopied'));
      },
    },
    {
      id: 'sample.slow',
      group: say('workspace'),
      title: say('slowDatabase'),
      icon: Zap,
      run: () => inject('slow-database'),
    },
    {
      id: 'sample.crash',
      group: say('workspace'),
      title: say('engineCrash'),
      icon: Zap,
      run: () => inject('engine-crash'),
    },
    {
      id: 'sample.release',
      group: say('workspace'),
      title: say('badRelease'),
      icon: Zap,
      run: () => inject('bad-release'),
    },
  ];
  useActions(actions);
}
