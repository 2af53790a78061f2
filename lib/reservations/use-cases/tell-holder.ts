import type { Instant } from "@/lib/kernel/instant";
import { localOf } from "@/lib/kernel/zoned-time";
import type { Mailer } from "@/lib/notifications/port";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Runtime } from "@/lib/platform/runtime";
import { reservationMail } from "../domain/reservation-words";
import { findMailbox, findReserved, referenceOf } from "../reservation-read-model";
import { findReservation } from "../reservation-record-read-model";
import { loadTerms } from "../terms-read-model";

/**
 * Mail a holder that their reservation was granted after a wait, or taken away; nothing when it ended meanwhile, or for whoever has no
 * mailbox. Answers whether a mail was sent; throws when one was refused for a while, so that the job is tried again.
 */
export async function tellHolder(
  runtime: Runtime,
  mailer: Mailer,
  { id, kind }: { readonly id: string; readonly kind: "granted" | "taken_away" },
): Promise<boolean> {
  const db = prismaExecutor(runtime.db);
  const one = await findReservation(db, id);
  if (!one?.slot || (kind === "granted") === (one.ending !== null)) return false;
  const to = await findMailbox(db, one.person);
  const environment = await findReserved(db, one.environmentId);
  if (to === null || !environment) return false;
  const minute = (at: Instant) => `${localOf(at, one.timeZone).slice(0, 16).replace("T", " ")} (${one.timeZone})`;
  const { SIGNALBOX_URL } = runtime.config;
  const mail = reservationMail({
    reference: referenceOf(one),
    environment: environment.name,
    from: minute(one.slot.from),
    to: minute(one.slot.to),
    graceMinutes: one.takenUpAt === null ? (await loadTerms(db, environment.id)).graceMinutes : null,
    taken: kind === "granted" ? null : { by: one.endedBy ?? "Somebody", reason: one.endReason ?? "" },
    url: SIGNALBOX_URL ? `${SIGNALBOX_URL.replace(/\/+$/, "")}/environments/${environment.slug}` : null,
  });
  const outcome = await mailer.send({ id: `${id}.${kind}`, to, ...mail });
  if (outcome.kind === "refused" && !outcome.isFinal) throw new Error(outcome.why);
  if (outcome.kind !== "sent") runtime.log.warn({ reservation: id, why: outcome.why }, "a holder was not told by mail");
  return outcome.kind === "sent";
}
