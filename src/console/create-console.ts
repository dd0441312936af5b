import type { ConsoleServices } from '../contract/contract.ts';
import { createBundlesService } from './bundles-service.ts';
import type { ConsoleParts } from './console-parts.ts';
import { createIncidentsService } from './incidents-service.ts';
import { createInvestigationService } from './investigation-service.ts';
import { createPipelineService } from './pipeline-service.ts';
import { createRulesService } from './rules-service.ts';
import { createSearchService } from './search-service.ts';
import { createSourcesService } from './sources-service.ts';
import { createTailsService } from './tails-service.ts';
import { TimeShifts } from './time-shift/time-shifts.ts';
import { createWorkspaceService } from './workspace-service.ts';
import { createWorkspacesService } from './workspaces-service.ts';

/** Every service of the contract on one set of parts. */
export function createConsole(given: ConsoleParts): ConsoleServices {
  const shifts = new TimeShifts(given.timeShifts, given.log);
  const workspace = shifts.applyTo(given.workspace);
  workspace.catch(() => {
    // Whoever calls a service gets this error; that nobody has called one yet must not end the process.
  });
  const parts = { ...given, workspace };
  return {
    ...shifts.service(),
    ...createWorkspaceService(parts),
    ...createTailsService(parts),
    ...createSearchService(parts),
    ...createInvestigationService(parts),
    ...createIncidentsService(parts),
    ...createRulesService(parts),
    ...createPipelineService(parts),
    ...createSourcesService(parts),
    ...createBundlesService(parts),
    ...createWorkspacesService(parts.book),
  };
}
