import { instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineQuery } from "@/lib/platform/use-case";
import { ContentionInput, type ContentionView } from "../contract";
import { type CountedRequest, contentionOf, isRefused, waitOf } from "../domain/contention";
import { delaysOf, medianOf, preparationOf } from "../domain/preparation";
import { listRequested } from "../reservation-read-model";
import { loadSettled, type StoredReservation } from "../reservation-record-read-model";
import { requireEnvironment, requireZone } from "./find-wished";

const dayMs = 86_400_000;

/** When an environment was wished for, how long people waited, who was turned away, and how late data was: counted from requests. */
export const getContention = defineQuery({
  name: "reservation.contention",
  permission: "reservation:read",
  input: ContentionInput,
  async handle({ input, db, now }): Promise<ContentionView> {
    requireZone(input.timeZone, "timeZone");
    const run = prismaExecutor(db);
    const environment = await requireEnvironment(run, input.slug);
    const from = instant(now - input.days * dayMs);
    const kept = await listRequested(run, { environmentId: environment.id, from, to: instant(now + 1) });
    const settled = new Map((await loadSettled(run, environment.id, now)).now.map((one) => [one.id, one]));
    const requests = kept.map((one) => countedOf(settled.get(one.id) ?? one));
    const preparations = kept
      .map((one) => preparationOf(settled.get(one.id) ?? one, now))
      .filter((one) => one !== null);
    const waits = requests.map(waitOf).filter((wait) => wait !== null);
    waits.sort((left, right) => left - right);
    return {
      timeZone: input.timeZone,
      days: input.days,
      requests: requests.length,
      granted: waits.length,
      waited: waits.filter((wait) => wait > 0).length,
      medianWaitMs: medianOf(waits),
      longestWaitMs: waits.at(-1) ?? null,
      refused: requests.filter(isRefused).length,
      data: delaysOf(preparations),
      cells: contentionOf(requests, input.timeZone),
    };
  },
});

function countedOf(one: StoredReservation): CountedRequest {
  const { wishFrom, lengthMs, requestedAt, slot, grantedAt, endedAt, ending } = one;
  const wasGranted = grantedAt !== null;
  return {
    wish: { from: wishFrom, to: instant(wishFrom + lengthMs) },
    ...{ requestedAt, endedAt, ending, wasGranted },
    beganAt: wasGranted ? (slot?.from ?? null) : null,
  };
}
