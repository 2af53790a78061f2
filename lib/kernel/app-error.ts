import type { ErrorCode } from "./error-catalogue";
import type { Reason } from "./result";

export interface AppErrorOptions {
  /** A sentence that the reader can act on; shown to people. */
  readonly detail: string;
  /** All the reasons, each with its field and remedy where it has one. */
  readonly reasons?: readonly Reason[];
  /** The fresh state, for `stale_state`. */
  readonly current?: unknown;
  readonly cause?: unknown;
}

/** The only exception that use-cases and adapters throw on purpose. The edge turns it into a problem document. */
export class AppError extends Error {
  override name = "AppError";
  readonly code: ErrorCode;
  readonly reasons: readonly Reason[];
  readonly current: unknown;

  constructor(code: ErrorCode, options: AppErrorOptions) {
    super(options.detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.reasons = options.reasons ?? [];
    this.current = options.current;
  }
}
