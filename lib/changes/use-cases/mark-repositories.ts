import { servicesDeployedFrom } from "@/lib/deployments/deployed-from-read-model";
import { markLanesOfServices } from "@/lib/deployments/use-cases/mark-lanes";
import { type Instant, instant } from "@/lib/kernel/instant";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import { servicesOfRepositories } from "../change-read-model";

/**
 * Note in the caller's transaction that the delivery figures must be made again of every lane of the services of these repositories where
 * something was deployed after what is told. Whose a repository is, the catalog says, and whoever deployed from it.
 */
export async function markRepositories(
  db: SqlExecutor,
  told: readonly { readonly repository: string; readonly at: Instant | null }[],
): Promise<void> {
  const times = told.flatMap(({ at }) => at ?? []);
  if (times.length === 0) return;
  const repositories = new Set(told.map(({ repository }) => repository));
  const known = await servicesOfRepositories(db, repositories);
  const deployed = await servicesDeployedFrom(db, [...repositories]);
  await markLanesOfServices(db, [...new Set([...known, ...deployed])], instant(Math.min(...times)));
}
