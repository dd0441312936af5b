import { ChevronDown, Contrast, Languages, Search } from 'lucide-react';
import { useConsole } from '../platform/console-context.tsx';
import { themeNow, usePreferences } from '../platform/preferences.ts';
import { routeHash } from '../platform/route.ts';
import { LANGUAGE_NAMES, LANGUAGES, useText } from '../platform/text.ts';
import { useCall } from '../platform/use-call.ts';
import { IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { KeyCaps } from '../ui/key-caps.tsx';
import { MenuButton, type MenuEntry } from '../ui/menu.tsx';
import { toast } from '../ui/toast.tsx';
import { appText } from './app-text.ts';
import { TimeBar } from './time-bar.tsx';

/** Workspace, palette, time, theme and language. */
export function TopBar({ onPalette }: { onPalette(): void }) {
  const say = useText(appText);
  const { language, theme, set } = usePreferences();
  return (
    <header className="topbar">
      <a className="brand" href={routeHash('tails')} aria-label="Crosstail">
        <Brand />
      </a>
      <WorkspaceMenu />
      <button type="button" className="palette-field" aria-keyshortcuts="Control+K" onClick={onPalette}>
        <Icon of={Search} />
        <span>{say('palette')}</span>
        <span className="grow" />
        <KeyCaps keys="mod+k" />
      </button>
      <TimeBar />
      <MenuButton
        className="btn sq"
        label={say('language')}
        tip={say('language')}
        align="end"
        entries={LANGUAGES.map((id) => ({
          id,
          label: LANGUAGE_NAMES[id],
          isChecked: id === language,
          run: () => set({ language: id }),
        }))}
      >
        <Icon of={Languages} />
      </MenuButton>
      <IconButton
        icon={Contrast}
        label={say('theme')}
        onClick={() => set({ theme: themeNow(theme) === 'dark' ? 'light' : 'dark' })}
      />
    </header>
  );
}

function Brand() {
  return (
    <svg viewBox="0 0 20 20" fill="none" strokeWidth="2" strokeLinecap="round" aria-hidden="true">
      <path d="M3 5.5h3.2c4.2 0 3.4 9 7.6 9H17" stroke="var(--acc)" />
      <path d="M3 14.5h3.2c1.5 0 2.3-1.2 2.9-2.6M11 8.1c.6-1.4 1.3-2.6 2.8-2.6H17" stroke="currentColor" />
    </svg>
  );
}

const FAULTS = [
  { fault: 'slow-database', name: 'slowDatabase' },
  { fault: 'engine-crash', name: 'engineCrash' },
  { fault: 'bad-release', name: 'badRelease' },
] as const;

function WorkspaceMenu() {
  const say = useText(appText);
  const client = useConsole();
  const { value, reload } = useCall('workspace.describe', {});
  if (value === undefined) return <span className="ws">Crosstail</span>;
  const { sample } = value;
  const entries: MenuEntry[] = [{ heading: `${value.name} · ${value.host} · Crosstail ${value.version}` }];
  if (sample.mode !== 'off') {
    const run = async (running: boolean) => {
      await client?.['sample.run']({ running });
      reload();
    };
    const inject = async (fault: (typeof FAULTS)[number]['fault']) => {
      await client?.['sample.inject']({ fault });
      toast(say('faultSent'));
      reload();
    };
    entries.push({ heading: say(sample.mode === 'recorded' ? 'sampleRecorded' : 'sampleRuns') });
    for (const { fault, name } of FAULTS) entries.push({ id: fault, label: say(name), run: () => void inject(fault) });
    entries.push('line', {
      id: 'run',
      label: say(sample.running ? 'stopSample' : 'startSample'),
      run: () => void run(!sample.running),
    });
  }
  return (
    <MenuButton className="ws" label={say('workspace')} entries={entries}>
      {value.name} <small>{say(value.kind)}</small>
      <Icon of={ChevronDown} size={12} />
    </MenuButton>
  );
}
