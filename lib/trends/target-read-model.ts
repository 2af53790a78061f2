import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { JudgementView, TargetView } from "./contract";
import type { StatedJudgement } from "./domain/target-judgement";

interface TargetRow extends Omit<TargetView, "setAt" | "judgement"> {
  readonly setAt: Date;
  readonly day: string | null;
  readonly fromDay: string | null;
  readonly state: JudgementView["state"] | null;
  readonly judgedValue: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number | null;
}

/** The newest target of each measure and scope, with its newest judgement. */
const inForce = sql`
  select t.id, t.measure, t.scope, t.value, t.reason, t.set_by as "setBy", t.set_at as "setAt", j.day, j.from_day as "fromDay",
    j.state, j.value as "judgedValue", j.low, j.high, j.n
  from (select distinct on (measure, scope) * from delivery_target order by measure, scope, set_at desc, id desc) as t
  left join lateral (select * from target_judgement where target_id = t.id order by day desc limit 1) as j on true`;

function view({ setAt, day, fromDay, state, judgedValue: value, low, high, n, ...target }: TargetRow): TargetView {
  const isJudged = day !== null && fromDay !== null && state !== null;
  const judgement = isJudged ? { state, fromDay, day, value, low, high, n: n ?? 0 } : null;
  return { ...target, setAt: setAt.toISOString(), judgement };
}

/** The newest target of each measure in a scope. */
export async function targetsInForce(db: SqlExecutor, scope: string): Promise<TargetView[]> {
  return (await db.query<TargetRow>(sql`${inForce} where t.scope = ${scope} order by t.measure`)).map(view);
}

/** The newest target of each measure in every scope; a bounded number. */
export async function allTargetsInForce(db: SqlExecutor): Promise<TargetView[]> {
  return (await db.query<TargetRow>(sql`${inForce} order by t.scope, t.measure limit 2000`)).map(view);
}

export interface JudgedTarget {
  readonly target: TargetView;
  readonly serviceId: string | null;
  /** Newest first; as many as news need. */
  readonly judgements: readonly StatedJudgement[];
}

/** Targets in force that were judged, with the newest judgements that said something, and the newest of all. */
export async function listJudgedTargets(db: SqlExecutor): Promise<JudgedTarget[]> {
  const targets = (await allTargetsInForce(db)).filter(({ judgement }) => judgement !== null);
  if (targets.length === 0) return [];
  const rows = await db.query<StatedJudgement & { id: string; serviceId: string | null }>(sql`
    select t.id, s.id as "serviceId", j.day, j.state
    from delivery_target t left join service s on t.scope = 'service:' || s.slug
    join lateral (
      (select day, state from target_judgement where target_id = t.id order by day desc limit 1)
      union
      (select day, state from target_judgement where target_id = t.id and state in ('met', 'missed') order by day desc limit 2)
    ) as j on true
    where t.id = any(${targets.map(({ id }) => id)}::text[]) order by j.day desc`);
  const byTarget = Map.groupBy(rows, ({ id }) => id);
  return targets.map((target) => {
    const own = byTarget.get(target.id) ?? [];
    return { target, serviceId: own[0]?.serviceId ?? null, judgements: own.map(({ day, state }) => ({ day, state })) };
  });
}
