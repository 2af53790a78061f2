import type { SqlExecutor } from "@/lib/platform/db/executor";
import type { Ids } from "@/lib/platform/ids";
import type { Fact } from "../domain/fact";
import { recordFacts } from "../fact-store";
import { insertOwnSource } from "../history-source-store";

/** Keep what our own alerts say, in the caller's transaction, as what any source says is kept. */
export async function tellOwnFacts(db: SqlExecutor, ids: Ids, facts: readonly Fact[]): Promise<void> {
  if (facts.length === 0) return;
  const sourceId = await insertOwnSource(db, ids, "alerts");
  await recordFacts(db, [{ sourceId, deliveryId: null, facts }]);
}
