import { Server, Siren } from 'lucide-react';
import { useMemo } from 'react';
import type { Action } from '../platform/actions.ts';
import { navigate } from '../platform/route.ts';
import { useText } from '../platform/text.ts';
import { useCall } from '../platform/use-call.ts';
import { useStream } from '../platform/use-stream.ts';
import { appText } from './app-text.ts';

/** Incidents and hosts by name, while the palette is open. */
export function usePlaces(): Action[] {
  const say = useText(appText);
  const { value } = useCall('incidents.list', {});
  const { latest } = useStream('hosts.watch', {});
  const group = say('goTo');
  const [incident, host] = [say('incident'), say('hosts')];
  return useMemo(
    () => [
      ...(value?.incidents ?? []).flatMap(({ id, title }): Action[] =>
        title === ''
          ? []
          : [
              {
                id: `incident.${id}`,
                group,
                title,
                note: incident,
                icon: Siren,
                run: () => navigate('incident', {}, { id }),
              },
            ],
      ),
      ...(latest?.hosts ?? []).map(
        ({ host: name }): Action => ({
          id: `host.${name}`,
          group,
          title: name,
          note: host,
          icon: Server,
          run: () => navigate('hosts', { host: name }),
        }),
      ),
    ],
    [value, latest, group, incident, host],
  );
}
