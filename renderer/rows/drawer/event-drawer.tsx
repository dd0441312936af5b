// Everything about one line: fields, ids with what can be done with them, where it came from, its original text.
import './event-drawer.css';
import {
  ChevronDown,
  ChevronUp,
  Clock,
  Columns3,
  Copy,
  ListFilter,
  Pin,
  Search,
  UnfoldVertical,
  Waypoints,
  X,
} from 'lucide-react';
import { useEffect, useRef } from 'react';
import { levelLetter, levelName, levelRank } from '../../../src/model/level.ts';
import { idsOf, type LogEvent, timeOf } from '../../../src/model/log-event.ts';
import { isTyping } from '../../platform/key-chord.ts';
import { usePreferences } from '../../platform/preferences.ts';
import { useText } from '../../platform/text.ts';
import { askToShift } from '../../platform/time-shift.ts';
import { clockText, dayText, zoneText } from '../../platform/time-text.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { MenuButton } from '../../ui/menu.tsx';
import { toast } from '../../ui/toast.tsx';
import { copyPlainText } from '../clipboard.ts';
import { headLine } from '../model/row-entry.ts';
import { ROWS_TEXT } from '../rows-text.ts';
import { serviceStyle } from '../service-tag.tsx';
import { visibleText } from '../text/control-text.ts';
import { COPY_FORMS, copyText } from '../text/copy-as.ts';
import { DRAWER_TEXT } from './drawer-text.ts';
import { ownFields, provenanceFields } from './event-fields.ts';
import { FrameList } from './frame-list.tsx';

export interface EventDrawerProps {
  event: LogEvent;
  onClose(): void;
  /** Goes to the line before (−1) or after (1). */
  onStep?(direction: 1 | -1): void;
  onTrace?(value: string): void;
  onTailOnly?(value: string): void;
  /** Searches for a query in the query language. */
  onSearch?(query: string): void;
  onContext?(event: LogEvent): void;
  onPin?(event: LogEvent): void;
  /** Fields that the list shows in columns of their own, and how one is put there or taken away. */
  columns?: readonly string[];
  onColumn?(field: string): void;
}

/** Shown in every row already, or put together from several fields. */
const HAS_COLUMN = new Set(['service.name', 'host.name', 'log.origin', 'crosstail.rule']);

/** Longest original text that is shown; copying gives all of it. */
const MOST_RAW = 20_000;

/** The drawer of a line. What is not given in the props has no button. */
export function EventDrawer(props: EventDrawerProps) {
  const say = useText(DRAWER_TEXT);
  const { event, onClose } = props;
  useEscape(onClose);
  return (
    <aside className="drawer" aria-label={say('event')}>
      <Head {...props} />
      <div className="drawer-body" tabIndex={-1}>
        <div className="dmsg">{visibleText(headLine(event).slice(0, MOST_RAW))}</div>
        <Ids {...props} />
        <Actions {...props} />
        <FrameList event={event} />
        <Fields title={say('fields')} rows={ownFields(event)} {...props} />
        <Fields title={say('provenance')} rows={provenanceFields(event)} {...props} />
        <div className="tt lab">{say('rawText')}</div>
        <pre className="raw">{visibleText(event.message.slice(0, MOST_RAW), { keepBreaks: true })}</pre>
        {event.message.length > MOST_RAW && (
          <p className="raw-more t3">{say('rawCut', { n: event.message.length - MOST_RAW })}</p>
        )}
      </div>
    </aside>
  );
}

/** Esc closes from wherever the focus is, unless something is typed into or stands above. */
function useEscape(close: () => void): void {
  const newest = useRef(close);
  newest.current = close;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || isTyping(event.target)) return;
      if (document.querySelector('dialog[open]') === null) newest.current();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}

function Head({ event, onStep, onClose }: EventDrawerProps) {
  const say = useText(DRAWER_TEXT);
  const rowsSay = useText(ROWS_TEXT);
  const zone = usePreferences((state) => state.zone);
  const rank = levelRank(event.log?.level);
  const word = levelName(rank);
  const letter = ' TDIIWEFF'[rank] ?? ' ';
  const timeMs = timeOf(event);
  return (
    <header>
      <span className={`lvword ${letter}`}>
        <span className={`lv ${letter}`}>{levelLetter(rank)}</span>
        {rowsSay(word === undefined ? 'levelNone' : `level${word}`)}
      </span>
      <span className="t2 mono trunc" data-tip={Number.isNaN(timeMs) ? '' : dayText(timeMs, zone)}>
        {Number.isNaN(timeMs) ? '—' : clockText(timeMs, zone)} <span className="t3">{zoneText(zone, timeMs)}</span>
      </span>
      <span className="grow" />
      {onStep !== undefined && (
        <>
          <IconButton icon={ChevronUp} small label={say('previous')} keys="k" onClick={() => onStep(-1)} />
          <IconButton icon={ChevronDown} small label={say('next')} keys="j" onClick={() => onStep(1)} />
        </>
      )}
      <IconButton icon={X} small label={say('close')} keys="Escape" onClick={onClose} />
    </header>
  );
}

function Ids({ event, onTrace, onTailOnly, onSearch }: EventDrawerProps) {
  const say = useText(DRAWER_TEXT);
  const ids = idsOf(event);
  if (ids.length === 0) return null;
  return (
    <div className="ids">
      {ids.map(({ kind, value }) => (
        <div key={`${kind} ${value}`}>
          <span className="t3 trunc" data-tip={visibleText(kind)}>
            {visibleText(kind)}
          </span>
          <button
            type="button"
            className="chip mono trunc"
            data-tip={visibleText(value)}
            onClick={() => onTrace?.(value)}
          >
            <span className="trunc">{visibleText(value)}</span>
          </button>
          <span className="acts2">
            {onTrace !== undefined && (
              <IconButton
                icon={Waypoints}
                label={say('traceId', { id: visibleText(value) })}
                onClick={() => onTrace(value)}
              />
            )}
            {onTailOnly !== undefined && (
              <IconButton
                icon={ListFilter}
                label={say('tailOnly', { id: visibleText(value) })}
                onClick={() => onTailOnly(value)}
              />
            )}
            {onSearch !== undefined && (
              <IconButton
                icon={Search}
                label={say('searchId', { id: visibleText(value) })}
                onClick={() => onSearch(`id:${quoted(value)}`)}
              />
            )}
            <IconButton
              icon={Copy}
              label={say('copyId', { id: visibleText(value) })}
              onClick={() => copyPlainText(value)}
            />
          </span>
        </div>
      ))}
    </div>
  );
}

function Actions({ event, onTrace, onContext, onPin }: EventDrawerProps) {
  const say = useText(DRAWER_TEXT);
  const first = idsOf(event)[0];
  const forms = COPY_FORMS.map((form) => ({
    id: form,
    label: say(form),
    run: () => {
      copyPlainText(copyText([event], form));
      toast(say('copied'));
    },
  }));
  return (
    <div className="dacts">
      {onTrace !== undefined && first !== undefined && (
        <Button kind="prim" small icon={Waypoints} keys="t" onClick={() => onTrace(first.value)}>
          {say('trace')}
        </Button>
      )}
      {onContext !== undefined && (
        <Button kind="line" small icon={UnfoldVertical} onClick={() => onContext(event)}>
          {say('context')}
        </Button>
      )}
      {onPin !== undefined && (
        <Button kind="line" small icon={Pin} onClick={() => onPin(event)}>
          {say('pin')}
        </Button>
      )}
      <Button kind="line" small icon={Clock} onClick={() => askToShift(event)}>
        {say('shift')}
      </Button>
      <MenuButton entries={forms} label={say('copyAs')} className="btn line s">
        {say('copyAs')}
        <ChevronDown className="i i-12" aria-hidden="true" />
      </MenuButton>
    </div>
  );
}

interface FieldsProps extends Pick<EventDrawerProps, 'onSearch' | 'columns' | 'onColumn'> {
  title: string;
  rows: readonly { name: string; value: string }[];
}

function Fields({ title, rows, onSearch, columns = [], onColumn }: FieldsProps) {
  const say = useText(DRAWER_TEXT);
  if (rows.length === 0) return null;
  return (
    <section className="kv-group">
      <h2 className="tt lab">
        {title} <span className="t3">{rows.length}</span>
      </h2>
      <dl className="kv">
        {rows.map(({ name, value }) => (
          <div key={name}>
            <dt className="trunc" data-tip={visibleText(name)}>
              {visibleText(name)}
            </dt>
            <dd>
              <span
                className={name === 'service.name' ? 'svc trunc' : 'trunc'}
                data-tip={visibleText(value.slice(0, 500))}
                style={name === 'service.name' ? serviceStyle(value) : undefined}
              >
                {visibleText(value.slice(0, 500))}
              </span>
              <span className="kv-acts">
                {onSearch !== undefined && (
                  <IconButton
                    icon={Search}
                    small
                    label={say('searchField', { field: visibleText(name) })}
                    onClick={() => onSearch(`${name}:${quoted(value)}`)}
                  />
                )}
                {onColumn !== undefined && !HAS_COLUMN.has(name) && (
                  <IconButton
                    icon={Columns3}
                    small
                    isOn={columns.includes(name)}
                    label={say('showColumn', { field: visibleText(name) })}
                    onClick={() => onColumn(name)}
                  />
                )}
                <IconButton
                  icon={Copy}
                  small
                  label={say('copyField', { field: visibleText(name) })}
                  onClick={() => copyPlainText(value)}
                />
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function quoted(value: string): string {
  return /^[\w.-]+$/.test(value) ? value : `"${value.replace(/(["\\])/g, '\\$1')}"`;
}
