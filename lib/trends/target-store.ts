import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Prisma, Tx } from "@/lib/platform/db/prisma";
import type { TargetState } from "./domain/target-judgement";

export interface NewTarget {
  readonly id: string;
  readonly measure: string;
  readonly scope: string;
  readonly value: number;
  readonly baseline: Prisma.InputJsonValue;
  readonly reason: string;
  readonly setBy: string;
  readonly setAt: Date;
}

/** Add a target; the ones before stay readable. */
export async function insertTarget(tx: Tx, target: NewTarget): Promise<void> {
  await tx.deliveryTarget.create({ data: target });
}

export interface NewJudgement {
  readonly targetId: string;
  /** Last and first local day that were looked at, as `2026-11-20`. */
  readonly day: string;
  readonly fromDay: string;
  readonly state: TargetState;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
  readonly rulesVersion: number;
}

/** Write down how a target stands on a day; false when somebody did before. */
export async function insertJudgement(db: SqlExecutor, one: NewJudgement, at: Date): Promise<boolean> {
  const rows = await db.query<{ day: string }>(sql`
    insert into target_judgement (target_id, day, from_day, state, value, low, high, n, rules_version, judged_at)
    values (${one.targetId}, ${one.day}, ${one.fromDay}, ${one.state}, ${one.value}::float8, ${one.low}::float8, ${one.high}::float8,
      ${one.n}, ${one.rulesVersion}, ${at}) on conflict (target_id, day) do nothing returning day`);
  return rows.length > 0;
}
