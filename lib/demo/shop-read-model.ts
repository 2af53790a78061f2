import type { Db, Tx } from "@/lib/platform/db/prisma";
import type { SlotName } from "@/lib/traffic/port";
import { demoEnvironment, demoServices, firstVersion } from "./demo-shop";
import type { ServiceStart, SlotContent } from "./port";
import { faultsOf } from "./ship-faults";
import { faultOfVersion } from "./shipment-store";

/** What the product has stored about the shop, as the demonstration's process asks for it. */

const ended = ["completed", "rolled_back", "cancelled"] as const;

async function contentOf(db: Db, service: string, version: string | null | undefined): Promise<SlotContent | null> {
  if (!version) return null;
  return { version, faults: faultsOf((await faultOfVersion(db, service, version)) ?? "none") };
}

/**
 * What runs in the slots of each service by what is stored, so that a restart finds the shop as it was left. An open
 * rollout says what the idle slot holds. Without a target yet, the first version has slot a.
 */
export async function slotContents(db: Db): Promise<ServiceStart[]> {
  return Promise.all(
    demoServices.map(async ({ slug }) => {
      const target = await db.target.findFirst({
        where: { service: { slug }, environment: { slug: demoEnvironment } },
        include: {
          slots: { include: { version: true } },
          rollouts: { where: { phase: { notIn: [...ended] } }, orderBy: { number: "asc" }, take: 1 },
        },
      });
      const stored = (slot: SlotName) => target?.slots.find((row) => row.slot === slot);
      const liveSlot: SlotName = stored("b")?.isLive ? "b" : "a";
      const live = await contentOf(db, slug, stored(liveSlot)?.version?.name ?? firstVersion);
      const idleName = target?.rollouts[0]?.canaryVersion ?? stored(other(liveSlot))?.version?.name;
      const idle = await contentOf(db, slug, idleName);
      return { slug, liveSlot, slots: liveSlot === "a" ? { a: live, b: idle } : { a: idle, b: live } };
    }),
  );
}

function other(slot: SlotName): SlotName {
  return slot === "a" ? "b" : "a";
}

/** The slot of a service without traffic. Throws for a service without a target: a programmer's error. */
export async function idleSlotOf(db: Db, service: string): Promise<SlotName> {
  const live = await db.targetSlot.findFirst({
    where: { isLive: true, target: { service: { slug: service }, environment: { slug: demoEnvironment } } },
  });
  if (!live) throw new Error(`${service} has no target in ${demoEnvironment}`);
  return other(live.slot);
}

/** Rollouts that are about to begin and that the demonstration's pipeline did not start: what the idle slot must run for them. */
export async function rolloutsOfOthers(
  db: Db,
): Promise<readonly { readonly service: string; readonly version: string; readonly slot: SlotName }[]> {
  const rows = await db.rollout.findMany({
    where: {
      phase: { notIn: [...ended] },
      environment: { slug: demoEnvironment },
      service: { slug: { in: demoServices.map(({ slug }) => slug) } },
    },
    include: { service: true, shipment: true, target: { include: { slots: { where: { isLive: true } } } } },
    orderBy: { number: "asc" },
  });
  // The oldest of each target has it; those behind it wait, and so does their deployment.
  const first = rows.filter((row, index) => rows.findIndex(({ targetId }) => targetId === row.targetId) === index);
  return first.flatMap(({ phase, shipment, service, canaryVersion, target }) => {
    const live = target.slots[0]?.slot;
    if (shipment || live === undefined || (phase !== "queued" && phase !== "preparing")) return [];
    return [{ service: service.slug, version: canaryVersion, slot: other(live) }];
  });
}

/** Every version name of a service that is taken, shipped or not. */
export async function takenVersions(tx: Tx, serviceId: string): Promise<string[]> {
  const versions = await tx.version.findMany({ where: { serviceId }, select: { name: true } });
  const shipments = await tx.demoShipment.findMany({ where: { serviceId }, select: { version: true } });
  return [...versions.map((row) => row.name), ...shipments.map((row) => row.version)];
}

/** The first two shipments ever, oldest first. */
export async function firstShipments(db: Db): Promise<readonly { readonly hasEnded: boolean }[]> {
  const rows = await db.demoShipment.findMany({ orderBy: { requestedAt: "asc" }, take: 2, select: { state: true } });
  return rows.map(({ state }) => ({ hasEnded: state === "finished" || state === "failed" }));
}
