/** What the command line tool takes from its process; tests give their own. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly fetch: typeof globalThis.fetch;
  /** Absolute path of the file that `login` writes. */
  readonly settingsFile: string;
  out(text: string): void;
  err(text: string): void;
  nowMs(): number;
  sleep(ms: number): Promise<void>;
  readFile(file: string): Promise<string>;
  readBytes(file: string): Promise<Uint8Array>;
  /** What `git` prints in a directory. Rejects when it fails. */
  git(directory: string, args: readonly string[]): Promise<string>;
  /** Write for the owner's eyes only. */
  writeSecretFile(file: string, text: string): Promise<void>;
  newKey(): string;
}
