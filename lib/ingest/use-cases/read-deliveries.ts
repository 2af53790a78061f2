import { z } from "zod";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Page } from "@/lib/platform/paging";
import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import {
  type DeliveryDetail,
  type DeliveryRow,
  GetDeliveryInput,
  ListDeliveriesInput,
  type SetAsideSubject,
} from "../delivery-contract";
import { findDelivery, listDeliveryRows, listSetAside } from "../delivery-read-model";
import { findEventSource } from "../event-source-read-model";

/** Deliveries of a source, newest first. */
export const listDeliveries = defineQuery({
  name: "delivery.list",
  permission: "signal:read",
  input: ListDeliveriesInput,
  async handle({ input, db }): Promise<Page<DeliveryRow>> {
    const source = await findEventSource(db, input.slug);
    if (!source) throw notFound("event source", input.slug);
    return listDeliveryRows(prismaExecutor(db), source.id, input);
  },
});

/** One delivery as it came, and what it says. Bodies may name people, so that not everybody sees them. */
export const getDelivery = defineQuery({
  name: "delivery.get",
  permission: "signal:inspect",
  input: GetDeliveryInput,
  async handle({ input, db }): Promise<DeliveryDetail> {
    const source = await findEventSource(db, input.slug);
    const delivery = source && (await findDelivery(prismaExecutor(db), source.id, input.id));
    if (!delivery) throw notFound("delivery", input.id);
    return delivery;
  },
});

/** What could not be projected: which subjects, why, and whether they are tried again by themselves. */
export const listFailedSubjects = defineQuery({
  name: "signal-subject.list",
  permission: "signal:read",
  input: z.strictObject({}),
  handle: async ({ db }): Promise<{ items: SetAsideSubject[] }> => ({
    items: await listSetAside(prismaExecutor(db), 200),
  }),
});
