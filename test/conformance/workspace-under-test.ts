// What a conformance suite needs of an implementation.
import type { EventSink } from '../../src/ports/event-sink.ts';
import type { Workspace } from '../../src/ports/workspace.ts';

export interface WorkspaceUnderTest {
  workspace: Workspace;
  sink: EventSink;
  /** Resolves when everything acknowledged so far is visible to questions. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Opens an empty workspace. */
export type OpenWorkspaceUnderTest = () => Promise<WorkspaceUnderTest>;
