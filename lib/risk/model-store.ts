import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Prisma, Tx } from "@/lib/platform/db/prisma";
import type { KnownForecast } from "./domain/calibration";
import type { StoredModel } from "./model-read-model";

/** Hold the list of versions until the transaction ends, so that two trainings do not make the same version. */
export async function lockVersions(db: SqlExecutor): Promise<number> {
  await db.query(sql`select pg_advisory_xact_lock(hashtext('risk_model'))::text`);
  const [row] = await db.query<{ last: number }>(sql`select coalesce(max(version), 0)::int as last from risk_model`);
  return row?.last ?? 0;
}

/** Add a version of the model, with the changes that it was judged on. */
export async function insertModel(tx: Tx, stored: StoredModel, judged: readonly KnownForecast[]): Promise<void> {
  const model = JSON.parse(JSON.stringify(stored.model)) as Prisma.InputJsonValue;
  const forecasts = judged.map((one) => [one.deploymentId, one.probability, one.hasFailed]);
  await tx.riskModel.create({ data: { ...stored, model, judged: forecasts } });
}

export interface NewScore {
  readonly deploymentId: string;
  readonly modelVersion: number;
  readonly scoredAt: Date;
  readonly probability: number | null;
  readonly level: string;
  readonly indicators: Prisma.InputJsonValue;
  readonly contributions: Prisma.InputJsonValue;
}

/** Add scores; a deployment that has one keeps it. */
export async function insertScores(tx: Tx, scores: readonly NewScore[]): Promise<number> {
  const { count } = await tx.riskScore.createMany({ data: [...scores], skipDuplicates: true });
  return count;
}
