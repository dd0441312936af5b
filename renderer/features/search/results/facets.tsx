// Fields of the hits with their top values; a value is one click from being a condition.
import { ChevronDown, ChevronRight, Columns3, Funnel, Minus } from 'lucide-react';
import { type CSSProperties, useState } from 'react';
import { levelLetter, levelRank } from '../../../../src/model/level.ts';
import { shortFieldName } from '../../../../src/query/fields.ts';
import { usePreferences } from '../../../platform/preferences.ts';
import { formatNumber, useText } from '../../../platform/text.ts';
import { useCall } from '../../../platform/use-call.ts';
import { serviceColour } from '../../../rows/service-colour.ts';
import { visibleText } from '../../../rows/text/control-text.ts';
import { IconButton } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { searchText } from '../search-text.ts';
import { toggleSearchColumn } from '../use-search-place.ts';
import { BAR_LEVELS } from './histogram-scale.ts';

export interface FacetsProps {
  query: string;
  range: { fromMs: number; toMs: number };
  columns: readonly string[];
  onCondition(field: string, value: string, isWanted: boolean): void;
}

/** Always shown first, open. */
const FIRST_FIELDS = ['log.level', 'service.name', 'host.name'];
/** Of no use as facets: every hit has its own, or they are the text itself. */
const HIDDEN_FIELDS =
  /^(?:@timestamp|message|event\.id|log\.offset|crosstail\.(?:body_at|generation|frames.*|ids\..*)|error\.stack_trace)$/;
const SHOWN_VALUES = 6;
const ALL_VALUES = 50;

export function Facets({ query, range, columns, onCondition }: FacetsProps) {
  const say = useText(searchText);
  const [filter, setFilter] = useState('');
  const { value } = useCall('search.fields', { range, query });
  const all = useCall('search.fields', value?.isSample === true ? { range } : null);
  // What was looked at in part may lack a rare field: those of all lines are offered as well then.
  const found = [...(value?.fields ?? []), ...(value?.isSample === true ? (all.value?.fields ?? []) : [])];
  const known = found.filter(({ field, kind }) => !HIDDEN_FIELDS.test(field) && kind !== 'text');
  const wanted = filter.trim().toLowerCase();
  const others = [...new Set(known.map(({ field }) => field))]
    .filter((field) => !FIRST_FIELDS.includes(field))
    .sort((a, b) => shortFieldName(a).localeCompare(shortFieldName(b)));
  const shown = [...FIRST_FIELDS, ...others].filter(
    (field) => field.toLowerCase().includes(wanted) || shortFieldName(field).toLowerCase().includes(wanted),
  );
  return (
    <aside className="facets" aria-label={say('fields')}>
      <div className="facets-filter">
        <div className="in">
          <Icon of={Funnel} size={12} />
          <input
            aria-label={say('filterFields')}
            placeholder={say('filterFields')}
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
          />
        </div>
      </div>
      <div className="facets-list scroll">
        {shown.map((field) => (
          <Facet
            key={field}
            field={field}
            query={query}
            range={range}
            columns={columns}
            isFirst={FIRST_FIELDS.includes(field) || (wanted !== '' && shown.length < 4)}
            onCondition={onCondition}
          />
        ))}
      </div>
    </aside>
  );
}

function Facet(props: FacetsProps & { field: string; isFirst: boolean }) {
  const { field, query, range, columns, isFirst, onCondition } = props;
  const say = useText(searchText);
  const [isOpen, setOpen] = useState(isFirst);
  const [top, setTop] = useState(SHOWN_VALUES + 1);
  const language = usePreferences((state) => state.language);
  const { value, error } = useCall('search.values', isOpen ? { query, range, field, top } : null);
  const values = value?.values ?? [];
  const shown = top > SHOWN_VALUES + 1 ? values : values.slice(0, SHOWN_VALUES);
  const highest = Math.max(1, ...values.map(({ count }) => count));
  return (
    <section>
      <div className="fh">
        <button type="button" aria-expanded={isOpen} data-tip={visibleText(field)} onClick={() => setOpen(!isOpen)}>
          <Icon of={isOpen ? ChevronDown : ChevronRight} size={12} />
          <span className="trunc">{visibleText(shortFieldName(field))}</span>
        </button>
        {!FIRST_FIELDS.includes(field) && (
          <IconButton
            icon={Columns3}
            small
            isOn={columns.includes(field)}
            label={say('asColumn', { field: visibleText(shortFieldName(field)) })}
            onClick={() => toggleSearchColumn(columns, field)}
          />
        )}
      </div>
      {isOpen && error !== undefined && <p className="fv-none">{error.message}</p>}
      {isOpen && value !== undefined && values.length === 0 && <p className="fv-none">{say('noValues')}</p>}
      {isOpen &&
        shown.map((each) => (
          <FacetValue
            key={each.value}
            field={field}
            value={each.value}
            count={formatNumber(each.count, language)}
            share={each.count / highest}
            onCondition={onCondition}
          />
        ))}
      {isOpen && values.length > SHOWN_VALUES && shown.length === SHOWN_VALUES && (
        <button type="button" className="link fv-more" onClick={() => setTop(ALL_VALUES)}>
          {say('moreValues', { n: '…' })}
        </button>
      )}
    </section>
  );
}

interface FacetValueProps {
  field: string;
  value: string;
  count: string;
  share: number;
  onCondition: FacetsProps['onCondition'];
}

function FacetValue({ field, value, count, share, onCondition }: FacetValueProps) {
  const say = useText(searchText);
  const rank = field === 'log.level' ? levelRank(value) : 0;
  const name = shortFieldName(field);
  const shown = visibleText(value);
  return (
    <div className="fv" style={{ '--p': share, '--fc': colourOf(field, value, rank) } as CSSProperties}>
      <button
        type="button"
        className="v trunc"
        data-tip={say('only', { field: name, value: shown })}
        onClick={() => onCondition(field, value, true)}
      >
        {rank > 0 && <span className={`lv-text lv-${levelLetter(rank)}`}>{levelLetter(rank)} </span>}
        {value === '' ? '""' : shown}
      </button>
      <span className="n">{count}</span>
      <IconButton
        icon={Minus}
        small
        label={say('without', { field: name, value: shown })}
        onClick={() => onCondition(field, value, false)}
      />
    </div>
  );
}

function colourOf(field: string, value: string, rank: number): string {
  if (field === 'service.name') return serviceColour(value);
  if (field !== 'log.level') return 'var(--hist-info)';
  return BAR_LEVELS.find((level) => rank >= level.rank)?.colour ?? 'var(--hist-info)';
}
