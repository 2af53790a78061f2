import type { SqlExecutor } from "@/lib/platform/db/executor";
import type { Ids } from "@/lib/platform/ids";
import type { Log } from "@/lib/platform/log";
import type { SignalRegistry } from "../registry";

/** What the intake loop stands on. */
export interface IntakeParts {
  readonly registry: SignalRegistry;
  readonly ids: Ids;
  readonly log: Log;
  /** Run in a transaction of its own, on connections that pages cannot use up. */
  transaction<Result>(work: (db: SqlExecutor) => Promise<Result>): Promise<Result>;
}
