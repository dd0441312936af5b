import { Download, FileArchive, FolderOpen } from 'lucide-react';
import { useState } from 'react';
import type { AppError } from '../../../src/base/errors.ts';
import type { Answer, ConsoleClient } from '../../../src/contract/contract.ts';
import { useConsole } from '../../platform/console-context.tsx';
import { offerFile } from '../../platform/offer-file.ts';
import { useText } from '../../platform/text.ts';
import { bytesText } from '../../platform/time-text.ts';
import { type CallState, toAppError, useCall } from '../../platform/use-call.ts';
import { copyPlainText } from '../../rows/clipboard.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ErrorNote, Working } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.tsx';
import { bundleText } from './bundle-text.ts';
import type { BundleRun, BundleStep } from './use-bundle-run.ts';

/** How much would go in, as far as it is known. */
export function PreviewLine({ preview }: { preview: CallState<Answer<'bundles.preview'>> }) {
  const say = useText(bundleText);
  const { value, error, isLoading, reload } = preview;
  if (error !== undefined && !isLoading) return <ErrorNote error={error} onRetry={reload} />;
  if (value === undefined || isLoading) return <Working>{say('looking')}</Working>;
  const words = { events: value.events, services: value.services.length, size: bytesText(value.zipBytes) };
  return (
    <p role="status">
      {value.events === 0 ? say('noEvents') : say('preview', words)}{' '}
      {value.isSample && value.hidden !== null && <span className="t3">{say('sampled')}</span>}
    </p>
  );
}

/** What is going on, how far it is, and the way to stop it. */
export function BundleProgress({ run, wanted }: { run: BundleRun; wanted: number | undefined }) {
  const say = useText(bundleText);
  const { step, error, isRunning, wasCancelled, cancel } = run;
  if (error !== undefined) return <ErrorNote error={error} />;
  if (wasCancelled) return <p role="status">{say('cancelled')}</p>;
  if (!isRunning) return null;
  const now = step?.type === 'progress' ? step : { phase: 'reading' as const, events: 0, bytes: 0 };
  const words = { events: now.events, size: bytesText(now.bytes) };
  const phase = { looking: 'phaseLooking', reading: 'phaseReading', writing: 'phaseWriting' } as const;
  const share = wanted === undefined || wanted === 0 ? undefined : Math.min(1, now.events / wanted);
  return (
    <div className="bundle-run">
      <Working onCancel={cancel}>{say(phase[now.phase], words)}</Working>
      <progress aria-label={say('make')} {...(share === undefined ? {} : { value: share })} />
    </div>
  );
}

/** The bundle that was made: where it is, and what proves that it is this one. */
export function BundleResult({ step }: { step: Extract<BundleStep, { type: 'done' }> }) {
  const say = useText(bundleText);
  const { path, sha256, events, services, bytes, hidden } = step;
  const total = Object.values(hidden ?? {}).reduce((sum, count) => sum + count, 0);
  const copy = (text: string) => {
    copyPlainText(text);
    toast(say('copied'));
  };
  const command = `crosstail bundle open '${path.replaceAll("'", String.raw`'\''`)}'`;
  return (
    <div className="bundle-done" role="status">
      <p>
        <Icon of={FileArchive} /> <b>{say('done', { events, services: services.length, size: bytesText(bytes) })}</b>{' '}
        {hidden !== null && say('doneHidden', { n: total })}
      </p>
      <Fact name={say('path')} value={path} action={say('copyPath')} onCopy={copy} isFirst />
      <TakeFile path={path} />
      <Fact name="SHA-256" value={sha256} action={say('copySum')} onCopy={copy} />
      <Fact name={say('openWith')} value={command} action={say('copyCommand')} onCopy={copy} />
    </div>
  );
}

/** The way to the file: in its folder where the window is the desktop's, else as a download. */
function TakeFile({ path }: { path: string }) {
  const say = useText(bundleText);
  const client = useConsole();
  const described = useCall('workspace.describe', {});
  const [error, setError] = useState<AppError>();
  if (client === undefined || described.value === undefined) return null;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const isDesktop = described.value.shell === 'desktop';
  const take = async () => {
    setError(undefined);
    try {
      if (isDesktop) await client['bundles.show']({ name });
      else offerFile(await savedBundle(client, name), name);
    } catch (caught) {
      setError(toAppError(caught));
    }
  };
  return (
    <div>
      <Button icon={isDesktop ? FolderOpen : Download} onClick={() => void take()}>
        {say(isDesktop ? 'showFile' : 'saveFile')}
      </Button>
      {error !== undefined && <ErrorNote error={error} />}
    </div>
  );
}

async function savedBundle(client: ConsoleClient, name: string): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for await (const { base64 } of client['bundles.read']({ name }))
    parts.push(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
  return new Blob(parts, { type: 'application/zip' });
}

function Fact(props: { name: string; value: string; action: string; isFirst?: boolean; onCopy(text: string): void }) {
  const { name, value, action, isFirst = false, onCopy } = props;
  return (
    <div className="bundle-fact">
      <span className="lab">{name}</span>
      <code>{value}</code>
      <Button small kind="line" {...(isFirst ? { 'data-autofocus': true } : {})} onClick={() => onCopy(value)}>
        {action}
      </Button>
    </div>
  );
}
