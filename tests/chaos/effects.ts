import type { ChaosRig } from "./rig";

/** What was written down more than once: audit rows per revision of a rollout, and rollbacks per rollout. */
export async function duplicateEffects(rig: ChaosRig, rolloutIds: readonly string[]): Promise<readonly string[]> {
  const rows = await rig.database.query<{ what: string; surplus: number }>(
    `select what, n - 1 as surplus from (
       select subject_id || ' revision ' || (after ->> 'revision') || ': ' || string_agg(action, ', ') as what, count(*)::int as n from audit_event
         where subject_kind = 'rollout' and subject_id = any($1) and after ? 'revision'
           and before ->> 'revision' is distinct from after ->> 'revision'
         group by subject_id, after ->> 'revision'
       union all
       select s.rollout_id || ' ' || (e ->> 'kind'), count(*)::int
         from rollout_snapshot s, jsonb_array_elements(s.events) e
         where s.rollout_id = any($1) and e ->> 'kind' in ('rollback_started', 'rolled_back')
         group by s.rollout_id, e ->> 'kind') as effects where n > 1`,
    [[...rolloutIds]],
  );
  return rows.flatMap((row) => Array.from({ length: row.surplus }, () => row.what));
}

/** Revisions that no snapshot or no audit record tells of. */
export async function countUntold(rig: ChaosRig, rolloutIds: readonly string[]): Promise<number> {
  const rows = await rig.database.query<{ missing: number }>(
    `select coalesce(sum(r.revision - (select count(*) from rollout_snapshot s where s.rollout_id = r.id)), 0)::int
       as missing from rollout r where r.id = any($1)`,
    [[...rolloutIds]],
  );
  return rows[0]?.missing ?? 0;
}

/**
 * What no order of events may bring about at the data plane: a write that is older than one accepted before it, and a
 * share that rises after it was 0 within one rollout.
 */
export function countStaleWrites(rig: ChaosRig, sinceIndex: number): number {
  const newest = new Map<string, { term: number; epoch: number }>();
  let stale = 0;
  for (const [index, write] of rig.plane.door.writes.entries()) {
    if (!write.isAccepted) continue;
    const before = newest.get(write.service);
    const isOlder =
      before !== undefined && (write.term < before.term || (write.term === before.term && write.epoch < before.epoch));
    if (isOlder && index >= sinceIndex) stale += 1;
    if (!isOlder) newest.set(write.service, write);
  }
  return stale;
}
