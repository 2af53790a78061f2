import type { Actor } from "@/lib/platform/auth/actor";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { sendHint } from "@/lib/platform/stream/hints";
import { ShipFault, type ShipmentState } from "./contract";
import type { Exposure } from "./domain/exposure";

/** A shipment as the demonstration's process needs it. */
export interface Shipment {
  readonly id: string;
  readonly service: string;
  readonly version: string;
  readonly fault: ShipFault;
  readonly state: ShipmentState;
  readonly requestedBy: { readonly kind: Actor["kind"]; readonly id: string | null; readonly name: string };
  readonly rollout: { readonly id: string; readonly phase: string; readonly finishedAt: number | null } | null;
  readonly seen: Exposure;
}

export interface NewShipment {
  readonly id: string;
  readonly serviceId: string;
  readonly version: string;
  readonly fault: ShipFault;
  readonly actor: Actor;
}

const include = {
  service: { select: { slug: true, name: true } },
  rollout: { select: { id: true, number: true, phase: true, finishedAt: true } },
} as const;

/** Insert a shipment that was asked for. */
export async function insertShipment(tx: Tx, { actor, ...shipment }: NewShipment): Promise<void> {
  await tx.demoShipment.create({
    data: { ...shipment, requestedByKind: actor.kind, requestedById: actor.id, requestedBy: actor.name },
  });
}

function rows(db: Db | Tx, where: { id?: string; state?: { in: string[] } }) {
  return db.demoShipment.findMany({ where, include, orderBy: { requestedAt: "asc" } });
}

function fromRow(row: Awaited<ReturnType<typeof rows>>[number]): Shipment {
  const ms = (at: Date | null): number | null => at?.getTime() ?? null;
  return {
    id: row.id,
    service: row.service.slug,
    version: row.version,
    fault: ShipFault.parse(row.fault),
    state: row.state as ShipmentState,
    requestedBy: { kind: row.requestedByKind, id: row.requestedById, name: row.requestedBy },
    rollout: row.rollout && { id: row.rollout.id, phase: row.rollout.phase, finishedAt: ms(row.rollout.finishedAt) },
    seen: {
      answers: row.answers,
      badAnswers: row.badAnswers,
      firstAnswerAt: row.answers > 0 ? row.requestedAt.getTime() : null,
      onsetAt: ms(row.onsetAt),
      lastBadAt: ms(row.lastBadAt),
    },
  };
}

/** One shipment; null when there is none. */
export async function findShipment(db: Db | Tx, id: string): Promise<Shipment | null> {
  const [row] = await rows(db, { id });
  return row ? fromRow(row) : null;
}

/** Shipments that have not ended, oldest first. */
export async function openShipments(db: Db | Tx): Promise<Shipment[]> {
  return (await rows(db, { state: { in: ["requested", "deployed", "started"] } })).map(fromRow);
}

/** What is wrong with a version of a service that the demonstration shipped; null when it did not ship it. */
export async function faultOfVersion(db: Db | Tx, service: string, version: string): Promise<ShipFault | null> {
  const row = await db.demoShipment.findFirst({ where: { version, service: { slug: service } } });
  return row ? ShipFault.parse(row.fault) : null;
}

export interface ShipmentChange {
  readonly state?: ShipmentState;
  readonly failure?: string;
  readonly rolloutId?: string;
  readonly seen?: Exposure;
  readonly finishedAt?: number;
}

/** Change a shipment and tell browsers. */
export async function saveShipment(db: Db, id: string, change: ShipmentChange): Promise<void> {
  const { seen, finishedAt, ...rest } = change;
  const date = (at: number | null): Date | null => (at === null ? null : new Date(at));
  await db.$transaction(async (tx) => {
    const { revision } = await tx.demoShipment.update({
      where: { id },
      data: {
        ...rest,
        ...(seen
          ? {
              answers: seen.answers,
              badAnswers: seen.badAnswers,
              onsetAt: date(seen.onsetAt),
              lastBadAt: date(seen.lastBadAt),
            }
          : {}),
        ...(finishedAt === undefined ? {} : { finishedAt: date(finishedAt) }),
        revision: { increment: 1 },
      },
    });
    await sendHint(prismaExecutor(tx), { topic: "demo", id, revision });
  });
}
