import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { RiskFacts } from "./domain/risk-score";

export interface PlaceFacts {
  readonly service: string;
  readonly environment: string;
  readonly tier: number;
  readonly environmentKind: RiskFacts["environmentKind"];
}

/** Slugs, tier and kind of a place that exists. */
export async function findPlaceFacts(db: SqlExecutor, serviceId: string, environmentId: string): Promise<PlaceFacts> {
  const rows = await db.query<{
    service: string;
    environment: string;
    tier: number;
    kind: PlaceFacts["environmentKind"];
  }>(sql`
    select s.slug as service, e.slug as environment, s.tier, e.kind::text as kind
    from service s, environment e where s.id = ${serviceId} and e.id = ${environmentId}`);
  const [row] = rows;
  if (!row) throw new Error("a place that was just found is not there");
  return { service: row.service, environment: row.environment, tier: row.tier, environmentKind: row.kind };
}
