import type { SqlExecutor } from "@/lib/platform/db/executor";
import type { Ids } from "@/lib/platform/ids";
import { insertOwnSource, sourceIdOf } from "../history-source-store";

/** The id of an event source by its slug, inside the caller's transaction; null when there is none. */
export function findSourceId(db: SqlExecutor, slug: string): Promise<string | null> {
  return sourceIdOf(db, slug);
}

/** The id of the source that imports without one share, inside the caller's transaction. */
export function ensureHistorySource(db: SqlExecutor, ids: Ids): Promise<string> {
  return insertOwnSource(db, ids, "history");
}
