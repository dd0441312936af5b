import { Funnel, Server } from 'lucide-react';
import { useState } from 'react';
import { usePreferences } from '../../platform/preferences.ts';
import { setRouteParams, useRoute } from '../../platform/route.ts';
import { formatNumber, useText } from '../../platform/text.ts';
import { bytesText, secondText } from '../../platform/time-text.ts';
import { useStream } from '../../platform/use-stream.ts';
import { Icon } from '../../ui/icon.tsx';
import { Segments } from '../../ui/segments.tsx';
import { EmptyState, ErrorNote, Working } from '../../ui/states.tsx';
import { HostDetails } from './host-details.tsx';
import { type HostStatus, isClockOff, isFarBehind, isInTrouble, matchesHost } from './host-facts.ts';
import { hostsText } from './hosts-text.ts';
import './hosts.css';

/** Every host that ever reported; opening one shows its files. */
export function HostsView() {
  const say = useText(hostsText);
  const { params } = useRoute();
  const { latest, error } = useStream('hosts.watch', {});
  const [filter, setFilter] = useState('');
  const hosts = [...(latest?.hosts ?? [])].sort((a, b) => a.host.localeCompare(b.host, undefined, { numeric: true }));
  const troubled = hosts.filter(isInTrouble);
  const which = params.get('show') === 'trouble' ? 'trouble' : 'all';
  const shown = (which === 'trouble' ? troubled : hosts).filter((each) => matchesHost(each, filter));
  const open = hosts.find((each) => each.host === params.get('host'));
  const present = hosts.filter((each) => each.present).length;
  return (
    <>
      <div className="vhead">
        <h1>{say('title')}</h1>
        <span className="t3 nowrap">{say('summary', { present, gone: hosts.length - present })}</span>
        <span className="grow" />
        <div className="in hosts-filter">
          <Icon of={Funnel} size={12} />
          <input
            aria-label={say('filter')}
            placeholder={say('filter')}
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
          />
        </div>
        <Segments
          label={say('which')}
          value={which}
          options={[
            { value: 'all', label: say('all', { n: hosts.length }) },
            { value: 'trouble', label: say('trouble', { n: troubled.length }) },
          ]}
          onChange={(value) => setRouteParams({ show: value === 'all' ? '' : value }, { replace: true })}
        />
      </div>
      {error !== undefined && (
        <div className="hosts-note">
          <ErrorNote error={error} />
        </div>
      )}
      {latest === undefined && error === undefined && <Working>{say('waitingHosts')}</Working>}
      {latest !== undefined && hosts.length === 0 && (
        <EmptyState icon={Server} title={say('emptyTitle')}>
          {say('emptyText')}
        </EmptyState>
      )}
      {hosts.length > 0 && (
        <div className={open === undefined ? 'scroll hosts-table grow' : 'scroll hosts-table is-split'}>
          <HostTable hosts={shown} open={open?.host} />
          {shown.length === 0 && <p className="hosts-none t2">{say('noneMatch')}</p>}
        </div>
      )}
      {open !== undefined && <HostDetails status={open} key={open.host} />}
    </>
  );
}

function HostTable({ hosts, open }: { hosts: readonly HostStatus[]; open: string | undefined }) {
  const say = useText(hostsText);
  const language = usePreferences((state) => state.language);
  const sum = (pick: (status: HostStatus) => number) =>
    formatNumber(
      hosts.reduce((total, each) => total + pick(each), 0),
      language,
      0,
    );
  return (
    <table>
      <thead>
        <tr>
          <th aria-sort="ascending">{say('host')}</th>
          <th>{say('presence')}</th>
          <th>{say('version')}</th>
          <th>{say('rules')}</th>
          <th className="num">{say('clock')}</th>
          <th className="num">{say('files')}</th>
          <th className="num">{say('rate')}</th>
          <th className="num">{say('lag')}</th>
          <th className="num">{say('losses')}</th>
          <th>{say('lastError')}</th>
        </tr>
      </thead>
      <tbody>
        {hosts.map((status) => (
          <HostRow key={status.host} status={status} isOpen={status.host === open} />
        ))}
        <tr className="total">
          <td>{say('total')}</td>
          <td colSpan={4} />
          <td className="num mono">{sum(({ agent }) => agent.filesTotal)}</td>
          <td className="num mono">{sum(({ agent }) => agent.linesPerSecond)}</td>
          <td colSpan={3} />
        </tr>
      </tbody>
    </table>
  );
}

function HostRow({ status, isOpen }: { status: HostStatus; isOpen: boolean }) {
  const say = useText(hostsText);
  const { zone, language } = usePreferences();
  const { agent } = status;
  const isBehindRules = agent.appliedRevision !== agent.wantedRevision;
  const classes = [isOpen ? 'is-sel' : '', status.present ? '' : 'gone'].filter((each) => each !== '').join(' ');
  const toggle = () => setRouteParams({ host: isOpen ? '' : status.host }, { replace: true });
  return (
    <tr className={classes}>
      <td className="mono">
        <button type="button" className="host-open" aria-expanded={isOpen} onClick={toggle}>
          {status.host}
        </button>
      </td>
      <td>
        <span className="state">
          <span className={status.present ? 'dot' : 'dot off'} />
          {say(status.present ? 'present' : 'gone')}
        </span>
      </td>
      <td className="mono">{agent.version}</td>
      <td className="mono">
        r{agent.appliedRevision}
        {isBehindRules && <span className="warn"> {say('wanted', { revision: String(agent.wantedRevision) })}</span>}
      </td>
      <td className={isClockOff(status) ? 'num mono warn' : 'num mono'}>
        {agent.clock === undefined
          ? '—'
          : `${agent.clock.offsetMs > 0 ? '+' : ''}${Math.round(agent.clock.offsetMs)} ms`}
      </td>
      <td className="num mono">{formatNumber(agent.filesTotal, language)}</td>
      <td className="num mono">{formatNumber(agent.linesPerSecond, language, 0)}</td>
      <td className={isFarBehind(status) ? 'num mono warn' : 'num mono'}>
        {status.present ? bytesText(agent.lagBytes) : '—'}
      </td>
      <td className={agent.lossesTotal > 0 ? 'num mono err' : 'num mono'}>
        {formatNumber(agent.lossesTotal, language)}
      </td>
      <td className="trunc" {...(agent.lastError === undefined ? {} : { 'data-tip': agent.lastError })}>
        {status.present ? (agent.lastError ?? '—') : say('lastSeen', { time: secondText(status.lastSeenMs, zone) })}
      </td>
    </tr>
  );
}
