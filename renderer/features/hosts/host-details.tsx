import { Copy, Search, SquareSplitHorizontal, X } from 'lucide-react';
import { quoteValue } from '../../../src/query/complete-query.ts';
import { usePreferences } from '../../platform/preferences.ts';
import { navigate, setRouteParams } from '../../platform/route.ts';
import { formatNumber, useText } from '../../platform/text.ts';
import { bytesText, durationText, secondText } from '../../platform/time-text.ts';
import { copyPlainText } from '../../rows/clipboard.ts';
import { visibleText } from '../../rows/text/control-text.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { toast } from '../../ui/toast.tsx';
import { type HostStatus, shortPath } from './host-facts.ts';
import { hostsText } from './hosts-text.ts';

const PATH_CHARACTERS = 64;

/** One host: its files, its rules, what it lost. */
export function HostDetails({ status }: { status: HostStatus }) {
  const say = useText(hostsText);
  const { agent, host, present } = status;
  const labels = Object.entries(agent.labels).map(([name, value]) => `${name}=${value}`);
  return (
    <section className="host-details" aria-label={host}>
      <div className="vhead">
        <h2 className="mono">{host}</h2>
        <span className={present ? 'badge ok' : 'badge'}>{say(present ? 'present' : 'gone')}</span>
        <span className="t3 trunc">
          {[say('up', { time: durationText(Date.now() - agent.startedAtMs) }), `pid ${agent.pid}`, ...labels].join(
            ' · ',
          )}
        </span>
        <span className="grow" />
        <Button kind="line" icon={SquareSplitHorizontal} onClick={() => navigate('tails', { host })}>
          {say('tailHost')}
        </Button>
        <Button kind="line" icon={Search} onClick={() => navigate('search', { q: `host:${quoteValue(host)}` })}>
          {say('search')}
        </Button>
        <Button
          icon={Copy}
          onClick={() => {
            copyPlainText(JSON.stringify(status, null, 2));
            toast(say('copied'));
          }}
        >
          {say('copy')}
        </Button>
        <IconButton
          icon={X}
          label={say('closeDetails')}
          onClick={() => setRouteParams({ host: '' }, { replace: true })}
        />
      </div>
      <div className="scroll grow">
        <FileTable status={status} />
        <RuleStates status={status} />
        <Losses status={status} />
      </div>
    </section>
  );
}

const DOTS = { following: 'dot', idle: 'dot off', waiting: 'dot w', error: 'dot e', gone: 'dot off' } as const;

function FileTable({ status }: { status: HostStatus }) {
  const say = useText(hostsText);
  const language = usePreferences((state) => state.language);
  const { files, filesTotal } = status.agent;
  if (filesTotal === 0) return <p className="hosts-none t2">{say('noFiles')}</p>;
  return (
    <table>
      <thead>
        <tr>
          <th>{say('file')}</th>
          <th>{say('rule')}</th>
          <th className="num">{say('size')}</th>
          <th className="num">{say('offset')}</th>
          <th>{say('read')}</th>
          <th className="num">{say('rate')}</th>
          <th>{say('state')}</th>
          <th>
            <span className="sr">{say('tailFile')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {files.map((file) => (
          <tr key={`${file.path} ${file.rule}`}>
            <td className="mono" data-tip={file.path}>
              {visibleText(shortPath(file.path, PATH_CHARACTERS))}
            </td>
            <td>{file.rule}</td>
            <td className="num mono">{bytesText(file.sizeBytes)}</td>
            <td className="num mono">{formatNumber(file.offset, language)}</td>
            <td>
              <span className="barbox read">
                <i
                  style={{
                    width: `${file.sizeBytes === 0 ? 100 : Math.min(100, (file.offset / file.sizeBytes) * 100)}%`,
                  }}
                />
              </span>
            </td>
            <td className="num mono">{formatNumber(file.linesPerSecond, language)}</td>
            <td {...(file.error === undefined ? {} : { 'data-tip': file.error })}>
              <span className="state">
                <span className={DOTS[file.state]} />
                {say(file.state === 'gone' ? 'fileGone' : file.state)}
                {file.error !== undefined && <span className="err">{file.error}</span>}
              </span>
            </td>
            <td className="num">
              <Button
                small
                kind="line"
                icon={SquareSplitHorizontal}
                onClick={() => navigate('tails', { file: file.path })}
              >
                {say('tailFile')}
              </Button>
            </td>
          </tr>
        ))}
        {filesTotal > files.length && (
          <tr>
            <td colSpan={8} className="t2">
              {say('moreFiles', { n: filesTotal - files.length })}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

function RuleStates({ status }: { status: HostStatus }) {
  const say = useText(hostsText);
  if (status.agent.rules.length === 0) return null;
  return (
    <div className="host-part">
      <h3>{say('ruleStates')}</h3>
      <ul className="rule-states">
        {status.agent.rules.map((rule) => (
          <li key={rule.rule}>
            <span className="mono">{rule.rule}</span>
            <span className={`badge ${rule.state === 'applied' ? 'ok' : rule.state === 'refused' ? 'err' : 'warn'}`}>
              {say(rule.state)}
            </span>
            {rule.error !== undefined && <span className="err">{rule.error}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Losses({ status }: { status: HostStatus }) {
  const say = useText(hostsText);
  const { zone, language } = usePreferences();
  const { losses, lossesTotal } = status.agent;
  if (lossesTotal === 0) return null;
  return (
    <div className="host-part">
      <h3>
        {say('lossList')} <span className="t3">{formatNumber(lossesTotal, language)}</span>
      </h3>
      <ul className="rule-states">
        {losses.map((loss) => (
          <li key={`${loss.path} ${loss.fromOffset} ${loss.atMs}`}>
            <span className="mono t2">{secondText(loss.atMs, zone)}</span>
            <span className="mono" data-tip={loss.path}>
              {visibleText(shortPath(loss.path, PATH_CHARACTERS))}
            </span>
            <span className="t2">{say('bytes', { from: loss.fromOffset, to: loss.toOffset })}</span>
            <span>{loss.reason}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
