import { ChevronDown, Plus } from 'lucide-react';
import type { Answer } from '../../src/contract/contract.ts';
import { useConsole } from '../platform/console-context.tsx';
import { useText } from '../platform/text.ts';
import { toAppError, useCall } from '../platform/use-call.ts';
import { askToConnect, switchWorkspace } from '../platform/workspace-switch.ts';
import { Icon } from '../ui/icon.tsx';
import { MenuButton, type MenuEntry } from '../ui/menu.tsx';
import { note, toast } from '../ui/toast.tsx';
import { appText } from './app-text.ts';

const FAULTS = [
  { fault: 'slow-database', name: 'slowDatabase' },
  { fault: 'engine-crash', name: 'engineCrash' },
  { fault: 'bad-release', name: 'badRelease' },
] as const;

type Described = Answer<'workspace.describe'>;

/** Which workspace is open; the others; the sample's switches. */
export function WorkspaceMenu() {
  const say = useText(appText);
  const { value, reload } = useCall('workspace.describe', {});
  const others = useOtherWorkspaces(value);
  const sample = useSampleEntries(value, reload);
  if (value === undefined) return <span className="ws">Crosstail</span>;
  const heading = { heading: `${value.name} · ${value.host} · Crosstail ${value.version}` };
  return (
    <MenuButton className="ws" label={say('workspace')} entries={[heading, ...sample, ...others]}>
      {value.name} <small>{say(value.kind)}</small>
      <Icon of={ChevronDown} size={12} />
    </MenuButton>
  );
}

function useOtherWorkspaces(here: Described | undefined): MenuEntry[] {
  const say = useText(appText);
  const client = useConsole();
  const { value } = useCall('workspaces.list', {});
  if (here === undefined || client === undefined) return [];
  const open = (entry: { name: string; kind: 'embedded' | 'cluster' }) => {
    switchWorkspace(client, here, entry).catch((error: unknown) => {
      const { message, hint } = toAppError(error);
      note(`${message} ${hint ?? ''}`.trim());
    });
  };
  return [
    { heading: say('workspaces') },
    ...(value?.workspaces ?? []).map(({ name, kind, detail }) => ({
      id: `open ${kind} ${name}`,
      label: `${name} (${say(kind)})`,
      note: <span className="ws-detail trunc">{detail}</span>,
      isChecked: name === here.name && kind === here.kind,
      run: () => {
        if (name !== here.name || kind !== here.kind) open({ name, kind });
      },
    })),
    { id: 'connect', label: say('connect'), icon: Plus, run: askToConnect },
  ];
}

function useSampleEntries(here: Described | undefined, reload: () => void): MenuEntry[] {
  const say = useText(appText);
  const client = useConsole();
  if (here === undefined || here.sample.mode === 'off') return [];
  const { sample } = here;
  const run = async (running: boolean) => {
    await client?.['sample.run']({ running });
    reload();
  };
  const inject = async (fault: (typeof FAULTS)[number]['fault']) => {
    await client?.['sample.inject']({ fault });
    toast(say('faultSent'));
    reload();
  };
  return [
    { heading: say(sample.mode === 'recorded' ? 'sampleRecorded' : 'sampleRuns') },
    ...FAULTS.map(({ fault, name }) => ({ id: fault, label: say(name), run: () => void inject(fault) })),
    'line',
    { id: 'run', label: say(sample.running ? 'stopSample' : 'startSample'), run: () => void run(!sample.running) },
  ];
}
