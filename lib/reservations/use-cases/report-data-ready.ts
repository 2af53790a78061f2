import { type Instant, instant } from "@/lib/kernel/instant";
import type { Actor } from "@/lib/platform/auth/actor";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { invalidField } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { ReportDataReadyInput, type ReservationView } from "../contract";
import { preparationOf, preparationWords } from "../domain/preparation";
import { stateOf } from "../domain/reservation";
import { referenceOf } from "../reservation-read-model";
import type { StoredReservation } from "../reservation-record-read-model";
import { appendEvent } from "../reservation-store";
import { keepBook, openedReservation, rejectedBecause, requireOwn, subjectOf, viewIn } from "./change-book";

/**
 * Say once that the data of a reservation is ready, or since when. Its holder may, its team, whoever manages reservations, and a pipeline
 * whose token belongs to nobody: data of one team is often prepared by another's pipeline.
 */
export const reportDataReady = defineUseCase({
  name: "reservation.report_data_ready",
  permission: "reservation:write",
  input: ReportDataReadyInput,
  subject: (input) => ({ kind: "reservation", id: input.id ?? null }),
  async handle(context): Promise<ReservationView> {
    const { input, actor, now, tx } = context;
    const { book, one } = await openedReservation(context, input.id);
    if (!isPipeline(actor)) await requireOwn(context, one);
    requirePreparation(one, now);
    const dataReadyAt = requireMoment(one, input.readyAt, now);
    const before = await viewIn(context, one.id, { book, after: book.now });
    const ready = { ...one, dataReadyAt, dataReadyBy: actor.name };
    const after = book.now.map((other) => (other === one ? ready : other));
    await keepBook(context, { book, after, happenings: [], about: one.id });
    const preparation = preparationOf(ready, now);
    const sentence = preparation === null ? "Data ready." : preparationWords(preparation);
    await appendEvent(prismaExecutor(tx), { id: one.id, at: now, kind: "data_ready", sentence, actor: actor.name });
    const view = await viewIn(context, one.id, { book, after });
    await context.record({ subject: subjectOf(one), before, after: view });
    await context.hint({ topic: "reservation", id: one.id, revision: view.revision + 1 });
    return view;
  },
});

function isPipeline(actor: Actor): boolean {
  return actor.kind === "token" && actor.ownerId === null;
}

function requirePreparation(one: StoredReservation, now: Instant): void {
  const reference = referenceOf(one);
  if (one.prepareMs === 0) {
    const remedy = "Say how long data is prepared when you reserve.";
    throw rejectedBecause("nothing_prepared", `${reference} has no preparation of data planned.`, remedy);
  }
  if (stateOf(one, now) !== "active")
    throw rejectedBecause("not_active", `${reference} has not begun.`, "Report it once it has begun.");
  if (one.dataReadyAt !== null) {
    const message = `${one.dataReadyBy} reported it already, ready at ${new Date(one.dataReadyAt).toISOString()}.`;
    throw rejectedBecause("already_ready", message, "Nothing is left to do.");
  }
}

function requireMoment({ slot }: StoredReservation, readyAt: string | undefined, now: Instant): Instant {
  if (readyAt === undefined) return now;
  const at = instant(Date.parse(readyAt));
  if (at > now) throw invalidField("readyAt", "This is in the future.", "Report it once it is ready.");
  if (slot !== null && at < slot.from) {
    const message = "This is before the reservation began.";
    throw invalidField(
      "readyAt",
      message,
      `Give ${new Date(slot.from).toISOString()} or later, or leave it out for now.`,
    );
  }
  return at;
}
