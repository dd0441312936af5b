import { PinOff } from 'lucide-react';
import type { Incident } from '../../../src/contract/contract.ts';
import { usePreferences } from '../../platform/preferences.ts';
import { navigate } from '../../platform/route.ts';
import { useText } from '../../platform/text.ts';
import { clockText } from '../../platform/time-text.ts';
import { serviceStyle } from '../../rows/service-tag.tsx';
import { visibleText } from '../../rows/text/control-text.ts';
import { IconButton } from '../../ui/button.tsx';
import { incidentText } from './incident-text.ts';

export interface NotesAndPinsProps {
  incident: Incident;
  onChange(patch: Partial<Incident>): void;
}

/** What a person writes and keeps. */
export function NotesAndPins({ incident, onChange }: NotesAndPinsProps) {
  const say = useText(incidentText);
  const zone = usePreferences((state) => state.zone);
  const pins = [...incident.pins].sort((a, b) => a.atMs - b.atMs);
  const setNote = (eventId: string, note: string) =>
    onChange({ pins: incident.pins.map((pin) => (pin.eventId === eventId ? { ...pin, note } : pin)) });
  return (
    <div className="np">
      <section className="notes" aria-label={say('notes')}>
        <h2>
          {say('notes')} <span className="t3">{say('notesHint')}</span>
        </h2>
        <textarea
          aria-label={say('notes')}
          placeholder={say('notesPlaceholder')}
          value={incident.notes}
          onChange={(event) => onChange({ notes: event.target.value })}
        />
      </section>
      <section className="pins" aria-label={say('pins')}>
        <h2>
          {say('pins')} <span className="t3">{pins.length}</span>
        </h2>
        {pins.length === 0 && <p className="t3">{say('noPins')}</p>}
        <ul className="scroll">
          {pins.map((pin) => (
            <li key={pin.eventId}>
              <button type="button" className="pin-open" onClick={() => openPin(pin)}>
                <time>{clockText(pin.atMs, zone)}</time>
                <span className="svc trunc" style={serviceStyle(pin.service)}>
                  {pin.service}
                </span>
                <span className="trunc">{visibleText(pin.text.split('\n', 1)[0] ?? '')}</span>
              </button>
              <input
                aria-label={say('pinNote')}
                placeholder={say('pinNote')}
                value={pin.note}
                onChange={(event) => setNote(pin.eventId, event.target.value)}
              />
              <IconButton
                icon={PinOff}
                small
                label={say('unpin')}
                onClick={() => onChange({ pins: incident.pins.filter((each) => each.eventId !== pin.eventId) })}
              />
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

function openPin(pin: Incident['pins'][number]): void {
  navigate('search', {
    context: pin.eventId,
    from: new Date(pin.atMs - 60_000).toISOString(),
    to: new Date(pin.atMs + 60_000).toISOString(),
  });
}
