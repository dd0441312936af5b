import { useEffect, useRef } from 'react';
import { type Route, routeHash, useRoute, type View } from '../platform/route.ts';
import { useText } from '../platform/text.ts';
import { Icon } from '../ui/icon.tsx';
import { appText } from './app-text.ts';
import { VIEW_KEYS } from './frame-choices.ts';
import { VIEW_LIST } from './view-list.ts';

/** The views; a link leads back to where one was in that view, in the time range shown now. */
export function Rail() {
  const say = useText(appText);
  const route = useRoute();
  const places = useRef(new Map<View, Route>());
  useEffect(() => {
    places.current.set(route.view, route);
  }, [route]);
  const linkTo = (view: View) => {
    const before = view === route.view ? undefined : places.current.get(view);
    const params: Record<string, string | undefined> = { ...Object.fromEntries(before?.params ?? []) };
    params.from = route.params.get('from') ?? '';
    params.to = route.params.get('to') ?? '';
    return routeHash(view, params, before?.id);
  };
  const link = ({ view, icon }: (typeof VIEW_LIST)[number]) => (
    <a
      key={view}
      href={linkTo(view)}
      {...(view === route.view ? { 'aria-current': 'page' as const } : {})}
      data-tip={say(view)}
      data-tip-keys={VIEW_KEYS[view]}
    >
      <Icon of={icon} size={18} />
      {say(view)}
    </a>
  );
  return (
    <nav className="rail" aria-label={say('views')}>
      {VIEW_LIST.filter((each) => !each.isBelow).map(link)}
      <span className="sp" />
      {VIEW_LIST.filter((each) => each.isBelow).map(link)}
    </nav>
  );
}
