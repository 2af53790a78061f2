import { AppError } from "@/lib/kernel/app-error";
import { type Instant, instant } from "@/lib/kernel/instant";
import { momentWords } from "@/lib/kernel/moment-words";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { invalidField } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { ExtendReservationInput, type ReservationView } from "../contract";
import { type Extension, extend } from "../domain/reservation-commands";
import { inTheWayWords } from "../reservation-read-model";
import type { SettledBook, StoredReservation } from "../reservation-record-read-model";
import { appendEvent } from "../reservation-store";
import { changeOf, keepBook, openedReservation, rejectedBecause, requireOwn, subjectOf, viewIn } from "./change-book";
import { requireZone } from "./find-wished";

/** Hold an environment longer, as long as nobody loses what they hold or are promised. */
export const extendReservation = defineUseCase({
  name: "reservation.extend",
  permission: "reservation:write",
  input: ExtendReservationInput,
  subject: (input) => ({ kind: "reservation", id: input.id ?? null }),
  async handle(context): Promise<ReservationView> {
    const { input, actor, now, tx } = context;
    const { book, one } = await openedReservation(context, input.id);
    await requireOwn(context, one);
    if (input.timeZone !== undefined) requireZone(input.timeZone, "timeZone");
    const to = requireLonger(one, instant(Date.parse(input.endsAt)), book);
    const before = await viewIn(context, one.id, { book, after: book.now });
    const decision = extend(book.now, { id: one.id, to, terms: book.terms });
    if (decision.kind === "displaces")
      throw displacing(decision, { one, book, timeZone: input.timeZone ?? one.timeZone });
    const change = changeOf(book, decision.settled, one.id);
    await keepBook(context, change);
    const sentence = `Extended to ${new Date(to).toISOString()}.`;
    await appendEvent(prismaExecutor(tx), { id: one.id, at: now, kind: "extended", sentence, actor: actor.name });
    const view = await viewIn(context, one.id, change);
    await context.record({ subject: subjectOf(one), before, after: view });
    await context.hint({ topic: "reservation", id: one.id, revision: view.revision + 1 });
    return view;
  },
});

function requireLonger(one: StoredReservation, to: Instant, { terms }: SettledBook): Instant {
  if (one.slot === null || one.grantedAt === null)
    throw rejectedBecause("not_granted", "It still waits, so there is nothing to extend.", "Wait until it is granted.");
  if (to <= one.slot.to) throw invalidField("endsAt", "This is not later than its end.", "Choose a later end.");
  if (to - one.slot.from > terms.maxMs) {
    const message = `Here a reservation takes ${terms.maxHours} h at most.`;
    throw invalidField("endsAt", message, "Choose an earlier end, or reserve again.");
  }
  return to;
}

function displacing(
  { whom, freeUntil }: Extract<Extension, { kind: "displaces" }>,
  { one, book, timeZone }: { one: StoredReservation; book: SettledBook; timeZone: string },
): AppError {
  const isFree = freeUntil > (one.slot?.to ?? 0);
  const remedy = isFree
    ? `Extend to ${momentWords(freeUntil, timeZone)} (${timeZone}) at most.`
    : "Reserve again, and wait in the queue.";
  const ids = new Set(whom.map(({ id }) => id));
  const reasons = book.now
    .filter(({ id }) => ids.has(id))
    .map((other) => ({ code: "displaces", field: "endsAt", message: inTheWayWords(other, timeZone), remedy }));
  return new AppError("rejected", { detail: reasons.map(({ message }) => message).join(" "), reasons });
}
