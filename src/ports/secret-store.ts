/** Passwords of profiles. They never cross to a page: only handles do. */
export interface SecretStore {
  /** How safe it is here, in words for the user. */
  readonly protection: { kind: 'keychain' | 'file' | 'memory'; warning?: string };
  read(handle: string): Promise<string | undefined>;
  write(handle: string, secret: string): Promise<void>;
  remove(handle: string): Promise<void>;
}
