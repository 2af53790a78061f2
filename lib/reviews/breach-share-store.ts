import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { JointShare } from "@/lib/slos/joint-share-read-model";
import type { CauseKind } from "./domain/breach";

/** Keep who has a part in a breach, for one of its causes; what was kept before stays. */
export async function insertShares(
  db: SqlExecutor,
  { breachId, cause }: { readonly breachId: string; readonly cause: CauseKind },
  shares: readonly JointShare[],
): Promise<void> {
  if (shares.length === 0) return;
  const rows = shares.map(({ kind, objective, name, serviceId, teamId, sharePercent, evidence }, position) => ({
    ...{ breach_id: breachId, cause, position, kind, objective, name, evidence },
    ...{ service_id: serviceId, team_id: teamId, share_percent: sharePercent },
  }));
  await db.query(sql`
    insert into breach_share (breach_id, cause, position, kind, objective, name, service_id, team_id, share_percent, evidence)
    select breach_id, cause, position, kind, objective, name, service_id, team_id, share_percent, evidence
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(breach_id text, cause text, position int, kind text,
      objective text, name text, service_id text, team_id text, share_percent numeric, evidence text)
    on conflict do nothing`);
}
