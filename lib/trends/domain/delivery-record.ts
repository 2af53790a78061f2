import type { Instant } from "@/lib/kernel/instant";

/** A deployment that has ended, with what became of it. The unit that every figure of this slice counts. */
export interface DeliveryRecord {
  readonly id: string;
  readonly serviceId: string;
  readonly service: string;
  readonly tier: number;
  readonly team: string | null;
  readonly environmentId: string;
  readonly environment: string;
  readonly environmentKind: "development" | "testing" | "staging" | "production";
  readonly version: string;
  readonly kind: "normal" | "rollback" | "hotfix" | "redeploy" | "emergency" | "flag_only";
  readonly startedAt: Instant;
  readonly finishedAt: Instant;
  /** When it became known that it failed; null when it did not. */
  readonly failedAt: Instant | null;
  /** When users were well again after a failure; null without failure and while it lasts. */
  readonly restoredAt: Instant | null;
  /** From the first commit that it brought until it was live; null when no commit is known. */
  readonly leadTimeMs: number | null;
}

/** Rollbacks and repeats of the same version are answers to a change, not changes: they count for no frequency. */
export function isChange(record: DeliveryRecord): boolean {
  return record.kind !== "rollback" && record.kind !== "redeploy";
}
