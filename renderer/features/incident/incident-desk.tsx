import { FileArchive, Link, Siren, Trash2, Undo2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { Incident } from '../../../src/contract/contract.ts';
import type { LogEvent } from '../../../src/model/log-event.ts';
import { useActions } from '../../platform/actions.ts';
import { askForBundle } from '../../platform/bundle-request.ts';
import { useConsole } from '../../platform/console-context.tsx';
import { pinOf, setCurrentIncident, TRACE_REACH_MS } from '../../platform/line-actions.ts';
import { usePreferences } from '../../platform/preferences.ts';
import { navigate, useRoute } from '../../platform/route.ts';
import { useText } from '../../platform/text.ts';
import { secondText } from '../../platform/time-text.ts';
import { copyPlainText } from '../../rows/clipboard.ts';
import { useLineEvents } from '../../rows/use-line-events.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ErrorNote, Working } from '../../ui/states.tsx';
import { note, toast } from '../../ui/toast.tsx';
import { uiText } from '../../ui/ui-text.ts';
import { EvidencePanel } from './evidence-panel.tsx';
import { incidentText } from './incident-text.ts';
import { NotesAndPins } from './notes-and-pins.tsx';
import { StretchChip } from './stretch-chip.tsx';
import { SuspectsPanel } from './suspects-panel.tsx';
import { TraceField, TracePanel } from './trace-panel.tsx';
import { type OpenIncident, useIncident } from './use-incident.ts';
import { useRanking } from './use-ranking.ts';

/** One incident: window and baseline, suspects, a trace, evidence, notes and pins. */
export function IncidentDesk({ id }: { id: string }) {
  const say = useText(incidentText);
  const open = useIncident(id);
  if (open.incident === undefined)
    return open.error === undefined ? (
      <Working>{say('open')}</Working>
    ) : (
      <div className="pad">
        <ErrorNote error={open.error} />
        <Button kind="line" icon={Undo2} onClick={() => navigate('incident')}>
          {say('back')}
        </Button>
      </div>
    );
  return <Desk {...open} incident={open.incident} key={id} />;
}

function Desk({ incident, error, isSaving, change }: OpenIncident & { incident: Incident }) {
  const say = useText(incidentText);
  const client = useConsole();
  const { params } = useRoute();
  const [openSuspect, setOpenSuspect] = useState<string>();
  const { window, baseline, excluded } = incident;
  const ranking = useRanking({ window, baseline, exclude: excluded, top: 10 });
  const traceId = params.get('trace') ?? incident.traceId;
  const setTrace = (value: string) => {
    change({ traceId: value });
    navigate('incident', Object.fromEntries([...params].filter(([name]) => name !== 'trace')), { id: incident.id });
  };
  const pin = (events: readonly LogEvent[]) => {
    const known = new Set(incident.pins.map((each) => each.eventId));
    change({ pins: [...incident.pins, ...events.filter((event) => !known.has(event.event.id)).map(pinOf)] });
  };
  const own = { onIdClick: (_kind: string, value: string) => setTrace(value) };
  const common = useLineEvents(own);
  const events = {
    ...common,
    onAction: (action: 'trace' | 'context' | 'pin' | 'copy', event: LogEvent) =>
      action === 'pin' ? pin([event]) : common.onAction?.(action, event),
  };
  const suspect = ranking.value?.suspects.find((each) => each.service === openSuspect);
  const traceRange = useMemo(
    () => ({ fromMs: window.fromMs - TRACE_REACH_MS, toMs: window.toMs + TRACE_REACH_MS }),
    [window.fromMs, window.toMs],
  );
  const propose = async () => {
    const proposed = await client?.['suspects.propose']({ aroundMs: (window.fromMs + window.toMs) / 2 });
    if (proposed === undefined) return;
    if (proposed.basis === 'around') note(say('noBurst'));
    else change({ window: proposed.window, baseline: proposed.baseline });
  };
  return (
    <>
      <DeskHead incident={incident} isSaving={isSaving} onTitle={(title) => change({ title })} />
      {error !== undefined && (
        <div className="pad">
          <ErrorNote error={error} />
        </div>
      )}
      <div className="desk-sub">
        <StretchChip
          name={say('window')}
          value={window}
          onChoose={(next) => change({ window: next })}
          onPropose={() => void propose()}
        />
        <StretchChip name={say('baseline')} value={baseline} onChoose={(next) => change({ baseline: next })} />
        <span className="grow" />
        <TraceField onTrace={setTrace} />
      </div>
      <div className="desk-main">
        <SuspectsPanel
          incident={incident}
          ranking={ranking}
          open={openSuspect}
          onOpen={(service) => setOpenSuspect(service === openSuspect ? undefined : service)}
          onExclude={(next) => change({ excluded: next })}
        />
        <div className="desk-right">
          <section className="trace" aria-label={say('trace')}>
            {traceId === null || traceId === '' ? (
              <p className="trace-none t2">{say('noTrace')}</p>
            ) : (
              <TracePanel traceId={traceId} range={traceRange} events={events} onTrace={setTrace} />
            )}
          </section>
          {suspect !== undefined && (
            <EvidencePanel
              key={suspect.service}
              suspect={suspect}
              known={ranking.value?.evidence ?? []}
              window={window}
              events={events}
              onPin={pin}
              onClose={() => setOpenSuspect(undefined)}
            />
          )}
        </div>
      </div>
      <NotesAndPins incident={incident} onChange={change} />
    </>
  );
}

function DeskHead(props: { incident: Incident; isSaving: boolean; onTitle(title: string): void }) {
  const say = useText(incidentText);
  const sayUi = useText(uiText);
  const client = useConsole();
  const zone = usePreferences((state) => state.zone);
  const [isRemoving, setRemoving] = useState(false);
  const { incident, isSaving, onTitle } = props;
  const remove = async () => {
    await client?.['incidents.remove']({ id: incident.id });
    setCurrentIncident(undefined);
    navigate('incident');
  };
  const bundle = () => askForBundle({ query: '', incident: { id: incident.id, title: incident.title } });
  useActions([
    { id: 'incident.bundle', group: say('incidents'), title: say('bundleThis'), icon: FileArchive, run: bundle },
  ]);
  return (
    <div className="vhead">
      <IconButton icon={Undo2} label={say('back')} onClick={() => navigate('incident')} />
      <Icon of={Siren} size={16} />
      <h1 className="sr">{incident.title === '' ? say('untitled') : incident.title}</h1>
      <input
        className="title-field"
        aria-label={say('title')}
        placeholder={say('untitled')}
        maxLength={200}
        value={incident.title}
        onChange={(event) => onTitle(event.target.value)}
      />
      <span className="badge" role="status">
        {isSaving ? say('saving') : say('saved', { time: secondText(incident.updatedAtMs, zone) })}
      </span>
      <span className="grow" />
      <Button icon={FileArchive} data-tip={say('bundleThis')} disabled={isSaving} onClick={bundle}>
        {say('bundle')}
      </Button>
      <Button
        icon={Link}
        onClick={() => {
          copyPlainText(globalThis.location.href);
          toast(say('linkCopied'));
        }}
      >
        {say('copyLink')}
      </Button>
      <IconButton icon={Trash2} label={say('remove')} onClick={() => setRemoving(true)} />
      {isRemoving && (
        <Dialog
          title={say('removeTitle', { title: incident.title === '' ? say('untitled') : incident.title })}
          closeLabel={sayUi('close')}
          onClose={() => setRemoving(false)}
          actions={
            <>
              <Button kind="line" data-autofocus onClick={() => setRemoving(false)}>
                {say('keep')}
              </Button>
              <Button kind="danger" onClick={() => void remove()}>
                {say('removeNow')}
              </Button>
            </>
          }
        >
          {say('removeText')}
        </Dialog>
      )}
    </div>
  );
}
