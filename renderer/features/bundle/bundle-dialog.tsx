// Hand over what is on screen: scope, what is hidden, how large it will be; then the file with its checksum.
import './bundle.css';
import { useEffect, useState } from 'react';
import type { Answer } from '../../../src/contract/contract.ts';
import { type BundleWish, useBundleWish } from '../../platform/bundle-request.ts';
import { useText } from '../../platform/text.ts';
import { type CallState, useCall } from '../../platform/use-call.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNote } from '../../ui/states.tsx';
import { BundleProgress, BundleResult, PreviewLine } from './bundle-progress.tsx';
import { type BundleScope, fieldsOf, type ScopeFields, scopeOf } from './bundle-scope.ts';
import { bundleText } from './bundle-text.ts';
import { HidingFields } from './hiding-fields.tsx';
import { useBundleRun } from './use-bundle-run.ts';

/** The dialog while a bundle is wished for; nothing otherwise. */
export function BundleDialog() {
  const wish = useBundleWish((state) => state.wish);
  if (wish === undefined) return null;
  return <OpenDialog wish={wish} onClose={() => useBundleWish.setState({ wish: undefined })} />;
}

/** What is typed is not asked about letter by letter. */
const SETTLE_MS = 400;

function OpenDialog({ wish, onClose }: { wish: BundleWish; onClose(): void }) {
  const say = useText(bundleText);
  const known = useCall('bundles.redactions', {});
  const [fields, setFields] = useState<ScopeFields>(() => ({ ...fieldsOf(wish), isHiding: true, kinds: [], own: '' }));
  const defaults = known.value?.kinds;
  useEffect(() => {
    if (defaults === undefined) return;
    setFields((now) => ({ ...now, kinds: defaults.filter((kind) => kind.isDefault).map(({ name }) => name) }));
  }, [defaults]);
  const change = (patch: Partial<ScopeFields>) => setFields((now) => ({ ...now, ...patch }));
  // "-15m" counts from when the dialog was opened, so that what is previewed is what is made.
  const [openedMs] = useState(Date.now);
  const scope = scopeOf(wish, fields, openedMs);
  const isGood = !('notATime' in scope) && defaults !== undefined;
  const preview = useSettledPreview(isGood ? (scope as BundleScope) : null);
  const run = useBundleRun();
  const isDone = run.step?.type === 'done';
  const isEmpty = preview.value?.events === 0;
  return (
    <Dialog
      title={say('title')}
      closeLabel={say('close')}
      onClose={onClose}
      wide
      actions={
        <>
          <Button onClick={onClose}>{say('close')}</Button>
          {!isDone && (
            <Button
              kind="prim"
              isBusy={run.isRunning}
              disabled={!isGood || run.isRunning || isEmpty}
              onClick={() => run.start(scope as BundleScope)}
            >
              {say('make')}
            </Button>
          )}
        </>
      }
    >
      <div className="bundle">
        {run.step?.type === 'done' ? (
          <BundleResult step={run.step} />
        ) : (
          <>
            <p className="t2">{say('lead')}</p>
            <fieldset className="bundle-fields" disabled={run.isRunning}>
              <legend className="lab">{say('scope')}</legend>
              <ScopeInputs wish={wish} fields={fields} onChange={change} />
              {'notATime' in scope && (
                <p className="bundle-bad" role="alert">
                  {say('notATime', { text: scope.notATime })}
                </p>
              )}
              <HidingFields
                fields={fields}
                kinds={defaults ?? []}
                hidden={preview.value?.hidden ?? null}
                onChange={change}
              />
            </fieldset>
            {known.error !== undefined && <ErrorNote error={known.error} onRetry={known.reload} />}
            {!run.isRunning && <PreviewLine preview={preview} />}
            <BundleProgress run={run} wanted={preview.value?.events} />
          </>
        )}
      </div>
    </Dialog>
  );
}

function ScopeInputs(props: { wish: BundleWish; fields: ScopeFields; onChange(patch: Partial<ScopeFields>): void }) {
  const say = useText(bundleText);
  const { wish, fields, onChange } = props;
  const { incident, trace } = wish;
  return (
    <>
      {incident !== undefined && (
        <p>{say('ofIncident', { title: incident.title === '' ? say('untitled') : incident.title })}</p>
      )}
      {trace !== undefined && <p>{say('ofTrace', { id: trace })}</p>}
      <label className="bundle-field">
        <span className="lab">{say('query')}</span>
        <input
          className="in mono"
          data-autofocus
          value={fields.query}
          spellCheck={false}
          onChange={(event) => onChange({ query: event.target.value })}
        />
      </label>
      {incident === undefined && (
        <div className="bundle-ends">
          {(['from', 'to'] as const).map((end) => (
            <label className="bundle-field" key={end}>
              <span className="lab">{say(end)}</span>
              <input
                className="in mono"
                value={fields[end]}
                placeholder={say('openEnd')}
                onChange={(event) => onChange({ [end]: event.target.value })}
              />
            </label>
          ))}
        </div>
      )}
    </>
  );
}

/** The preview of the scope once it has stood still for a moment. */
function useSettledPreview(scope: BundleScope | null): CallState<Answer<'bundles.preview'>> {
  const key = scope === null ? null : JSON.stringify(scope);
  const [settled, setSettled] = useState(key);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(key), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [key]);
  return useCall('bundles.preview', settled === null ? null : (JSON.parse(settled) as BundleScope));
}
