import { AppError } from '../base/errors.ts';
import { type ConsoleServices, type Incident, incident } from '../contract/contract.ts';
import type { ConsoleParts } from './console-parts.ts';

type IncidentsService = Pick<
  ConsoleServices,
  'incidents.list' | 'incidents.read' | 'incidents.save' | 'incidents.remove'
>;

/** Investigations as documents: saved on every change, newest first. */
export function createIncidentsService({ incidents, log, clock }: ConsoleParts): IncidentsService {
  return {
    async 'incidents.list'() {
      const { documents, damaged } = await incidents.list();
      if (damaged.length > 0) log.warn('incident files that cannot be read', { damaged });
      const readable = documents.flatMap((document) => {
        const parsed = incident.safeParse(document);
        return parsed.success ? [parsed.data] : [];
      });
      return { incidents: readable.sort((a, b) => b.updatedAtMs - a.updatedAtMs) };
    },

    async 'incidents.read'({ id }) {
      const document = await incidents.read(id);
      if (document === undefined) {
        throw new AppError('NOT_FOUND', `There is no incident "${id}" in this workspace.`, {
          hint: 'It may be of another workspace; the list of incidents shows those of this one.',
        });
      }
      return incident.parse(document);
    },

    async 'incidents.save'(document) {
      const saved: Incident = { ...document, updatedAtMs: clock.nowMs() };
      await incidents.write(saved.id, saved);
      return saved;
    },

    async 'incidents.remove'({ id }) {
      await incidents.remove(id);
      return {};
    },
  };
}
