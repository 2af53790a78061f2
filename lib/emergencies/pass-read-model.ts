import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

/** A rollout that passes windows and policies at a moment. */
export interface EmergencyPass {
  readonly rolloutId: string;
  readonly reference: string;
  readonly serviceId: string;
  readonly environmentId: string;
  readonly reason: string;
  readonly endsAt: Date;
}

/** Every emergency release in force at `now`: its end has not passed, and its rollout goes on. */
export async function listEmergencyPasses(db: SqlExecutor, now: Instant): Promise<EmergencyPass[]> {
  return db.query<EmergencyPass>(sql`
    select m.rollout_id as "rolloutId", 'E-' || m.number as reference, m.service_id as "serviceId",
      m.environment_id as "environmentId", m.reason, m.ends_at as "endsAt"
    from emergency_release m join rollout r on r.id = m.rollout_id
    where m.ends_at > ${new Date(now).toISOString()}::timestamptz and r.finished_at is null
    order by m.number limit 1000`);
}

/**
 * Tells of one rollout whether it passes windows and policies at a moment (epoch milliseconds), and until when; null when not. It has the
 * form in which error-budget policies ask.
 */
export function createEmergencies(db: SqlExecutor): {
  inForce(rolloutId: string, at: number): Promise<{ readonly reason: string; readonly endsAt: number } | null>;
} {
  return {
    async inForce(rolloutId, at) {
      const pass = (await listEmergencyPasses(db, instant(at))).find((one) => one.rolloutId === rolloutId);
      return pass ? { reason: `${pass.reference}: ${pass.reason}`, endsAt: pass.endsAt.getTime() } : null;
    },
  };
}
