import type { Db, Tx } from "@/lib/platform/db/prisma";
import { TargetConfig } from "./contract";
import { HealthConfig, type TargetView, TelemetryBinding, TestResult } from "./target-contract";

const include = {
  service: true,
  environment: true,
  slots: { include: { version: true }, orderBy: { slot: "asc" } },
} as const;

type TargetRow = NonNullable<Awaited<ReturnType<typeof findRow>>>;

function findRow(db: Db | Tx, id: string) {
  return db.target.findUnique({ where: { id }, include });
}

/** Stored configuration, checked as it is read. */
export function readBindings(value: unknown): TelemetryBinding[] {
  return TelemetryBinding.array().parse(value);
}

function isNone(value: unknown): boolean {
  return value === null || (typeof value === "object" && "none" in value);
}

/** Health checks of a target; null when it has none. */
export function readHealth(value: unknown): HealthConfig | null {
  return isNone(value) ? null : HealthConfig.parse(value);
}

function view(row: TargetRow): TargetView {
  const { service, environment } = row;
  const test = row.lastTest as { pending?: boolean } | null;
  return {
    id: row.id,
    service: { id: service.id, slug: service.slug, name: service.name },
    environment: { id: environment.id, slug: environment.slug, name: environment.name },
    config: TargetConfig.parse(row.config),
    hasSecret: row.secret !== null,
    health: readHealth(row.health),
    telemetry: readBindings(row.telemetry),
    slots: row.slots.map((slot) => ({
      slot: slot.slot,
      version: slot.version?.name ?? null,
      isLive: slot.isLive,
      since: slot.since.toISOString(),
    })),
    lastTestedAt: row.lastTestedAt?.toISOString() ?? null,
    lastTest: test && !test.pending ? TestResult.parse(test) : null,
    testPending: test?.pending === true,
    revision: row.revision,
  };
}

/** A target as shown; null when there is none. */
export async function findTarget(db: Db | Tx, id: string): Promise<TargetView | null> {
  const row = await findRow(db, id);
  return row ? view(row) : null;
}

/** Targets by service name and environment rank. */
export async function listTargets(
  db: Db | Tx,
  filter: { service?: string | undefined; environment?: string | undefined },
): Promise<TargetView[]> {
  const rows = await db.target.findMany({
    where: {
      ...(filter.service ? { service: { slug: filter.service } } : {}),
      ...(filter.environment ? { environment: { slug: filter.environment } } : {}),
    },
    include,
    orderBy: [{ service: { name: "asc" } }, { environment: { rank: "asc" } }],
  });
  return rows.map(view);
}
