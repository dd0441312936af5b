/** What trying one server found. */
export interface ServerTest {
  ok: boolean;
  /** What is there, or what is wrong. */
  detail: string;
  /** What to do now, when it is not ok. */
  hint?: string;
}

export interface ServerTests {
  kafka?: ServerTest;
  zookeeper?: ServerTest;
  elasticsearch?: ServerTest;
}

export interface WorkspaceEntry {
  name: string;
  kind: 'embedded' | 'cluster';
  /** Servers or folder, in a line. */
  detail: string;
}

/** The workspaces this machine knows. `Profile` is a profile as it is written. */
export interface WorkspaceBook<Profile> {
  list(): Promise<WorkspaceEntry[]>;
  /** How passwords are kept here, when a person should know. */
  readonly warning?: string;
  /** Tries each server that is named; rejects BAD_INPUT on a profile that cannot be used. */
  test(profile: Profile): Promise<ServerTests>;
  /** Rejects BAD_INPUT when the name is taken and nothing is to be replaced. */
  save(name: string, profile: Profile, options: { replace: boolean }): Promise<void>;
  remove(name: string): Promise<void>;
  /** Opens it in the console that asks. Rejects NOT_SUPPORTED where another process has the console. */
  open(entry: Pick<WorkspaceEntry, 'name' | 'kind'>): Promise<void>;
}
