import { type ConflictFacts, conflictWords, freeSlots } from "@/lib/calendar/domain/conflicts";
import { spansWithin } from "@/lib/calendar/domain/series";
import { listWindowSeries } from "@/lib/calendar/series-read-model";
import { instant } from "@/lib/kernel/instant";
import type { Period } from "@/lib/kernel/zoned-time";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineQuery } from "@/lib/platform/use-case";
import { CheckReservationInput, type ReservationCheck } from "../contract";
import { blockedSpans, earliestFit, inTheWay, takenBy } from "../domain/fitting";
import { lengthWords } from "../domain/reservation-words";
import { inTheWayWords, referenceOf } from "../reservation-read-model";
import { loadSettled, type StoredReservation } from "../reservation-record-read-model";
import { requireEnvironment, requireServices, requireZone, wishedTimes } from "./find-wished";

const horizonMs = 60 * 86_400_000;
const slotCount = 5;
const shownReasons = 5;

type Open = StoredReservation & { readonly slot: Period };

/** Whoever is in the way of a wish, the next times that are free or why there are none, and when it would begin as the last in the queue. */
export const checkReservation = defineQuery({
  name: "reservation.check",
  permission: "reservation:read",
  input: CheckReservationInput,
  async handle({ input, db, now }): Promise<ReservationCheck> {
    requireZone(input.timeZone, "timeZone");
    const run = prismaExecutor(db);
    const environment = await requireEnvironment(run, input.slug);
    const services = await requireServices(db, input.services?.split(",") ?? []);
    const { terms, now: all } = await loadSettled(run, environment.id, now);
    const { span, waitsUntil } = wishedTimes(input, { terms, now });
    const claim = { services, units: input.units ?? null };
    const known = new Map(all.map((one) => [one.id, one]));
    const taken = takenBy(all, input.except ?? null).map(({ id }) => known.get(id) as Open);
    const lengthMs = span.to - span.from;
    const within = { from: span.from, to: instant(span.from + horizonMs) };
    const windows = await listWindowSeries(run, { range: within });
    const blackouts = windows
      .filter(
        ({ environmentId, serviceId }) =>
          environmentId === environment.id && (serviceId === null || services.includes(serviceId)),
      )
      .filter(({ series }) => series.kind === "blackout")
      .flatMap(({ series }) => spansWithin(series, within).map((one) => ({ ...one, name: series.name })));
    const facts = factsOf({ claim, within, taken, capacity: terms.capacity, name: environment.name, blackouts });
    const answer = freeSlots({ within, lengthMs, count: slotCount }, facts);
    const limits = { earliest: span.from, latest: waitsUntil, capacity: terms.capacity };
    const queued = earliestFit({ ...claim, lengthMs }, taken, limits);
    return {
      conflicts: inTheWay(claim, span, taken, terms.capacity).map((one) => ({
        reference: referenceOf(one),
        sentence: inTheWayWords(one, input.timeZone),
      })),
      slots: answer.kind === "free" ? answer.slots.map(timesOf) : [],
      none: answer.kind === "free" ? null : noneWords(answer),
      queuedStart: queued && new Date(queued.from).toISOString(),
    };
  },
});

interface Surroundings {
  readonly claim: { readonly services: readonly string[]; readonly units: number | null };
  readonly within: Period;
  readonly taken: readonly Open[];
  readonly capacity: number;
  readonly name: string;
  readonly blackouts: ConflictFacts["services"][number]["blackouts"];
}

/** What the calendar's search for free times asks, of reservations: the environment stands for the service. */
function factsOf({ claim, within, taken, capacity, name, blackouts }: Surroundings): ConflictFacts {
  const busy = blockedSpans(claim, within, taken, capacity).map(({ span, by }) => ({
    ...span,
    name: by.length === 0 ? "there are not as many units" : by.map(referenceOf).join(", "),
  }));
  return { services: [{ name, relation: "service", busy, blackouts, maintenance: null }], assigneeBusy: [] };
}

function timesOf({ from, to }: Period): { startsAt: string; endsAt: string } {
  return { startsAt: new Date(from).toISOString(), endsAt: new Date(to).toISOString() };
}

function noneWords({ longestMs, reasons }: Extract<ReturnType<typeof freeSlots>, { kind: "none" }>): string {
  const longest = longestMs === 0 ? "Nothing is free" : `The longest free time is ${lengthWords(longestMs)}`;
  const words = reasons.slice(0, shownReasons).map(conflictWords).join(" ");
  const rest = reasons.length > shownReasons ? ` And ${reasons.length - shownReasons} more reasons.` : "";
  return `${longest} in the next 60 days. ${words}${rest}`;
}
