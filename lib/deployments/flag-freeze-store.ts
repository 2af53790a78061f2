import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { DeploymentKind } from "./contract";

/** How long before it was reported to begin a flip counts as asked for: a flag system that makes it takes a while. */
const askedWithinMinutes = 60;

export interface FlagDeployment {
  readonly id: string;
  readonly kind: DeploymentKind;
  readonly startedAt: Instant;
  readonly before: string | null;
  readonly isCovered: boolean;
}

/** Of these deployments those that are flags only, or that are said to be made in a freeze; with whether each of their flags was asked for. */
export async function listFlagDeployments(db: SqlExecutor, ids: readonly string[]): Promise<FlagDeployment[]> {
  const rows = await db.query<Omit<FlagDeployment, "startedAt"> & { startedAt: Date }>(sql`
    select d.id, d.kind::text as kind, d.started_at as "startedAt", d.made_in_freeze as before,
      not exists (
        select from unnest(d.flags) as g(flag)
        where not exists (
          select from flag_flip f where f.service_id = d.service_id and f.environment_id = d.environment_id
            and f.flag = g.flag and f.outcome <> 'refused' and f.at <= d.started_at + interval '1 minute'
            and f.at > d.started_at - make_interval(mins => ${askedWithinMinutes}::int))
        and not exists (
          select from emergency_release m where m.service_id = d.service_id and m.environment_id = d.environment_id
            and m.flag = g.flag and m.started_at <= d.started_at and m.ends_at > d.started_at)) as "isCovered"
    from deployment d
    where d.id = any(${[...ids]}::text[]) and (d.kind = 'flag_only' or d.made_in_freeze is not null)`);
  return rows.map((row) => ({ ...row, startedAt: instant(row.startedAt.getTime()) }));
}

/** Say, or say no more (null), that a deployment was made in a freeze. */
export async function saveMadeInFreeze(db: SqlExecutor, id: string, words: string | null): Promise<void> {
  await db.query(sql`
    update deployment set made_in_freeze = ${words}::text where id = ${id} and made_in_freeze is distinct from ${words}::text`);
}
