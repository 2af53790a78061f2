import { defineUseCase } from "@/lib/platform/use-case";
import { ReservationIdInput, type ReservationView } from "../contract";
import { stateOf } from "../domain/reservation";
import { keepBook, openedReservation, rejectedBecause, requireOwn, subjectOf, viewIn } from "./change-book";

/** Say that one uses what one holds, so that it is not given back for want of use. */
export const checkIn = defineUseCase({
  name: "reservation.check_in",
  permission: "reservation:write",
  input: ReservationIdInput,
  subject: (input) => ({ kind: "reservation", id: input.id ?? null }),
  async handle(context): Promise<ReservationView> {
    const { input, now } = context;
    const { book, one } = await openedReservation(context, input.id);
    await requireOwn(context, one);
    if (stateOf(one, now) !== "active")
      throw rejectedBecause("not_active", "It has not begun.", "Check in once it has begun.");
    const before = await viewIn(context, one.id, { book, after: book.now });
    const isFirst = one.takenUpAt === null;
    const after = book.now.map((other) => (other === one && isFirst ? { ...other, takenUpAt: now } : other));
    const happenings = isFirst ? [{ id: one.id, at: now, kind: "taken_up" as const }] : [];
    await keepBook(context, { book, after, happenings, about: one.id });
    const view = await viewIn(context, one.id, { book, after });
    await context.record({ subject: subjectOf(one), before, after: view });
    return view;
  },
});
