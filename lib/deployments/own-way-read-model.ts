import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { type AskedRelease, type StepNote, stepNoteKinds } from "./domain/own-stages";

/** Notes of the rollout that did a deployment, in order; at most 200. */
export async function listStepNotes(db: SqlExecutor, rolloutId: string | null): Promise<StepNote[]> {
  if (rolloutId === null) return [];
  const rows = await db.query<{ note: StepNote }>(sql`
    select jsonb_build_object('kind', e ->> 'kind', 'at', (e ->> 'at')::float8, 'stepIndex', (e ->> 'stepIndex')::int,
      'trafficPercent', (e ->> 'trafficPercent')::float8) as note
    from rollout_snapshot s cross join jsonb_array_elements(s.events) as e
    where s.rollout_id = ${rolloutId} and e ->> 'kind' = any(${[...stepNoteKinds]}::text[])
    order by (e ->> 'at')::float8, s.revision limit 200`);
  return rows.map(({ note }) => note);
}

/** Requests to release a version at a place that were made up to `until`, each with when its approvals sufficed first. */
export async function listAskedReleases(
  db: SqlExecutor,
  of: { readonly serviceId: string; readonly environmentId: string; readonly version: string; readonly until: Instant },
): Promise<AskedRelease[]> {
  const rows = await db.query<{ number: number; asked_at: Date; granted_at: Date | null }>(sql`
    select r.number, r.requested_at as asked_at,
      (select min(g.granted_at) from release_grant g where g.request_id = r.id) as granted_at
    from release_request r
    where r.service_id = ${of.serviceId} and r.environment_id = ${of.environmentId} and r.version = ${of.version}
      and r.requested_at <= ${new Date(of.until)} order by r.requested_at, r.number limit 20`);
  return rows.map(({ number, asked_at, granted_at }) => ({
    number,
    askedAt: instant(asked_at.getTime()),
    grantedAt: granted_at && instant(granted_at.getTime()),
  }));
}
