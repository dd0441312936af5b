// The line over a pane's rows: what it follows, its filters, how fast lines come, whether it follows.
import { ArrowUpToLine, Bell, CirclePause, Pause, Play, Plus, SquareTerminal, X } from 'lucide-react';
import type { Selector, SelectorKind } from '../../../../src/model/selector.ts';
import { usePreferences } from '../../../platform/preferences.ts';
import { formatNumber, useText } from '../../../platform/text.ts';
import { durationText, secondText } from '../../../platform/time-text.ts';
import { useCall } from '../../../platform/use-call.ts';
import { serviceStyle } from '../../../rows/service-tag.tsx';
import { visibleText } from '../../../rows/text/control-text.ts';
import { IconButton } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { MenuButton, type MenuEntry } from '../../../ui/menu.tsx';
import { changePane, setPanePaused, surfaceOf } from '../desk/tails-desk.ts';
import { TAILS_TEXT } from '../tails-text.ts';
import type { FeedStatus } from './pane-feed.ts';
import type { PaneSettings } from './pane-settings.ts';
import { QueryField } from './query-field.tsx';

export interface PaneHeadProps {
  pane: PaneSettings;
  status: FeedStatus;
  isPaused: boolean;
  isFollowing: boolean;
  newCount: number;
}

/** The head of a pane. */
export function PaneHead({ pane, status, isPaused, isFollowing, newCount }: PaneHeadProps) {
  const say = useText(TAILS_TEXT);
  return (
    <div className="phead">
      <QueryField
        paneId={pane.id}
        value={pane.query}
        error={status.error}
        onChange={(query) => changePane(pane.id, { query })}
      />
      <Chips pane={pane} services={status.services} />
      <span className="grow" />
      {pane.isWatched && (
        <span className="bell" role="img" aria-label={say('ringOnLine')} data-tip={say('ringOnLine')}>
          <Icon of={Bell} size={12} />
        </span>
      )}
      <Rate status={status} />
      <State status={status} isPaused={isPaused} isFollowing={isFollowing} newCount={newCount} paneId={pane.id} />
      <IconButton
        icon={SquareTerminal}
        small
        isOn={pane.isTerminal}
        label={say('terminal')}
        onClick={() => changePane(pane.id, { isTerminal: !pane.isTerminal })}
      />
      <IconButton
        icon={isPaused ? Play : Pause}
        small
        label={say(isPaused ? 'resume' : 'pause')}
        onClick={() => setPanePaused(pane.id, !isPaused)}
      />
    </div>
  );
}

function Chips({ pane, services }: { pane: PaneSettings; services: number }) {
  const say = useText(TAILS_TEXT);
  const drop = (selector: Selector) =>
    changePane(pane.id, { selectors: pane.selectors.filter((each) => each !== selector) });
  // One service alone is the tab's title already.
  const shown = pane.selectors.length === 1 && pane.selectors[0]!.kind === 'service' ? [] : pane.selectors;
  return (
    <span className="pchips">
      {pane.filters.map((filter) => (
        <span className="chip mono" key={filter}>
          <span className="trunc">{visibleText(filter)}</span>
          <button
            type="button"
            className="chip-x"
            aria-label={say('removeFilter', { filter: visibleText(filter) })}
            onClick={() => changePane(pane.id, { filters: pane.filters.filter((each) => each !== filter) })}
          >
            <Icon of={X} size={12} />
          </button>
        </span>
      ))}
      {shown.map((selector) => (
        <span className="chip" key={`${selector.kind}:${selector.name}`}>
          {selector.kind === 'service' ? (
            <span className="svc-tag trunc" style={serviceStyle(selector.name)}>
              {visibleText(selector.name)}
            </span>
          ) : (
            <span className="trunc">
              <span className="k">{selector.kind}</span> {visibleText(selector.name)}
            </span>
          )}
          <button
            type="button"
            className="chip-x"
            aria-label={say('removeSelector', { name: visibleText(selector.name) })}
            onClick={() => drop(selector)}
          >
            <Icon of={X} size={12} />
          </button>
        </span>
      ))}
      <SelectorMenu pane={pane}>
        {pane.selectors.length === 0 && services > 0 ? (
          <span className="opt">{say('services', { n: services })}</span>
        ) : (
          <>
            <Icon of={Plus} size={12} />
            <span className="sr">{say('choose')}</span>
          </>
        )}
      </SelectorMenu>
    </span>
  );
}

const KINDS = [
  { kind: 'service', field: 'service.name', heading: 'serviceHeading' },
  { kind: 'host', field: 'host.name', heading: 'hostHeading' },
  { kind: 'file', field: 'log.file.path', heading: 'fileHeading' },
] as const;

const LOOK_BACK_MS = 24 * 3_600_000;
const MOST_CHOICES = 50;

function SelectorMenu({ pane, children }: { pane: PaneSettings; children: React.ReactNode }) {
  const say = useText(TAILS_TEXT);
  // A day back, by the hour, so that the same question is not asked anew at each drawing.
  const fromMs = Math.floor(Date.now() / 3_600_000) * 3_600_000 - LOOK_BACK_MS;
  const ask = (field: string) => ({ query: '', range: { fromMs }, field, top: MOST_CHOICES });
  const answers = {
    service: useCall('search.values', ask('service.name')).value,
    host: useCall('search.values', ask('host.name')).value,
    file: useCall('search.values', ask('log.file.path')).value,
  };
  const rules = useCall('rules.read', {}).value;
  const has = (kind: SelectorKind, name: string) =>
    pane.selectors.some((each) => each.kind === kind && each.name === name);
  const toggle = (kind: SelectorKind, name: string) =>
    changePane(pane.id, {
      selectors: has(kind, name)
        ? pane.selectors.filter((each) => each.kind !== kind || each.name !== name)
        : [...pane.selectors, { kind, name }],
    });
  const entries: MenuEntry[] = [
    {
      id: 'everything',
      label: say('everything'),
      isChecked: pane.selectors.length === 0,
      run: () => changePane(pane.id, { selectors: [] }),
    },
  ];
  const addKind = (kind: SelectorKind, heading: string, names: readonly string[]) => {
    if (names.length === 0) return;
    entries.push('line', { heading });
    for (const name of names)
      entries.push({
        id: `${kind}:${name}`,
        label: visibleText(name),
        isChecked: has(kind, name),
        run: () => toggle(kind, name),
      });
  };
  for (const { kind, heading } of KINDS)
    addKind(
      kind,
      say(heading),
      (answers[kind]?.values ?? []).map(({ value }) => value),
    );
  const active = (rules?.set.rules ?? []).filter(({ enabled }) => enabled);
  const rulesOf = (name: (rule: { id: string; topic: string }) => string) =>
    [...new Set(active.map(name))].sort().slice(0, MOST_CHOICES);
  addKind(
    'topic',
    say('topicHeading'),
    rulesOf(({ topic }) => topic),
  );
  addKind(
    'rule',
    say('ruleHeading'),
    rulesOf(({ id }) => id),
  );
  return (
    <MenuButton entries={entries} label={say('choose')} tip={say('choose')} className="chip chip-btn">
      {children}
    </MenuButton>
  );
}

function Rate({ status }: { status: FeedStatus }) {
  const say = useText(TAILS_TEXT);
  const { language, zone } = usePreferences();
  const { lagMs, lagRecords = 0, lastMs, rate } = status;
  const parts = [
    lagMs === undefined || lagMs < 1_000 || rate === 0 ? undefined : say('lag', { lag: durationText(lagMs) }),
    lastMs === undefined ? undefined : say('lastLine', { time: secondText(lastMs, zone) }),
  ].filter((part) => part !== undefined);
  return (
    <span className="rate" data-tip={parts.join(' · ')}>
      <b>{formatNumber(rate, language, 0)}</b>
      {say('perSecond')}
      {lagRecords > 0 && <span className="warn"> {say('unread', { n: lagRecords })}</span>}
    </span>
  );
}

function State(props: Omit<PaneHeadProps, 'pane'> & { paneId: string }) {
  const say = useText(TAILS_TEXT);
  const { status, isPaused, isFollowing, newCount, paneId } = props;
  if (status.state === 'failed')
    return (
      <span className="fstate failed">
        <span className="dot e" />
        {say('failed')}
      </span>
    );
  if (isPaused)
    return (
      <button type="button" className="fstate held" onClick={() => setPanePaused(paneId, false)} aria-live="off">
        <Icon of={CirclePause} size={12} />
        {say('pausedNew', { n: newCount })}
      </button>
    );
  if (!isFollowing)
    return (
      <button type="button" className="fstate held" onClick={() => surfaceOf(paneId)?.follow()}>
        <Icon of={ArrowUpToLine} size={12} />
        {newCount === 0 ? say('notFollowing') : say('notFollowingNew', { n: newCount })}
      </button>
    );
  if (status.trouble !== undefined)
    return (
      <span className="fstate failed" data-tip={status.trouble}>
        <span className="dot w" />
        {say('waiting')}
        <span className="sr">{status.trouble}</span>
      </span>
    );
  if (status.state === 'connecting' || status.state === 'past')
    return (
      <span className="fstate run">
        <span className="spin" />
        {say(status.state === 'past' ? 'reading' : 'connecting')}
      </span>
    );
  return (
    <span className="fstate run">
      <span className="dot" />
      {say('following')}
    </span>
  );
}
