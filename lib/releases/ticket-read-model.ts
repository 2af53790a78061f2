import { authorize } from "@/lib/deployments/domain/authorization";
import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { TrainDetail } from "./contract";

interface Row {
  key: string | null;
  by: string;
  at: Date;
  system: string | null;
  title: string | null;
  state: string | null;
  type: string | null;
  url: string | null;
  approved_at: Date | null;
}

/**
 * The change ticket that a train goes under, with what its system tells of it and whether it would allow a deployment to production at
 * `now`; null when it names none.
 */
export async function loadTrainTicket(db: SqlExecutor, trainId: string, now: Instant): Promise<TrainDetail["ticket"]> {
  const [row] = await db.query<Row>(sql`
    select x.key, x.by, x.at, t.system, t.title, t.state, t.type, t.url, t.approved_at
    from train_ticket x left join lateral (select * from change_ticket where key = x.key order by system limit 1) t on true
    where x.train_id = ${trainId} order by x.id desc limit 1`);
  if (!row || row.key === null) return null;
  const { key, by, at, system, title, state, type, url, approved_at } = row;
  const approvedAt = approved_at === null ? null : instant(approved_at.getTime());
  const ticket = system === null || state === null ? null : { system, state, type, approvedAt };
  const leave = authorize({ isProduction: true, kind: "normal", startedAt: now, ticketKey: key, ticket });
  return {
    ...{ key, title, state, url, by },
    isAllowing: leave.authorization === "authorized",
    sentence: leave.reason,
    at: at.toISOString(),
  };
}
