import { bottleneckOf } from "@/lib/changes/domain/lead-time";
import { type LaneChange, listLaneChanges } from "@/lib/changes/lead-time-read-model";
import { listCustomerNumbers } from "@/lib/incidents/customer-number-read-model";
import { listCustomerSignals } from "@/lib/incidents/customer-read-model";
import { shiftsOf } from "@/lib/incidents/domain/customer-numbers";
import { type Instant, instant, plusMs } from "@/lib/kernel/instant";
import { waterfallOf } from "@/lib/pipelines/domain/waterfall";
import { findRunId, listReleaseStages } from "@/lib/pipelines/run-read-model";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import type { ChangeView, DeploymentDetail } from "./contract";
import { findDeployment } from "./deployment-read-model";
import type { DeploymentSaid } from "./domain/deployment-reading";
import { approvalStages, rolloutStages } from "./domain/own-stages";
import { rangeTicketsOf } from "./domain/range-tickets";
import { listAskedReleases, listStepNotes } from "./own-way-read-model";

/** A deployment with everything that is known of it; null when there is none. */
export async function findDeploymentDetail(db: Db | Tx, id: string, now: Instant): Promise<DeploymentDetail | null> {
  const view = await findDeployment(db, id);
  const row = await db.deployment.findUnique({
    where: { id },
    include: {
      service: { select: { ownerTeam: { select: { name: true } } } },
      version: { select: { commitSha: true } },
    },
  });
  if (!view || !row) return null;
  const said = (row.said ?? {}) as DeploymentSaid;
  const startedAt = instant(row.startedAt.getTime());
  const finishedAt = row.finishedAt ? instant(row.finishedAt.getTime()) : null;
  const toCommit = row.toCommit ?? row.version.commitSha;
  const { changes, changesUnknown } = await changesOf(db, { ...row, finishedAt });
  return {
    ...view,
    kindReason: row.kindReason,
    authorizationReason: row.authorizationReason,
    changeOwner: row.changeOwner,
    team: said.team ?? row.service.ownerTeam?.name ?? null,
    fromCommit: row.fromCommit,
    toCommit,
    flags: row.flags,
    url: row.url,
    runId: await findRunId(prismaExecutor(db), said.runKey ?? null),
    ticket: await ticketOf(db, row.ticketKey),
    ...(await rangeTickets(db, changes)),
    changes,
    changesUnknown,
    waterfall: await wayOf(db, {
      said,
      toCommit,
      state: row.state,
      startedAt,
      finishedAt,
      row: { ...row, version: view.version },
    }),
    incidents: await incidentsOf(db, id),
    customers: await customersOf(db, id, now),
  };
}

async function customersOf(db: Db | Tx, id: string, now: Instant): Promise<DeploymentDetail["customers"]> {
  const found = await listCustomerSignals(prismaExecutor(db), id);
  const told = await listCustomerNumbers(prismaExecutor(db), [id], now);
  if (!found) throw new Error("a deployment that was just read is not there");
  const { tickets, analytics, until, items } = found;
  const shown = items.map((item) => ({ ...item, at: item.at.toISOString() }));
  return { tickets, analytics, until: until.toISOString(), numbers: shiftsOf(told.get(id) ?? []), items: shown };
}

async function changesOf(
  db: Db | Tx,
  row: {
    id: string;
    serviceId: string;
    environmentId: string;
    state: string;
    kind: string;
    finishedAt: Instant | null;
  },
): Promise<Pick<DeploymentDetail, "changes" | "changesUnknown">> {
  const { finishedAt } = row;
  if (row.state !== "succeeded" || finishedAt === null) {
    return { changes: [], changesUnknown: "Only a deployment that succeeded delivers changes." };
  }
  if (row.kind === "flag_only") return { changes: [], changesUnknown: "Only flags came with it." };
  const delivered = await listLaneChanges(prismaExecutor(db), row, finishedAt, plusMs(finishedAt, 1));
  const unknown = delivered.unknown.find(({ deploymentId }) => deploymentId === row.id);
  return {
    changes: delivered.changes.filter(({ deploymentId }) => deploymentId === row.id).map(changeView),
    changesUnknown: unknown?.reason ?? null,
  };
}

function changeView(change: LaneChange): ChangeView {
  const { leadTime, deploymentId: _deploymentId, ticketKeys, ...rest } = change;
  const isMeasured = leadTime.kind === "measured";
  return {
    ...rest,
    ticketKeys: [...ticketKeys],
    leadTimeMs: isMeasured ? leadTime.totalMs : null,
    unmeasuredReason: isMeasured ? null : leadTime.reason,
    bottleneck: bottleneckOf(leadTime)?.stage ?? null,
    stages: isMeasured ? leadTime.stages.map((stage) => ({ ...stage })) : [],
  };
}

async function rangeTickets(
  db: Db | Tx,
  changes: readonly ChangeView[],
): Promise<Pick<DeploymentDetail, "rangeTickets" | "changesWithoutTicket">> {
  const { tickets, without } = rangeTicketsOf(changes);
  const shown = tickets.slice(0, 100);
  const keys = shown.map(({ key }) => key);
  const rows = await db.changeTicket.findMany({ where: { key: { in: keys } }, orderBy: { system: "desc" } });
  const known = new Map(rows.map((row) => [row.key, row]));
  return {
    changesWithoutTicket: without,
    rangeTickets: shown.map(({ key, changes: count }) => {
      const { title = null, state = null, url = null } = known.get(key) ?? {};
      return { key, changes: count, title, state, url };
    }),
  };
}

async function ticketOf(db: Db | Tx, key: string | null): Promise<DeploymentDetail["ticket"]> {
  if (key === null) return null;
  const row = await db.changeTicket.findFirst({ where: { key }, orderBy: { system: "asc" } });
  return row ? { key, title: row.title, state: row.state, type: row.type, url: row.url } : null;
}

async function wayOf(
  db: Db | Tx,
  release: {
    readonly said: DeploymentSaid;
    readonly toCommit: string | null;
    readonly state: string;
    readonly startedAt: Instant;
    readonly finishedAt: Instant | null;
    readonly row: {
      readonly rolloutId: string | null;
      readonly serviceId: string;
      readonly environmentId: string;
      readonly version: string;
    };
  },
): Promise<DeploymentDetail["waterfall"]> {
  const { said, toCommit, state, startedAt, finishedAt, row } = release;
  const until = finishedAt ?? startedAt;
  const executor = prismaExecutor(db);
  const told = await listReleaseStages(executor, { runKey: said.runKey ?? null, commitSha: toCommit, until });
  const asked = await listAskedReleases(executor, { ...row, until });
  const stages = [...told, ...approvalStages(asked), ...rolloutStages(await listStepNotes(executor, row.rolloutId))];
  // A run that deploys says so itself; the deployment's own times are shown where none does.
  const own = {
    key: "deploy",
    name: "Deploy",
    kind: "deploy",
    state,
    queuedAt: null,
    startedAt,
    finishedAt,
    url: null,
  };
  const waterfall = waterfallOf(stages.some(({ kind }) => kind === "deploy") ? stages : [...stages, own]);
  if (!waterfall) return null;
  return { ...waterfall, bars: waterfall.bars.map((bar) => ({ ...bar })), withoutTimes: [...waterfall.withoutTimes] };
}

async function incidentsOf(db: Db | Tx, deploymentId: string): Promise<DeploymentDetail["incidents"]> {
  const links = await db.incidentLink.findMany({
    where: { deploymentId, supersededAt: null },
    include: { incident: true },
    orderBy: [{ score: "desc" }, { id: "asc" }],
    take: 50,
  });
  return links.map(({ incident, verdict, score, evidence, decidedByKind }) => ({
    id: incident.id,
    title: incident.title,
    severity: incident.severity,
    detectedAt: incident.detectedAt.toISOString(),
    resolvedAt: incident.resolvedAt?.toISOString() ?? null,
    verdict: verdict === "not_caused" ? ("not_caused" as const) : ("caused" as const),
    score,
    byPerson: decidedByKind !== "system",
    evidence: evidence as DeploymentDetail["incidents"][number]["evidence"],
  }));
}
