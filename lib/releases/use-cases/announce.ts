import type { Instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import { plannedAnnouncements } from "../checklist-read-model";
import { makeDue } from "../checklist-store";
import { announcementSubject, announcementText, momentOf } from "../domain/announcement";
import type { TrainEvent } from "../domain/decide-train";
import type { TrainState } from "../domain/train";
import type { StoredTrain } from "../train-record-read-model";

/**
 * What happened to a train may be a moment of its announcements: they are due from the same commit on, so that none is lost and none is
 * made for what was not kept. Sending is the worker's business.
 */
export async function announce(
  tx: Tx,
  train: StoredTrain,
  next: TrainState,
  { events, now }: { readonly events: readonly TrainEvent[]; readonly now: Instant },
): Promise<void> {
  const db = prismaExecutor(tx);
  const environment = train.stops[Math.max(0, next.stopIndex)]?.environment ?? "";
  const services = train.cars.map(({ service, version }) => `${service} ${version}`).join(", ");
  const { reference, name } = train;
  for (const { kind, sentence } of events) {
    const moment = momentOf(kind);
    if (moment === null) continue;
    const announced = { reference, name, services, environment, sentence };
    const subject = announcementSubject(moment, announced);
    for (const { id, text, isForStatusPage } of await plannedAnnouncements(db, train.id, moment)) {
      await makeDue(db, { id, isForStatusPage, subject, body: announcementText(text, announced), at: now });
    }
  }
}
