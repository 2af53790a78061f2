import { settleLane } from "@/lib/deployments/use-cases/settle-lane";
import type { Instant } from "@/lib/kernel/instant";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import { attributionRule } from "../domain/attribution";
import { incidentsOfLane } from "../incident-lane-store";
import { attributeIncidents } from "./attribute-incidents";

export interface Understanding {
  /** Deployments of which kind, range, attempt or authorization changed. */
  readonly deployments: number;
  /** Links between incidents and deployments that changed. */
  readonly links: number;
}

/**
 * Make everything that the figures of a lane rest on what it should be, after something changed there at `since` or later: first what
 * each deployment was for, then what caused the incidents. In the caller's transaction; idempotent. The builder of delivery figures
 * calls it for a dirty lane before it reads deployments and links.
 */
export async function understandLane(
  db: SqlExecutor,
  nextId: (prefix: string) => string,
  lane: { readonly serviceId: string; readonly environmentId: string; readonly since: Instant },
): Promise<Understanding> {
  const deployments = await settleLane(db, lane);
  const slackMs = Math.max(attributionRule.clockSkewMs, attributionRule.rollbackSlackMs);
  const incidents = await incidentsOfLane(db, lane, slackMs);
  const links = await attributeIncidents(db, nextId, incidents);
  return { deployments, links };
}
