import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { laneSources } from "@/lib/composition-insights";
import { importDeployments } from "@/lib/deployments/use-cases/import-deployments";
import { createTeam } from "@/lib/identity/use-cases/edit-team";
import { createRecordBuilder, type RecordBuilder } from "@/lib/insights/loop/record-builder";
import type { LaneSources } from "@/lib/insights/port";
import { callAs, type Harness } from "@/tests/support/harness";

const admin = callAs("admin");
const hourMs = 3_600_000;

/** Two services of one team in two environments. */
export async function makePlaces(): Promise<void> {
  await createEnvironment.run({ slug: "staging", name: "Staging", kind: "staging", rank: 30 }, admin);
  await createEnvironment.run({ slug: "production", name: "Production", kind: "production", rank: 40 }, admin);
  await createTeam.run({ slug: "shop", name: "Shop" }, admin);
  await createService.run({ slug: "checkout", name: "Checkout", tier: 0, ownerTeam: "shop" }, admin);
  await createService.run({ slug: "search", name: "=Search", tier: 2 }, admin);
}

export interface ToldDeployment {
  readonly service?: string;
  readonly environment?: string;
  readonly version: string;
  /** Hours before the harness's now at which it ended. */
  readonly hoursAgo: number;
  readonly state?: "succeeded" | "failed" | "rolled_back";
}

/** Import deployments as another system would tell them. */
export async function tell({ runtime }: Harness, deployments: readonly ToldDeployment[]): Promise<string[]> {
  const now = runtime.clock.now();
  const rows = deployments.map(
    ({ service = "checkout", environment = "production", version, hoursAgo, state = "succeeded" }) => ({
      service,
      environment,
      version,
      state,
      startedAt: new Date(now - hoursAgo * hourMs - 600_000).toISOString(),
      finishedAt: new Date(now - hoursAgo * hourMs).toISOString(),
      externalRef: `${service} ${environment} ${version} ${hoursAgo}`,
    }),
  );
  const { items } = await importDeployments.run({ rows }, admin);
  return items.map(({ id }) => id);
}

export interface ToldIncident {
  readonly key: string;
  readonly deploymentId: string;
  readonly hoursAgo: number;
  /** Null while it is open. */
  readonly tookHours: number | null;
  readonly duplicateOf?: string;
}

/** An incident and its link as the slice of incidents keeps them. */
export async function blame({ db, runtime }: Harness, told: ToldIncident): Promise<void> {
  const deployment = await db.deployment.findUniqueOrThrow({ where: { id: told.deploymentId } });
  const detectedAt = new Date(runtime.clock.now() - told.hoursAgo * hourMs);
  await db.incident.create({
    data: {
      id: `inc_${told.key}`,
      subjectKey: `incident:test:${told.key}`,
      sourceId: "src_test",
      externalKey: told.key,
      title: `Incident ${told.key}`,
      state: told.tookHours === null ? "open" : "resolved",
      origin: "incident",
      serviceId: deployment.serviceId,
      environmentId: deployment.environmentId,
      detectedAt,
      resolvedAt: told.tookHours === null ? null : new Date(detectedAt.getTime() + told.tookHours * hourMs),
      duplicateOfKey: told.duplicateOf ? `incident:test:${told.duplicateOf}` : null,
    },
  });
  await db.incidentLink.create({
    data: {
      id: `lnk_${told.key}`,
      incidentId: `inc_${told.key}`,
      deploymentId: told.deploymentId,
      verdict: "caused",
      score: 0.9,
      evidence: [],
      decidedByKind: "system",
      decidedBy: "attribution",
      ruleVersion: 1,
    },
  });
  await markDirty(db, deployment);
}

async function markDirty(
  db: Harness["db"],
  lane: { serviceId: string; environmentId: string; startedAt: Date },
): Promise<void> {
  const { serviceId, environmentId } = lane;
  await db.dirtyLane.upsert({
    where: { serviceId_environmentId: { serviceId, environmentId } },
    create: { serviceId, environmentId, since: lane.startedAt },
    update: { markedAt: new Date(), since: lane.startedAt },
  });
}

/** The builder over the harness's database; `sources` replaces what it asks others for. */
export function builderOf({ db, runtime }: Harness, sources: LaneSources = laneSources): RecordBuilder {
  return createRecordBuilder({ db, log: runtime.log, sources, pollMs: 20 });
}

/** Turn until nothing waits. */
export async function drain(builder: RecordBuilder): Promise<void> {
  for (let turns = 0; (await builder.turn()) > 0; turns += 1)
    if (turns > 100) throw new Error("the builder never rests");
}
