import { CircleSlash, ListFilter, RotateCw, ScanSearch } from 'lucide-react';
import type { Answer, Incident } from '../../../src/contract/contract.ts';
import { useText } from '../../platform/text.ts';
import { type CallState, useCall } from '../../platform/use-call.ts';
import { ServiceTag, serviceStyle } from '../../rows/service-tag.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { EmptyState, ErrorNote, Working } from '../../ui/states.tsx';
import { incidentText } from './incident-text.ts';

export type Suspect = Answer<'suspects.rank'>['suspects'][number];

export interface SuspectsPanelProps {
  incident: Incident;
  ranking: CallState<Answer<'suspects.rank'>>;
  /** The suspect whose evidence is open. */
  open: string | undefined;
  onOpen(service: string): void;
  onExclude(excluded: string[]): void;
}

/** Services by how early and how unusual they behaved; each says why, and can be ruled out. */
export function SuspectsPanel({ incident, ranking, open, onOpen, onExclude }: SuspectsPanelProps) {
  const say = useText(incidentText);
  const { value, error, isLoading, reload } = ranking;
  return (
    <section className="suspects" aria-label={say('suspects')}>
      <div className="suspects-head">
        <h2>{say('suspects')}</h2>
        {value !== undefined && <span className="t3">{say('suspectsNote', { n: value.suspects.length })}</span>}
        {value !== undefined && <ComparedLines ranking={value} isLoading={isLoading} />}
        <span className="grow" />
        {isLoading && <span className="spin" />}
        <IconButton icon={RotateCw} small label={say('again')} onClick={reload} />
      </div>
      <div className="scroll grow">
        {error !== undefined && (
          <div className="pad">
            <ErrorNote error={error} onRetry={reload} />
          </div>
        )}
        {value === undefined && isLoading && <Working>{say('ranking')}</Working>}
        {value?.suspects.length === 0 && <NoSuspects incident={incident} />}
        <ol>
          {value?.suspects.map((suspect, index) => (
            <SuspectItem
              key={suspect.service}
              suspect={suspect}
              rank={index + 1}
              isOpen={open === suspect.service}
              onOpen={() => onOpen(suspect.service)}
              onRuleOut={() => onExclude([...incident.excluded, suspect.service])}
            />
          ))}
        </ol>
      </div>
      <div className="ruled-out">
        <Icon of={CircleSlash} size={12} />
        {incident.excluded.length === 0 ? say('nothingOut') : say('ruledOut')}
        {incident.excluded.map((service) => (
          <button
            type="button"
            className="chip"
            key={service}
            data-tip={say('bringBack', { service })}
            aria-label={say('bringBack', { service })}
            onClick={() => onExclude(incident.excluded.filter((each) => each !== service))}
          >
            {service} ×
          </button>
        ))}
      </div>
    </section>
  );
}

/** Says so where not every line was compared: not yet, or because stretches of so many tell the same. */
function ComparedLines({ ranking, isLoading }: { ranking: Answer<'suspects.rank'>; isLoading: boolean }) {
  const say = useText(incidentText);
  const { window, baseline } = ranking.sample;
  const [read, of] = [window.read + baseline.read, window.of + baseline.of];
  if (read >= of) return null;
  return (
    <span className="badge" role="status" data-tip={say('sampledText')}>
      {say(isLoading ? 'firstLook' : 'sampled', { read, of })}
    </span>
  );
}

/** Says how much was compared: an empty baseline is the usual reason. */
function NoSuspects({ incident }: { incident: Incident }) {
  const say = useText(incidentText);
  const inWindow = useCall('search.count', { query: '', range: incident.window });
  const inBaseline = useCall('search.count', { query: '', range: incident.baseline });
  return (
    <EmptyState icon={ScanSearch} title={say('noSuspects')}>
      {inWindow.value !== undefined && inBaseline.value !== undefined && (
        <p>{say('compared', { window: inWindow.value.count, baseline: inBaseline.value.count })}</p>
      )}
      {say('noSuspectsText')}
    </EmptyState>
  );
}

interface SuspectItemProps {
  suspect: Suspect;
  rank: number;
  isOpen: boolean;
  onOpen(): void;
  onRuleOut(): void;
}

function SuspectItem({ suspect, rank, isOpen, onOpen, onRuleOut }: SuspectItemProps) {
  const say = useText(incidentText);
  const [first, ...rest] = suspect.reasons;
  const sum = Math.max(
    Number.EPSILON,
    suspect.reasons.reduce((total, reason) => total + Math.max(0, reason.score), 0),
  );
  const share = (score: number) => `${Math.round((Math.max(0, score) / sum) * 100)}%`;
  return (
    <li className={isOpen ? 'suspect is-open' : 'suspect'} style={serviceStyle(suspect.service)}>
      <div className="suspect-name">
        <span className="rank">{rank}</span>
        <ServiceTag name={suspect.service} />
        {suspect.likely && <span className="badge err">{say('likely')}</span>}
        <span className="grow" />
        <span className="mono">{suspect.score.toFixed(2)}</span>
      </div>
      <div className="barbox">
        <i style={{ width: `${Math.min(1, Math.max(0, suspect.score)) * 100}%` }} />
      </div>
      <p>{first === undefined ? say('within') : first.text}</p>
      {rest.length > 0 && (
        <ul>
          {rest.slice(0, 4).map((reason) => (
            <li key={reason.text} data-tip={reason.text}>
              <span className="mono">{share(reason.score)}</span>
              <span className="why">{reason.text}</span>
              <span className="share">
                <i style={{ width: share(reason.score) }} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <div className="suspect-acts">
        {suspect.reasons.some((reason) => reason.events.length > 0) && (
          <Button small icon={ListFilter} aria-expanded={isOpen} onClick={onOpen}>
            {say('evidence')}
          </Button>
        )}
        <Button small icon={CircleSlash} onClick={onRuleOut}>
          {say('ruleOut')}
        </Button>
      </div>
    </li>
  );
}
