import { useConnection } from '../platform/console-context.tsx';
import { usePreferences } from '../platform/preferences.ts';
import { routeHash } from '../platform/route.ts';
import { formatNumber, useText } from '../platform/text.ts';
import { durationText, zoneText } from '../platform/time-text.ts';
import { useStream } from '../platform/use-stream.ts';
import { appText } from './app-text.ts';

/** One line about the whole workspace; every item opens its view. */
export function StatusLine() {
  const say = useText(appText);
  const { zone, language, set } = usePreferences();
  const { status: connection } = useConnection();
  const { latest } = useStream('workspace.status', {});
  const number = (value: number) => formatNumber(value, language, 0);
  const isOff = connection !== 'ready' || latest === undefined;
  const away = latest !== undefined && latest.hostsPresent < latest.hostsTotal;
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: at the top of the page a footer is the contentinfo landmark
    <footer className="status" aria-label={say('status')}>
      {latest !== undefined && (
        <>
          <a href={routeHash('hosts')}>
            <span className={`dot ${isOff ? 'off' : away ? 'w' : ''}`} />
            <b>
              {number(latest.hostsPresent)}/{number(latest.hostsTotal)}
            </b>{' '}
            {say('hostsCount')}
          </a>
          <a href={routeHash('rules')}>
            {say('rulesWord')} <b>r{latest.revision}</b> {say('rulesApplied')}{' '}
            <b>
              {number(latest.hostsApplied)}/{number(latest.hostsTotal)}
            </b>
          </a>
          <a href={routeHash('pipeline')} className="rate-item">
            <b>{number(latest.eventsPerSecond)}</b> {say('linesPerSecond')}
          </a>
          <a href={routeHash('pipeline')} className="lag-item">
            {say('lag')} <b>{durationText(latest.lagMs)}</b>
          </a>
          {latest.clockErrorMs !== null && (
            <a href={routeHash('hosts')}>
              {say('clock')} <b>±{durationText(latest.clockErrorMs)}</b>
            </a>
          )}
          <a href={routeHash('pipeline')} className="stored-item">
            {say('stored', { events: latest.storedEvents })}
          </a>
          {latest.losses > 0 && (
            <a href={routeHash('hosts')} className="warn">
              {say('losses', { n: latest.losses })}
            </a>
          )}
        </>
      )}
      <span className="sp" />
      {latest !== undefined && latest.damaged.length > 0 && (
        <a href={routeHash('pipeline')} className="err" data-tip={latest.damaged.join('\n')}>
          {say('damaged', { n: latest.damaged.length })}
        </a>
      )}
      {latest !== undefined && latest.problems.length > 0 && (
        <a href={routeHash('pipeline')} className="err" data-tip={latest.problems.join('\n')}>
          {say('problems', { n: latest.problems.length })}
        </a>
      )}
      <button
        type="button"
        className="status-button"
        data-tip={say('otherZone', { zone: zone === 'UTC' ? say('localZone') : 'UTC' })}
        data-tip-keys="u"
        onClick={() => set({ zone: zone === 'UTC' ? 'local' : 'UTC' })}
      >
        {zone === 'local' && Intl.DateTimeFormat().resolvedOptions().timeZone !== 'UTC' && (
          <span>{Intl.DateTimeFormat().resolvedOptions().timeZone.replace(/^.*\//, '').replaceAll('_', ' ')}</span>
        )}
        <b>{zoneText(zone)}</b>
      </button>
    </footer>
  );
}
