import type { Actor } from "./auth/actor";
import type { Clock } from "./clock";
import type { Config } from "./config/config";
import type { SecretBox } from "./crypto/secret-box";
import type { Db } from "./db/prisma";
import type { OutboundClient } from "./http/outbound";
import type { Ids } from "./ids";
import type { Jobs } from "./jobs/jobs";
import type { Log } from "./log";

/** What every use-case stands on; made once in a process by `lib/composition.ts`, or by a test. */
export interface Runtime {
  readonly config: Config;
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly jobs: Jobs;
  /** Seals secrets at rest. */
  readonly secrets: SecretBox;
  /** The only way to addresses that people gave. */
  readonly outbound: OutboundClient;
  /** Who sent these headers: a session cookie or a Bearer token, looked up in the database each time. */
  authenticate(headers: Headers): Promise<Actor | null>;
}

// On globalThis, because a development server evaluates modules more than once in one process.
const holder = globalThis as typeof globalThis & { signalboxRuntime?: Runtime };

/** Make `runtime` the one that use-cases run on from now. */
export function setRuntime(runtime: Runtime): void {
  holder.signalboxRuntime = runtime;
}

/** The process's runtime. Throws when composition has not happened: a programmer's error. */
export function currentRuntime(): Runtime {
  if (!holder.signalboxRuntime) throw new Error("No runtime: lib/composition.ts was not run in this process.");
  return holder.signalboxRuntime;
}

/** Is there a runtime yet? */
export function hasRuntime(): boolean {
  return holder.signalboxRuntime !== undefined;
}
