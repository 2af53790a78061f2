import { AppError } from "@/lib/kernel/app-error";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineUseCase } from "@/lib/platform/use-case";
import { MoveReservationInput, type ReservationView } from "../contract";
import { stateOf } from "../domain/reservation";
import { move } from "../domain/reservation-commands";
import { inTheWayWords } from "../reservation-read-model";
import { appendEvent } from "../reservation-store";
import { changeOf, keepBook, openedReservation, rejectedBecause, requireOwn, subjectOf, viewIn } from "./change-book";
import { requireZone, wishedTimes } from "./find-wished";

/** Give a reservation that has not begun another time, as long as nobody loses what they hold or are promised. */
export const moveReservation = defineUseCase({
  name: "reservation.move",
  permission: "reservation:write",
  input: MoveReservationInput,
  subject: (input) => ({ kind: "reservation", id: input.id ?? null }),
  async handle(context): Promise<ReservationView> {
    const { input, actor, now, tx } = context;
    const { book, one } = await openedReservation(context, input.id);
    await requireOwn(context, one);
    const timeZone = input.timeZone ?? one.timeZone;
    requireZone(timeZone, "timeZone");
    if (stateOf(one, now) === "active")
      throw rejectedBecause("begun", "It has begun already.", "Extend it, or give it back and reserve again.");
    const { span } = wishedTimes(
      { ...input, units: one.units, prepareMinutes: one.prepareMs / 60_000 },
      { terms: book.terms, now },
    );
    const before = await viewIn(context, one.id, { book, after: book.now });
    const decision = move(book.now, { id: one.id, span, terms: book.terms, now });
    if (decision.kind === "displaces") {
      const ids = new Set(decision.whom.map(({ id }) => id));
      const reasons = book.now
        .filter(({ id }) => ids.has(id))
        .map((other) => ({ code: "displaces", field: "startsAt", message: inTheWayWords(other, timeZone), remedy }));
      throw new AppError("rejected", { detail: reasons.map(({ message }) => message).join(" "), reasons });
    }
    const change = changeOf(book, decision.settled, one.id);
    await keepBook(context, change);
    const sentence = `Moved to ${new Date(span.from).toISOString()} – ${new Date(span.to).toISOString()}.`;
    await appendEvent(prismaExecutor(tx), { id: one.id, at: now, kind: "moved", sentence, actor: actor.name });
    const view = await viewIn(context, one.id, change);
    await context.record({ subject: subjectOf(one), before, after: view });
    await context.hint({ topic: "reservation", id: one.id, revision: view.revision + 1 });
    return view;
  },
});

const remedy = "Choose a free time, or wait in the queue.";
