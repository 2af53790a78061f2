import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { CalibrationRows, RiskOverview } from "./contract";
import type { KnownForecast } from "./domain/calibration";
import type { RiskModel } from "./domain/risk-model";

export interface StoredModel {
  readonly version: number;
  readonly trainedAt: Date;
  readonly trainedBy: string;
  readonly windowFrom: Date;
  readonly windowTo: Date;
  readonly model: RiskModel;
}

/** The newest model; null before the first training. */
export async function newestModel(db: SqlExecutor): Promise<StoredModel | null> {
  const [row] = await db.query<StoredModel>(sql`
    select version, trained_at as "trainedAt", trained_by as "trainedBy", window_from as "windowFrom",
      window_to as "windowTo", model
    from risk_model order by version desc limit 1`);
  return row ?? null;
}

/** The changes that the newest model was judged on, in the order of time; none of a version that did not keep them. */
export async function judgedForecasts(db: SqlExecutor): Promise<KnownForecast[]> {
  const [row] = await db.query<{ judged: [string, number, boolean][] }>(
    sql`select judged from risk_model order by version desc limit 1`,
  );
  return (row?.judged ?? []).map(([deploymentId, probability, hasFailed]) => ({
    deploymentId,
    probability,
    hasFailed,
  }));
}

/** Where deployments went and when, by deployment; those that are gone are not among them. */
export async function nameDeployments(
  db: SqlExecutor,
  ids: readonly string[],
): Promise<ReadonlyMap<string, NonNullable<CalibrationRows["items"][number]["place"]>>> {
  const rows = await db.query<{
    id: string;
    service: string;
    environment: string;
    version: string;
    startedAt: Date;
  }>(sql`
    select d.id, s.slug as service, e.slug as environment, v.name as version, d.started_at as "startedAt"
    from deployment d
    join service s on s.id = d.service_id
    join environment e on e.id = d.environment_id
    join version v on v.id = d.version_id
    where d.id = any(${[...ids]}::text[])`);
  return new Map(rows.map(({ id, startedAt, ...place }) => [id, { ...place, startedAt: startedAt.toISOString() }]));
}

/** The newest versions, newest first. */
export async function modelVersions(db: SqlExecutor, limit: number): Promise<RiskOverview["versions"]> {
  const rows = await db.query<{ version: number; trainedAt: Date; kind: string; n: number; failed: number }>(sql`
    select version, trained_at as "trainedAt", model->>'kind' as kind, (model->>'n')::int as n, (model->>'failed')::int as failed
    from risk_model order by version desc limit ${limit}`);
  return rows.map((row) => ({ ...row, trainedAt: row.trainedAt.toISOString() }));
}

interface ScoreRow {
  readonly deploymentId: string;
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  readonly startedAt: Date;
  readonly probability: number | null;
  readonly level: RiskOverview["recent"][number]["level"];
  readonly modelVersion: number;
}

/** The newest scores with their deployments, without what came of them. */
export async function recentScores(
  db: SqlExecutor,
  limit: number,
): Promise<Omit<RiskOverview["recent"][number], "outcome">[]> {
  const rows = await db.query<ScoreRow>(sql`
    select r.deployment_id as "deploymentId", s.slug as service, e.slug as environment, v.name as version,
      d.started_at as "startedAt", r.probability, r.level, r.model_version as "modelVersion"
    from risk_score r
    join deployment d on d.id = r.deployment_id
    join service s on s.id = d.service_id
    join environment e on e.id = d.environment_id
    join version v on v.id = d.version_id
    order by d.started_at desc limit ${limit}`);
  return rows.map((row) => ({ ...row, startedAt: row.startedAt.toISOString() }));
}

export interface StoredScore {
  readonly deploymentId: string;
  readonly probability: number | null;
  readonly level: RiskOverview["recent"][number]["level"];
  readonly modelVersion: number;
  readonly scoredAt: Date;
}

/** What was said of a deployment; null when nothing was. */
export async function findScore(db: SqlExecutor, deploymentId: string): Promise<StoredScore | null> {
  const [row] = await db.query<StoredScore>(sql`
    select deployment_id as "deploymentId", probability, level, model_version as "modelVersion", scored_at as "scoredAt"
    from risk_score where deployment_id = ${deploymentId}`);
  return row ?? null;
}

/** Probabilities that were said of deployments within a span, by deployment. */
export async function saidBetween(db: SqlExecutor, from: Date, to: Date): Promise<Map<string, number>> {
  const rows = await db.query<{ id: string; probability: number }>(sql`
    select deployment_id as id, probability from risk_score
    where probability is not null and scored_at >= ${from} and scored_at < ${to}
    order by deployment_id`);
  return new Map(rows.map((row) => [row.id, row.probability]));
}
