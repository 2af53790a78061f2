import type { GateReason } from "@/lib/gates/port";
import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { FlipDirection } from "./domain/flip";

export interface FlipPlace {
  readonly serviceId: string;
  readonly environmentId: string;
  readonly flag: string;
}

/** Hold the flips of a flag in a place until the transaction ends: which way one goes depends on those before it. */
export async function lockFlips(db: SqlExecutor, { serviceId, environmentId, flag }: FlipPlace): Promise<void> {
  const key = `${serviceId} ${environmentId} ${flag}`;
  await db.query(sql`select pg_advisory_xact_lock(hashtextextended(${key}, 61))::text`);
}

export interface NewFlip extends FlipPlace {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly direction: FlipDirection;
  readonly outcome: "allowed" | "passed" | "refused";
  readonly reasons: readonly GateReason[];
  readonly reason: string | null;
  readonly emergencyId: string | null;
  readonly deploymentId: string | null;
  readonly askedBy: string;
  readonly askedByPerson: string | null;
  readonly at: Instant;
}

/** Keep a flip that was asked for, with its answer. */
export async function insertFlip(db: SqlExecutor, flip: NewFlip): Promise<void> {
  await db.query(sql`
    insert into flag_flip (id, flag, service_id, environment_id, from_value, to_value, direction, outcome, reasons, reason,
                           emergency_id, deployment_id, asked_by, asked_by_person, at)
    values (${flip.id}, ${flip.flag}, ${flip.serviceId}, ${flip.environmentId}, ${flip.from}, ${flip.to}, ${flip.direction},
            ${flip.outcome}, ${JSON.stringify(flip.reasons)}::jsonb, ${flip.reason}, ${flip.emergencyId},
            ${flip.deploymentId}, ${flip.askedBy}, ${flip.askedByPerson}, ${new Date(flip.at).toISOString()}::timestamptz)`);
}
