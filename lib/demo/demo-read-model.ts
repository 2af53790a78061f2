import type { Db, Tx } from "@/lib/platform/db/prisma";
import { type DemoServiceView, type DemoView, ShipFault, ShipmentState, type ShipmentView } from "./contract";
import { demoEnvironment, demoServices } from "./demo-shop";
import { exposedMs } from "./domain/exposure";

const shownShipments = 20;
const include = {
  service: { select: { slug: true, name: true } },
  rollout: { select: { id: true, number: true, phase: true } },
} as const;

function shipmentRows(db: Db | Tx, where: { id?: string }) {
  return db.demoShipment.findMany({ where, include, orderBy: { requestedAt: "desc" }, take: shownShipments });
}

function view(row: Awaited<ReturnType<typeof shipmentRows>>[number]): ShipmentView {
  const ms = (at: Date | null): number | null => at?.getTime() ?? null;
  return {
    id: row.id,
    service: row.service,
    version: row.version,
    fault: ShipFault.parse(row.fault),
    state: ShipmentState.parse(row.state),
    failure: row.failure,
    requestedBy: row.requestedBy,
    requestedAt: row.requestedAt.toISOString(),
    rollout: row.rollout,
    measured: {
      answers: row.answers,
      badAnswers: row.badAnswers,
      onsetAt: row.onsetAt?.toISOString() ?? null,
      lastBadAt: row.lastBadAt?.toISOString() ?? null,
      exposedMs: row.fault === "none" ? null : exposedMs({ onsetAt: ms(row.onsetAt), lastBadAt: ms(row.lastBadAt) }),
      isFinal: row.state === "finished" || row.state === "failed",
    },
    finishedAt: row.finishedAt?.toISOString() ?? null,
    revision: row.revision,
  };
}

/** One shipment as shown; null when there is none. */
export async function findShipmentView(db: Db | Tx, id: string): Promise<ShipmentView | null> {
  const [row] = await shipmentRows(db, { id });
  return row ? view(row) : null;
}

/** Why nothing can be shipped to a service now; null when it can. */
export async function busyReason(db: Db | Tx, serviceId: string): Promise<string | null> {
  const rollout = await db.rollout.findFirst({
    where: {
      serviceId,
      environment: { slug: demoEnvironment },
      phase: { notIn: ["completed", "rolled_back", "cancelled"] },
    },
    orderBy: { number: "asc" },
  });
  if (rollout) return `Rollout #${rollout.number} of version ${rollout.canaryVersion} has not ended.`;
  const shipment = await db.demoShipment.findFirst({
    where: { serviceId, state: { in: ["requested", "deployed"] } },
  });
  return shipment ? `Version ${shipment.version} is being deployed.` : null;
}

async function serviceViews(db: Db | Tx): Promise<DemoServiceView[]> {
  const rows = await db.service.findMany({
    where: { slug: { in: demoServices.map((service) => service.slug) }, archivedAt: null },
    include: {
      targets: {
        where: { environment: { slug: demoEnvironment } },
        include: { slots: { where: { isLive: true }, include: { version: true } } },
      },
    },
  });
  const known = new Map(rows.map((row) => [row.slug, row]));
  const views = demoServices.map(async ({ slug }) => {
    const row = known.get(slug);
    if (!row) return [];
    const liveVersion = row.targets[0]?.slots[0]?.version?.name ?? null;
    return [{ slug, name: row.name, tier: row.tier, liveVersion, busy: await busyReason(db, row.id) }];
  });
  return (await Promise.all(views)).flat();
}

/** The services of the demonstration and the newest shipments. */
export async function findDemo(db: Db | Tx): Promise<DemoView> {
  const [services, rows] = await Promise.all([serviceViews(db), shipmentRows(db, {})]);
  return { services, shipments: rows.map(view) };
}
