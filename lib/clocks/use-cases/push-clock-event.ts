import { serviceIdsBySlug } from "@/lib/catalog/service-read-model";
import type { Instant } from "@/lib/kernel/instant";
import { personKeyOf } from "@/lib/platform/auth/actor";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import { invalidField, notFound } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { loadClockViews } from "../clock-read-model";
import { clockIdOf, insertClocks, insertMark, lockClocks } from "../clock-store";
import { PushClockEventInput, type PushedClockEvent } from "../contract";
import { findClockDefinitionRow } from "../terms-read-model";
import { reviseClocks } from "./revise-clocks";

/** How far a sender's watch may be ahead of ours. */
const aheadMs = 300_000;

/**
 * Tell an event of a subject that is no incident here: a ticket, a case. Events may come in any order and more than once; the clock is
 * the same. The first one begins the clock.
 */
export const pushClockEvent = defineUseCase({
  name: "clock.push_event",
  permission: "clock:push",
  input: PushClockEventInput,
  subject: (input) => ({ kind: "clock", id: null, ...(input.key ? { name: input.key } : {}) }),
  async handle({ input, actor, now, tx, record, hint }): Promise<PushedClockEvent> {
    const { key, event, title = key } = input;
    checkTime(input.at, now);
    const { definitionId, serviceId } = await placeOf(tx, input);
    const subjectKey = `pushed ${serviceId} ${key}`;
    const id = clockIdOf(definitionId, subjectKey);
    const db = prismaExecutor(tx);
    await insertClocks(db, [{ definitionId, subjectKey, serviceId, key, title, isPushed: true }]);
    await lockClocks(db, [id]);
    const by = { byPerson: personKeyOf(actor), byName: actor.name };
    const isNew = await insertMark(tx, {
      clockId: id,
      kind: event,
      at: new Date(input.at),
      externalId: input.id,
      ...by,
    });
    const reason = `It was told that it was ${event}, ${secondsOf(input.at)}.`;
    await reviseClocks(tx, new Map([[id, { cause: "events", reason, by: actor.name }]]), now);
    const [clock] = await loadClockViews(tx, [id], now);
    if (!clock) throw new Error("a clock that is locked is not there");
    await record({ subject: { kind: "clock", id, name: title }, after: { event, at: input.at, isNew } });
    await hint({ topic: "clock", id, revision: clock.revision });
    return { clock, isNew };
  },
});

/** A time to the second, in words that stay with a revision: `2026-11-28 02:59:39 UTC`. */
function secondsOf(at: string): string {
  return `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

function checkTime(at: string, now: Instant): void {
  if (Date.parse(at) > now + aheadMs)
    throw invalidField(
      "at",
      "This has not happened yet.",
      "Tell events when they have happened; check the sender's watch.",
    );
}

async function placeOf(
  tx: Tx,
  { definition, service }: { readonly definition: string; readonly service: string },
): Promise<{ definitionId: string; serviceId: string }> {
  const row = await findClockDefinitionRow(tx, definition);
  if (!row || row.retiredAt) throw notFound("clock definition", definition);
  const serviceId = (await serviceIdsBySlug(tx, [service])).get(service);
  if (!serviceId) throw invalidField("service", "There is no such service.", "Name a service by its slug.");
  if (row.services.length > 0 && !row.services.includes(service))
    throw invalidField("service", "This clock is not for this service.", `Name one of ${row.services.join(", ")}.`);
  return { definitionId: row.id, serviceId };
}
