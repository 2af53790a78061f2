import type { Instant } from "@/lib/kernel/instant";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import { edgesOf, type ServiceRelation } from "./domain/graph";
import { loadWorld } from "./world-read-model";

/**
 * Who needs whom in an environment, by slugs: what the versions that run there declared, were tested with, or were seen calling. For
 * conflicts in a calendar, and for orders.
 */
export async function loadRelations(
  db: SqlExecutor,
  environment: { readonly id: string; readonly slug: string },
  now: Instant,
): Promise<ServiceRelation[]> {
  const { running, knowledge } = await loadWorld(db, { environment, moves: [], now });
  return edgesOf(running, knowledge).map(({ consumer, provider }) => ({ consumer, provider }));
}
