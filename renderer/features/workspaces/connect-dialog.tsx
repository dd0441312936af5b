// "Connect servers": the addresses of a cluster, each server tried and what is wrong with which said, then opened.
import { type ReactNode, useId, useState } from 'react';
import type { AppError } from '../../../src/base/errors.ts';
import type { Answer } from '../../../src/contract/contract.ts';
import { useConsole } from '../../platform/console-context.tsx';
import { useText } from '../../platform/text.ts';
import { toAppError, useCall } from '../../platform/use-call.ts';
import { switchWorkspace, useConnectWish } from '../../platform/workspace-switch.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNote, Working } from '../../ui/states.tsx';
import { uiText } from '../../ui/ui-text.ts';
import { ServerFields } from './server-fields.tsx';
import { EMPTY_FORM, hasServer, isName, profileOf, type ServerForm } from './server-form.ts';
import { TestResult } from './test-result.tsx';
import { workspacesText } from './workspaces-text.ts';
import './workspaces.css';

/** The dialog; it stays open until the workspace is, or it is closed. */
export function ConnectDialog() {
  const say = useText(workspacesText);
  const sayUi = useText(uiText);
  const nameId = useId();
  const [form, setForm] = useState<ServerForm>(EMPTY_FORM);
  const work = useConnecting();
  const close = () => useConnectWish.setState({ isOpen: false });
  const change = (patch: Partial<ServerForm>) => {
    setForm((before) => ({ ...before, ...patch }));
    work.forget();
  };
  const isComplete = hasServer(form) && isName(form.name);
  return (
    <Dialog
      wide
      title={say('title')}
      closeLabel={sayUi('close')}
      onClose={close}
      actions={
        <>
          <Button onClick={close}>{sayUi('cancel')}</Button>
          <Button disabled={!hasServer(form) || work.isBusy} onClick={() => void work.test(form)}>
            {say('test')}
          </Button>
          <Button kind="prim" disabled={!isComplete || work.isBusy} onClick={() => void work.open(form)}>
            {say('save')}
          </Button>
        </>
      }
    >
      <div className="connect">
        <p className="t2">{say('intro')}</p>
        <div className="connect-field">
          <label htmlFor={nameId}>{say('name')}</label>
          <input
            id={nameId}
            data-autofocus
            className="in"
            value={form.name}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => change({ name: event.target.value.trim() })}
          />
          {form.name !== '' && !isName(form.name) && <span className="err">{say('nameBad')}</span>}
        </div>
        <ServerFields form={form} onChange={change} />
        <Outcome work={work} />
      </div>
    </Dialog>
  );
}

function Outcome({ work: { isBusy, tests, error, warning } }: { work: Connecting }): ReactNode {
  const say = useText(workspacesText);
  return (
    <>
      {warning !== undefined && <p className="t3">{warning}</p>}
      {isBusy && <Working>{say('testing')}</Working>}
      {tests !== undefined && <TestResult tests={tests} />}
      {error !== undefined && <ErrorNote error={error} />}
    </>
  );
}

type Connecting = ReturnType<typeof useConnecting>;

/** Trying and opening; what was found is forgotten when the form changes. */
function useConnecting() {
  const client = useConsole();
  const here = useCall('workspace.describe', {}).value;
  const warning = useCall('workspaces.list', {}).value?.warning;
  const [isBusy, setBusy] = useState(false);
  const [tests, setTests] = useState<Answer<'workspaces.test'>>();
  const [error, setError] = useState<AppError>();
  const forget = () => {
    setTests(undefined);
    setError(undefined);
  };
  const run = async (work: () => Promise<void>) => {
    if (isBusy) return;
    setBusy(true);
    forget();
    try {
      await work();
    } catch (failure) {
      setError(toAppError(failure));
    }
    setBusy(false);
  };
  const test = (form: ServerForm) =>
    run(async () => setTests(await client?.['workspaces.test']({ profile: profileOf(form) })));
  const open = (form: ServerForm) =>
    run(async () => {
      if (client === undefined || here === undefined) return;
      const { name } = form;
      await client['workspaces.save']({ name, profile: profileOf(form), replace: false });
      await switchWorkspace(client, here, { name, kind: 'cluster' });
    });
  return { isBusy, tests, error, warning, forget, test, open };
}
