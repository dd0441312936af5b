/** Small JSON documents of one kind (incidents, layouts), each under a name. */
export interface DocumentStore {
  /** Readable documents; one damaged file does not hide the others: it is named in `damaged`. */
  list(): Promise<{ documents: unknown[]; damaged: string[] }>;
  /** Undefined when there is none. */
  read(name: string): Promise<unknown>;
  /** Replaces it whole, or not at all. */
  write(name: string, document: unknown): Promise<void>;
  remove(name: string): Promise<void>;
}
