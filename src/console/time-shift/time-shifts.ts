import { messageOf } from '../../base/errors.ts';
import type { ConsoleServices } from '../../contract/contract.ts';
import { timeShifts } from '../../contract/time-shift-methods.ts';
import type { DocumentStore } from '../../ports/document-store.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { ShiftedStore } from './shifted-store.ts';
import { ShiftedTail } from './shifted-tail.ts';
import { orderedShifts, type TimeShift } from './time-shift.ts';

const DOCUMENT = 'time-shifts';

type TimeShiftsService = Pick<ConsoleServices, 'timeShifts.read' | 'timeShifts.save'>;

/** The shifts of a workspace: kept as a document, read once, in force from the next question on. */
export class TimeShifts {
  readonly #documents: DocumentStore;
  readonly #log: Logger;
  #known: Promise<TimeShift[]> | undefined;

  constructor(documents: DocumentStore, log: Logger) {
    this.#documents = documents;
    this.#log = log;
  }

  /** As they are now, narrower ones first. */
  readonly now = (): Promise<readonly TimeShift[]> => {
    this.#known ??= this.#read();
    return this.#known;
  };

  /** What a window asks for and changes. */
  service(): TimeShiftsService {
    return {
      'timeShifts.read': async () => ({ shifts: [...(await this.now())] }),
      'timeShifts.save': async ({ shifts }) => {
        const ordered = orderedShifts(shifts);
        await this.#documents.write(DOCUMENT, { shifts: ordered });
        this.#known = Promise.resolve(ordered);
        return { shifts: ordered };
      },
    };
  }

  /** The workspace as it reads with the shifts. */
  async applyTo(opening: Promise<Workspace>): Promise<Workspace> {
    const workspace = await opening;
    const { name, kind, rules, agents, requests, pipeline } = workspace;
    return {
      name,
      kind,
      rules,
      agents,
      ...(requests === undefined ? {} : { requests }),
      ...(pipeline === undefined ? {} : { pipeline }),
      store: new ShiftedStore(workspace.store, this.now),
      tail: new ShiftedTail(workspace.tail, this.now),
      close: () => workspace.close(),
    };
  }

  /** What cannot be read shifts nothing: a wrong time would be worse than one that was not corrected. */
  async #read(): Promise<TimeShift[]> {
    try {
      const document = await this.#documents.read(DOCUMENT);
      return document === undefined ? [] : orderedShifts(timeShifts.parse(document).shifts);
    } catch (error) {
      this.#log.warn('the time shifts cannot be read: no time is shifted', { error: messageOf(error) });
      return [];
    }
  }
}
