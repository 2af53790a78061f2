import type { Db, Tx } from "@/lib/platform/db/prisma";
import type { ActiveRollout, RunningInEnvironment } from "./contract";

/** What runs where, gathered with four statements however many services are asked about. */

interface LastDeploymentRow {
  service_id: string;
  environment_id: string;
  version: string;
  started_at: Date;
}

type Environments = Awaited<ReturnType<typeof loadEnvironments>>;
type TargetRow = Awaited<ReturnType<typeof loadTargets>>[number];
type RolloutRow = Awaited<ReturnType<typeof loadOpenRollouts>>[number];

function loadEnvironments(db: Db | Tx) {
  return db.environment.findMany({
    select: { id: true, slug: true, name: true, kind: true, rank: true },
    orderBy: [{ rank: "asc" }, { slug: "asc" }],
  });
}

function loadTargets(db: Db | Tx, serviceIds: readonly string[]) {
  return db.target.findMany({
    where: { serviceId: { in: [...serviceIds] } },
    select: {
      id: true,
      serviceId: true,
      environmentId: true,
      slots: { select: { slot: true, isLive: true, since: true, version: { select: { name: true } } } },
    },
  });
}

function loadOpenRollouts(db: Db | Tx, serviceIds: readonly string[]) {
  return db.rollout.findMany({
    where: { serviceId: { in: [...serviceIds] }, phase: { notIn: ["completed", "rolled_back", "cancelled"] } },
    select: {
      id: true,
      number: true,
      serviceId: true,
      environmentId: true,
      phase: true,
      strategy: true,
      stableVersion: true,
      canaryVersion: true,
      desiredSharePercent: true,
      observedSharePercent: true,
      pauseReasons: true,
    },
    orderBy: { number: "asc" },
  });
}

function loadLastDeployments(db: Db | Tx, serviceIds: readonly string[]): Promise<LastDeploymentRow[]> {
  return db.$queryRaw<LastDeploymentRow[]>`
    select distinct on (d.service_id, d.environment_id) d.service_id, d.environment_id, v.name as version, d.started_at
    from deployment d join version v on v.id = d.version_id
    where d.service_id = any(${[...serviceIds]}::text[]) and d.state = 'succeeded'
    order by d.service_id, d.environment_id, d.started_at desc, d.id desc`;
}

function pair(row: { serviceId: string; environmentId: string }): string {
  return `${row.serviceId} ${row.environmentId}`;
}

function shownRollout(row: RolloutRow): ActiveRollout {
  const { serviceId: _service, environmentId: _environment, ...shown } = row;
  return shown;
}

interface Found {
  readonly target: TargetRow | undefined;
  readonly rollouts: readonly RolloutRow[];
  readonly deployment: LastDeploymentRow | undefined;
}

function runningIn(environment: Environments[number], found: Found): RunningInEnvironment {
  const { target, rollouts, deployment } = found;
  const slots = (target?.slots ?? [])
    .map(({ slot, isLive, since, version }) => ({
      slot,
      version: version?.name ?? null,
      isLive,
      since: since.toISOString(),
    }))
    .sort((one, other) => one.slot.localeCompare(other.slot));
  const active = rollouts.find((rollout) => rollout.phase !== "queued");
  return {
    environment,
    targetId: target?.id ?? null,
    slots,
    live: liveVersion(slots, deployment),
    rollout: active ? shownRollout(active) : null,
    queuedRollouts: rollouts.filter((rollout) => rollout.phase === "queued").length,
  };
}

function liveVersion(
  slots: RunningInEnvironment["slots"],
  deployment: LastDeploymentRow | undefined,
): RunningInEnvironment["live"] {
  const live = slots.find((slot) => slot.isLive);
  if (live?.version) return { version: live.version, since: live.since, from: "target" };
  if (!deployment) return null;
  return { version: deployment.version, since: deployment.started_at.toISOString(), from: "deployment" };
}

/** For each of these services, every environment in order with what runs there. */
export async function loadRunning(
  db: Db | Tx,
  serviceIds: readonly string[],
): Promise<Map<string, RunningInEnvironment[]>> {
  const environments = await loadEnvironments(db);
  const targets = new Map((await loadTargets(db, serviceIds)).map((row) => [pair(row), row]));
  const rollouts = Map.groupBy(await loadOpenRollouts(db, serviceIds), pair);
  const deployments = new Map(
    (await loadLastDeployments(db, serviceIds)).map((row) => [`${row.service_id} ${row.environment_id}`, row]),
  );
  const runningOf = (serviceId: string): RunningInEnvironment[] =>
    environments.map((environment) => {
      const key = pair({ serviceId, environmentId: environment.id });
      const found = { target: targets.get(key), rollouts: rollouts.get(key) ?? [], deployment: deployments.get(key) };
      return runningIn(environment, found);
    });
  return new Map(serviceIds.map((serviceId) => [serviceId, runningOf(serviceId)]));
}
