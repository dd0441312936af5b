import { ChevronDown, Download, FileArchive } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import type { AppError } from '../../../../src/base/errors.ts';
import { useActions } from '../../../platform/actions.ts';
import { askForBundle } from '../../../platform/bundle-request.ts';
import { useConsole } from '../../../platform/console-context.tsx';
import { offerFile } from '../../../platform/offer-file.ts';
import { useText } from '../../../platform/text.ts';
import { toAppError } from '../../../platform/use-call.ts';
import { Icon } from '../../../ui/icon.tsx';
import { MenuButton } from '../../../ui/menu.tsx';
import { ErrorNote, Working } from '../../../ui/states.tsx';
import { toast } from '../../../ui/toast.tsx';
import { searchText } from '../search-text.ts';
import { type ExportForm, type ExportRequest, exportHits } from './export-hits.ts';

export interface ExportState {
  start(form: ExportForm): void;
  /** Opens the dialog for a bundle of the hits. */
  bundle(): void;
  /** What is going on or went wrong; nothing otherwise. */
  notice: ReactNode;
}

/** Exports the search as it stands; one export at a time. */
export function useExport(search: Omit<ExportRequest, 'form'>): ExportState {
  const say = useText(searchText);
  const client = useConsole();
  const running = useRef<AbortController | undefined>(undefined);
  const [count, setCount] = useState<number>();
  const [error, setError] = useState<AppError>();
  const run = async (form: ExportForm) => {
    if (client === undefined || running.current !== undefined) return;
    const controller = new AbortController();
    running.current = controller;
    setError(undefined);
    setCount(0);
    try {
      const file = await exportHits(client, { ...search, form }, controller.signal, setCount);
      offerFile(file.blob, fileName(search.range.fromMs, form));
      toast(say('exported', { n: file.count }));
    } catch (failure) {
      if (!controller.signal.aborted) setError(toAppError(failure));
    } finally {
      running.current = undefined;
      setCount(undefined);
    }
  };
  const { query, range } = search;
  const bundle = () => askForBundle({ query, fromMs: range.fromMs, toMs: range.toMs });
  useActions([
    { id: 'search.bundle', group: say('search'), title: say('bundleHits'), icon: FileArchive, run: bundle },
    {
      id: 'search.export-text',
      group: say('search'),
      title: `${say('exportMenu')}: ${say('exportText')}`,
      run: () => void run('text'),
    },
    {
      id: 'search.export-json',
      group: say('search'),
      title: `${say('exportMenu')}: ${say('exportJson')}`,
      run: () => void run('json'),
    },
  ]);
  const notice =
    error !== undefined ? (
      <div className="pad">
        <ErrorNote error={error} />
      </div>
    ) : (
      count !== undefined && (
        <Working onCancel={() => running.current?.abort()}>{say('exporting', { n: count })}</Working>
      )
    );
  return { start: (form) => void run(form), bundle, notice };
}

export function ExportButton({ onStart, onBundle }: { onStart(form: ExportForm): void; onBundle(): void }) {
  const say = useText(searchText);
  return (
    <MenuButton
      className="btn line"
      label={say('exportMenu')}
      align="end"
      entries={[
        { id: 'text', label: say('exportText'), run: () => onStart('text') },
        { id: 'json', label: say('exportJson'), run: () => onStart('json') },
        'line',
        { id: 'bundle', label: say('bundleHits'), icon: FileArchive, run: onBundle },
      ]}
    >
      <Icon of={Download} />
      {say('exportMenu')}
      <Icon of={ChevronDown} size={12} />
    </MenuButton>
  );
}

function fileName(fromMs: number, form: ExportForm): string {
  const from = new Date(fromMs).toISOString().slice(0, 19).replace(/[-:]/g, '');
  return `crosstail-${from}Z.${form === 'json' ? 'ndjson' : 'log'}`;
}
