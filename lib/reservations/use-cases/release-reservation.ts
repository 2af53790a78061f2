import { defineUseCase } from "@/lib/platform/use-case";
import { ReservationIdInput, type ReservationView } from "../contract";
import { giveBack } from "../domain/reservation-commands";
import { changeOf, keepBook, openedReservation, requireOwn, subjectOf, viewIn } from "./change-book";

/** Give back what one holds, or stop waiting for it. Whoever is next has it at once. */
export const releaseReservation = defineUseCase({
  name: "reservation.release",
  permission: "reservation:write",
  input: ReservationIdInput,
  subject: (input) => ({ kind: "reservation", id: input.id ?? null }),
  async handle(context): Promise<ReservationView> {
    const { input, actor, now } = context;
    const { book, one } = await openedReservation(context, input.id);
    await requireOwn(context, one);
    const before = await viewIn(context, one.id, { book, after: book.now });
    const change = changeOf(book, giveBack(book.now, one.id, { terms: book.terms, now }), one.id);
    const after = change.after.map((other) => (other.id === one.id ? { ...other, endedBy: actor.name } : other));
    await keepBook(context, { ...change, after });
    const view = await viewIn(context, one.id, { book, after });
    await context.record({ subject: subjectOf(one), before, after: view });
    return view;
  },
});
