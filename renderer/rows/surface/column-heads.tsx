// Names of the extra columns over a list of lines, each with a button that takes it away.
import './column-heads.css';
import { X } from 'lucide-react';
import type { CSSProperties } from 'react';
import { shortFieldName } from '../../../src/query/fields.ts';
import { useText } from '../../platform/text.ts';
import { IconButton } from '../../ui/button.tsx';
import { ROWS_TEXT } from '../rows-text.ts';
import { visibleText } from '../text/control-text.ts';
import type { RowColumns } from '../text/row-text.ts';
import { columnClasses, fieldTracks } from './column-tracks.ts';

/** Most extra columns of a list: more leaves no room for the line itself. */
const MOST_COLUMNS = 8;

/** Adds a field to the columns, or takes it away when it is there. */
export function toggleColumn(fields: readonly string[], field: string): string[] {
  if (fields.includes(field)) return fields.filter((each) => each !== field);
  return [...fields, field].slice(-MOST_COLUMNS);
}

export interface ColumnHeadsProps {
  columns: RowColumns;
  onRemove(field: string): void;
}

/** Nothing while there are no extra columns. */
export function ColumnHeads({ columns, onRemove }: ColumnHeadsProps) {
  const say = useText(ROWS_TEXT);
  const { service, host, fields = [] } = columns;
  if (fields.length === 0) return null;
  // One empty cell a column that has no name: time, level and what of service and host is shown.
  const before = 2 + Number(service) + Number(host);
  return (
    <div
      className={['log-heads', ...columnClasses(columns)].join(' ')}
      style={{ '--fields': fieldTracks(fields.length) } as CSSProperties}
    >
      {fields.map((field, i) => (
        <span key={field} style={{ gridColumn: before + i + 1 }} data-tip={visibleText(field)}>
          <span className="trunc">{visibleText(shortFieldName(field))}</span>
          <IconButton
            icon={X}
            small
            label={say('removeColumn', { field: visibleText(field) })}
            onClick={() => onRemove(field)}
          />
        </span>
      ))}
    </div>
  );
}
