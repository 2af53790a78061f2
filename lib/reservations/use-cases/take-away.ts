import { defineUseCase } from "@/lib/platform/use-case";
import { type ReservationView, TakeAwayInput } from "../contract";
import { giveBack } from "../domain/reservation-commands";
import { tellHolderJob } from "../jobs";
import { changeOf, keepBook, openedReservation, subjectOf, viewIn } from "./change-book";

/** Take a reservation away from who holds it, for a reason that is on record and told to them. */
export const takeAway = defineUseCase({
  name: "reservation.take_away",
  permission: "reservation:manage",
  input: TakeAwayInput,
  subject: (input) => ({ kind: "reservation", id: input.id ?? null }),
  async handle(context): Promise<ReservationView> {
    const { input, actor, now } = context;
    const { book, one } = await openedReservation(context, input.id);
    const before = await viewIn(context, one.id, { book, after: book.now });
    const settled = giveBack(book.now, one.id, { terms: book.terms, now, isTakenAway: true });
    const change = changeOf(book, settled, one.id);
    const after = change.after.map((other) =>
      other.id === one.id ? { ...other, endedBy: actor.name, endReason: input.reason } : other,
    );
    await keepBook(context, { ...change, after });
    await context.enqueue(tellHolderJob, { id: one.id, kind: "taken_away" });
    const view = await viewIn(context, one.id, { book, after });
    await context.record({ subject: subjectOf(one), reason: input.reason, before, after: view });
    return view;
  },
});
