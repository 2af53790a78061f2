import { type Instant, instant } from "@/lib/kernel/instant";
import { type Sql, type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { InsightRulesFields } from "./contract";
import { failureOf } from "./domain/counting";
import type { DeliveryRecord, FailureSignal } from "./domain/delivery-record";

/** A deployment to production that counts as failed under the rules in force. */
export interface FailedChange {
  readonly deploymentId: string;
  readonly serviceId: string;
  readonly tier: number;
  readonly version: string;
  readonly detectedAt: Instant;
  readonly restoredAt: Instant | null;
  /** Why it counts, in words. */
  readonly why: string;
}

interface Row {
  deployment_id: string;
  service_id: string;
  environment_id: string;
  tier: number;
  version: string;
  kind: DeliveryRecord["kind"];
  origin: DeliveryRecord["origin"];
  outcome: DeliveryRecord["outcome"];
  started_at: Date;
  finished_at: Date | null;
  failures: [FailureSignal["kind"], string, number, number | null, boolean][];
}

const words: Readonly<Record<FailureSignal["kind"], string>> = {
  incident: "it caused an incident",
  rolled_back: "it was taken back on its way",
  followed_by_rollback: "a rollback followed",
};

/** More than this is not listed; figures count them all. */
const listMax = 500;

/**
 * Deployments to production that failed, by the same records and rules as the change failure rate: those that ended since `since` and
 * those with these ids, the newest first. Rollbacks themselves are none.
 */
export async function listFailedChanges(
  db: SqlExecutor,
  which: { readonly since: Instant } | { readonly ids: readonly string[] },
  now: Instant,
): Promise<FailedChange[]> {
  const wanted: Sql =
    "ids" in which
      ? sql`r.deployment_id = any(${[...which.ids]}::text[])`
      : sql`coalesce(r.finished_at, r.started_at) >= ${new Date(which.since).toISOString()}::timestamptz`;
  const [version] = await db.query<{ rules: unknown }>(sql`
    select rules from insight_rules where in_force_from <= ${new Date(now).toISOString()}::timestamptz
    order by version desc limit 1`);
  if (!version) return [];
  const rules = InsightRulesFields.parse(version.rules);
  const rows = await db.query<Row>(sql`
    select r.deployment_id, r.service_id, r.environment_id, r.tier, r.version, r.kind, r.origin, r.outcome, r.started_at,
           r.finished_at, r.failures
    from delivery_record r join insight_generation g on g.id = r.generation and g.state = 'current'
    join environment e on e.id = r.environment_id
      and (e.kind::text = any(${rules.productionKinds}::text[]) or e.slug = any(${rules.productionEnvironments}::text[]))
    where r.known_until is null and r.kind <> 'rollback' and jsonb_array_length(r.failures) > 0 and ${wanted}
    order by coalesce(r.finished_at, r.started_at) desc, r.deployment_id limit ${listMax}`);
  return rows.flatMap((row) => {
    const record = recordOf(row);
    const failure = failureOf(record, rules);
    if (!failure) return [];
    const why = [...new Set(failure.signals.map(({ kind }) => words[kind]))].join(" and ");
    const { deploymentId, serviceId, tier, version } = record;
    const { detectedAt, restoredAt } = failure;
    return [{ deploymentId, serviceId, tier, version, detectedAt, restoredAt, why: `It failed: ${why}.` }];
  });
}

/** As much of a record as failing depends on. */
function recordOf(row: Row): DeliveryRecord {
  return {
    deploymentId: row.deployment_id,
    serviceId: row.service_id,
    environmentId: row.environment_id,
    tier: row.tier,
    version: row.version,
    kind: row.kind,
    origin: row.origin,
    outcome: row.outcome,
    startedAt: instant(row.started_at.getTime()),
    finishedAt: row.finished_at === null ? null : instant(row.finished_at.getTime()),
    failures: row.failures.map(([kind, id, detectedAt, restoredAt, isByPerson]) => ({
      kind,
      id,
      detectedAt: instant(detectedAt),
      restoredAt: restoredAt === null ? null : instant(restoredAt),
      isByPerson,
    })),
    teamId: null,
    previousVersion: null,
    isEmergency: false,
    isRework: false,
    ticketKey: null,
    isAuthorized: false,
    strategy: null,
    rollbackMs: null,
    changes: [],
    changesGap: null,
  };
}
