import { type ApiRequest, CliFailure, type Connection, callApi } from "./api";
import { connectionOf } from "./connection";
import { type ExitCode, exitCodes } from "./exit-code";
import type { Surroundings } from "./surroundings";

/** Options that every command takes. */
export interface CommonOptions {
  readonly url?: string;
  readonly token?: string;
  readonly json?: boolean;
}

/** One run of a command: where to ask, how to print, and with which code to end. */
export class Session {
  readonly surroundings: Surroundings;
  exitCode: ExitCode = exitCodes.ok;
  private options: CommonOptions = {};
  private connection: Promise<Connection> | undefined;

  constructor(surroundings: Surroundings) {
    this.surroundings = surroundings;
  }

  use(options: CommonOptions): void {
    this.options = options;
  }

  get isJson(): boolean {
    return this.options.json === true;
  }

  async call<Answer>(request: ApiRequest): Promise<Answer> {
    this.connection ??= connectionOf(this.surroundings, this.options);
    return callApi<Answer>(this.surroundings, await this.connection, request);
  }

  /** A change, under a key of its own unless the pipeline gave one. */
  post<Answer>(path: string, body: Readonly<Record<string, unknown>>, key?: string): Promise<Answer> {
    return this.call<Answer>({ method: "POST", path, body, idempotencyKey: key ?? this.surroundings.newKey() });
  }

  /** The answer as JSON with --json, else in words. */
  print(answer: unknown, words: string): void {
    this.surroundings.out(this.isJson ? `${JSON.stringify(answer, null, 2)}\n` : `${words}\n`);
  }

  /** Progress, which is not part of the answer. */
  note(words: string): void {
    this.surroundings.err(`${words}\n`);
  }

  fail(error: unknown): ExitCode {
    if (!(error instanceof CliFailure)) throw error;
    const shown = this.isJson && error.problem !== undefined ? JSON.stringify(error.problem, null, 2) : error.message;
    this.surroundings.err(`${shown}\n`);
    return error.exitCode;
  }
}

/** Rows in columns; the first row is the heading. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? "").length)));
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Only the fields that were given. */
export function given(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
