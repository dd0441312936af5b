// What the services are built on: ports and nothing else. The composition root (src/host) fills them in.

import type { ProfileText } from '../contract/profile-schema.ts';
import type { Clock } from '../ports/clock.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import type { FileSystem } from '../ports/file-system.ts';
import type { Importer } from '../ports/importer.ts';
import type { Logger } from '../ports/logger.ts';
import type { RulePreviewer } from '../ports/rule-preview.ts';
import type { RuleText } from '../ports/rule-text.ts';
import type { Sample } from '../ports/sample.ts';
import type { SourceLook } from '../ports/source-look.ts';
import type { Workspace } from '../ports/workspace.ts';
import type { WorkspaceBook } from '../ports/workspace-book.ts';

/** Opens the system's window of files with this one chosen. */
export type ShowFile = (path: string) => void;

export interface ConsoleParts {
  /** A window opens before its workspace is ready: services wait for it here. */
  workspace: Promise<Workspace>;
  sample: Sample;
  importer: Importer;
  sourceLook: SourceLook;
  incidents: DocumentStore;
  /** Where the corrections of wrong clocks are kept. */
  timeShifts: DocumentStore;
  /**
   * Where bundles go: a folder of the host's choice, made when the first one is. `show` opens the system's window of
   * files on one, where the shell can.
   */
  bundles: { folder: string; files: FileSystem; show?: ShowFile };
  book: WorkspaceBook<ProfileText>;
  ruleText: RuleText;
  previewer: RulePreviewer;
  clock: Clock;
  /** Aborts when the console ends. */
  closing: AbortSignal;
  log: Logger;
  about: { name: string; version: string; host: string; shell: 'desktop' | 'browser'; user: string };
}
