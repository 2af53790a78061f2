import { AppError } from "@/lib/kernel/app-error";
import type { Prisma, Tx } from "@/lib/platform/db/prisma";
import type { TargetConfig } from "./contract";
import type { HealthConfig, TelemetryBinding } from "./target-contract";

/** JSON null of a non-nullable column, spelled so that Prisma stores the JSON value null. */
function asJson(value: unknown): Prisma.InputJsonValue {
  return (value === null ? { none: true } : value) as Prisma.InputJsonValue;
}

export interface NewTarget {
  readonly id: string;
  readonly serviceId: string;
  readonly environmentId: string;
  readonly config: TargetConfig;
  readonly secret: string | null;
  readonly health: HealthConfig | null;
  readonly telemetry: readonly TelemetryBinding[];
  readonly live: { readonly slot: "a" | "b"; readonly versionId: string };
}

/** Whether the service has a target in the environment. */
export async function isPlaceTaken(
  tx: Tx,
  place: { readonly serviceId: string; readonly environmentId: string },
): Promise<boolean> {
  return (await tx.target.count({ where: place })) > 0;
}

/** Insert a target with its two slots. A second one for the same service and environment breaks a unique constraint. */
export async function insertTarget(tx: Tx, target: NewTarget): Promise<void> {
  const other = target.live.slot === "a" ? "b" : "a";
  await tx.target.create({
    data: {
      id: target.id,
      serviceId: target.serviceId,
      environmentId: target.environmentId,
      kind: target.config.kind,
      config: target.config,
      secret: target.secret,
      health: asJson(target.health),
      telemetry: target.telemetry as unknown as Prisma.InputJsonValue,
      slots: { create: [{ slot: target.live.slot, versionId: target.live.versionId, isLive: true }, { slot: other }] },
    },
  });
}

/** Change a target if it still has the revision that was seen. Throws `stale_state`. */
export async function updateTarget(
  tx: Tx,
  seen: { id: string; revision: number },
  change: {
    config?: TargetConfig | undefined;
    /** null forgets the stored one. */
    secret?: string | null | undefined;
    health?: HealthConfig | null | undefined;
    telemetry?: readonly TelemetryBinding[] | undefined;
  },
): Promise<void> {
  const { count } = await tx.target.updateMany({
    where: { id: seen.id, revision: seen.revision },
    data: {
      revision: { increment: 1 },
      ...(change.config ? { config: change.config, kind: change.config.kind } : {}),
      ...(change.secret === undefined ? {} : { secret: change.secret }),
      ...(change.health === undefined ? {} : { health: asJson(change.health) }),
      ...(change.telemetry ? { telemetry: change.telemetry as unknown as Prisma.InputJsonValue } : {}),
    },
  });
  if (count === 0)
    throw new AppError("stale_state", { detail: "The target changed while you were looking; load it again." });
}

/** Note that a test was asked for, or what it found. */
export async function saveTest(
  tx: Tx,
  id: string,
  result: Prisma.InputJsonValue,
  testedAt: Date | null,
): Promise<void> {
  await tx.target.updateMany({
    where: { id },
    data: { lastTest: result, ...(testedAt ? { lastTestedAt: testedAt } : {}) },
  });
}
