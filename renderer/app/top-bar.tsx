import { Contrast, Languages, Search } from 'lucide-react';
import { themeNow, usePreferences } from '../platform/preferences.ts';
import { routeHash } from '../platform/route.ts';
import { LANGUAGE_NAMES, LANGUAGES, useText } from '../platform/text.ts';
import { IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { KeyCaps } from '../ui/key-caps.tsx';
import { MenuButton } from '../ui/menu.tsx';
import { appText } from './app-text.ts';
import { TimeBar } from './time-bar.tsx';
import { WorkspaceMenu } from './workspace-menu.tsx';

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
