import type { ReactNode } from 'react';
import { usePreferences } from '../../platform/preferences.ts';
import { EDITORS, type EditorId } from '../../platform/source-links.ts';
import { LANGUAGE_NAMES, LANGUAGES, useText } from '../../platform/text.ts';
import { zoneText } from '../../platform/time-text.ts';
import { useCall } from '../../platform/use-call.ts';
import { Segments } from '../../ui/segments.tsx';
import { settingsText } from './settings-text.ts';
import './settings.css';

/** How this window looks and speaks. */
export function SettingsView() {
  const say = useText(settingsText);
  const { theme, language, density, zone, screenReader, editor, sourceRoots, set } = usePreferences();
  const { value: workspace } = useCall('workspace.describe', {});
  return (
    <>
      <div className="vhead">
        <h1>{say('title')}</h1>
        <span className="t3">{say('kept')}</span>
      </div>
      <div className="settings scroll">
        <Setting name={say('theme')}>
          <Segments
            label={say('theme')}
            value={theme}
            options={[
              { value: 'system', label: say('system') },
              { value: 'dark', label: say('dark') },
              { value: 'light', label: say('light') },
            ]}
            onChange={(value) => set({ theme: value })}
          />
        </Setting>
        <Setting name={say('language')}>
          <Segments
            label={say('language')}
            value={language}
            options={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
            onChange={(value) => set({ language: value })}
          />
        </Setting>
        <Setting name={say('density')} note={say('densityNote')}>
          <Segments
            label={say('density')}
            value={density}
            options={[
              { value: 'dense', label: say('dense') },
              { value: 'comfort', label: say('comfort') },
            ]}
            onChange={(value) => set({ density: value })}
          />
        </Setting>
        <Setting name={say('zone')} note={say('zoneNote')}>
          <Segments
            label={say('zone')}
            value={zone}
            options={[
              { value: 'local', label: say('local', { zone: zoneText('local') }) },
              { value: 'UTC', label: 'UTC' },
            ]}
            onChange={(value) => set({ zone: value })}
          />
        </Setting>
        <Setting name={say('reader')} note={say('readerNote')}>
          <Segments
            label={say('reader')}
            value={screenReader ? 'on' : 'off'}
            options={[
              { value: 'off', label: say('off') },
              { value: 'on', label: say('on') },
            ]}
            onChange={(value) => set({ screenReader: value === 'on' })}
          />
        </Setting>
        <Setting name={say('editor')} note={say('editorNote')}>
          <Segments
            label={say('editor')}
            value={editor}
            options={Object.entries(EDITORS).map(([id, { name }]) => ({ value: id as EditorId, label: name }))}
            onChange={(value) => set({ editor: value })}
          />
        </Setting>
        <Setting name={say('sources')} note={say('sourcesNote')}>
          <textarea
            className="in mono"
            rows={3}
            spellCheck={false}
            aria-label={say('sources')}
            placeholder={'/srv/shop = /home/me/shop'}
            value={sourceRoots}
            onChange={(event) => set({ sourceRoots: event.target.value })}
          />
        </Setting>
        {workspace !== undefined && (
          <Setting name={say('about')}>
            <span className="t2">
              {say('version', { version: workspace.version, name: workspace.name, host: workspace.host })}
            </span>
          </Setting>
        )}
      </div>
    </>
  );
}

function Setting({ name, note, children }: { name: string; note?: string; children: ReactNode }) {
  return (
    <div className="setting">
      <div>
        <div className="b">{name}</div>
        {note !== undefined && <div className="t3">{note}</div>}
      </div>
      <div>{children}</div>
    </div>
  );
}
