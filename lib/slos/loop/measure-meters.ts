import { advanceCounts, type CountsAccumulator, startCounts } from "@/lib/analysis/domain/counts";
import { type Instant, instant } from "@/lib/kernel/instant";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import type { EventMinute, EventsReading, EventsRequest, SeriesCounter } from "@/lib/telemetry/port";
import { closedUntil } from "../domain/meter";
import { hourMs, minuteMs, minuteOf } from "../domain/minutes";
import { listMetersInUse, type StoredMeter } from "../meter-read-model";
import { type MeterChange, saveMeters } from "../meter-store";
import { addMinutes, type CountedMinute } from "../minute-store";
import type { MeasurementPort } from "../port";
import { takeInboxMinutes } from "./take-inbox-minutes";

/** How long a minute that the source does not have yet is asked for again; with the longest delay it ends before hours are summed up. */
const patienceMs = 90_000;
/** Hours are summed up for good this long after their end: their minutes are not touched any more. */
const settleMs = 5 * minuteMs;

/** What one meter told in a round. */
export interface MeterTold {
  readonly minutes: readonly CountedMinute[];
  readonly change: MeterChange;
  readonly hasTold: boolean;
}

/**
 * Ask the sources of every meter in use once, take what came in for the others, and write the minutes. In the caller's transaction,
 * which holds the measurement. Answers how many meters told something.
 */
export async function measureMeters(db: SqlExecutor, port: MeasurementPort, now: Instant): Promise<number> {
  const meters = await listMetersInUse(db);
  const asked = meters.filter(({ meter }) => meter.kind === "query");
  const bySource = Map.groupBy(asked, ({ meter }) => (meter.kind === "query" ? meter.source : ""));
  const answers = await Promise.all(
    [...bySource].map(async ([source, ofSource]) => {
      const requests = ofSource.map((one) => requestOf(one, now));
      return { ofSource, requests, readings: await port.readEvents(source, requests) };
    }),
  );
  const known = answers.flatMap(({ ofSource, requests, readings }) =>
    ofSource.map((meter, index) => {
      const request = requests[index] as EventsRequest;
      return toldBy(meter, { request, reading: readings.get(request.key) ?? notAnswered, now });
    }),
  );
  const all = [...known, ...(await takeInboxMinutes(db, meters, now))];
  await addMinutes(
    db,
    all.flatMap(({ minutes }) => minutes),
    now,
  );
  await saveMeters(
    db,
    all.map(({ change }) => change),
  );
  return all.filter(({ hasTold }) => hasTold).length;
}

const notAnswered: EventsReading = {
  status: "blind",
  cause: "wrong_shape",
  detail: "The source answered, but not to this question.",
};

function requestOf({ id, meter, takenUntil }: StoredMeter, now: Instant): EventsRequest {
  const { good, total } = meter.kind === "query" ? meter : { good: "", total: "" };
  const toMs = closedUntil(meter, now);
  const openHour = Math.floor((now - settleMs) / hourMs) * hourMs;
  const fromMs = Math.max(takenUntil ?? toMs - minuteMs, openHour);
  return { key: id, good, total, fromMs: Math.min(fromMs, toMs), toMs };
}

interface Answer {
  readonly request: EventsRequest;
  readonly reading: EventsReading;
  readonly now: Instant;
}

/** What a reading adds, and where its meter has come to. */
function toldBy(meter: StoredMeter, { request, reading, now }: Answer): MeterTold {
  const { id, series, toldAt, takenUntil, carry } = meter;
  const same = { id, series, toldAt, takenUntil, carry };
  if (reading.status === "blind") {
    const { cause, detail } = reading;
    const change = { ...same, blind: { cause, detail, since: meter.blindSince ?? now } };
    return { minutes: [], change, hasTold: false };
  }
  if (reading.status === "counters") return toldByCounters(meter, reading);
  const { taken, until } = takeMinutes(request, reading.minutes);
  const newest = taken.at(-1);
  const told = newest ? instant(newest.minuteMs + minuteMs) : toldAt;
  const silence = newest === undefined && request.toMs - (told ?? meter.createdAt) > patienceMs;
  const blind = silence ? { ...noMinutes, since: meter.blindSince ?? now } : null;
  return {
    minutes: taken.flatMap((minute) => countedOf(meter, minute)),
    change: { ...same, toldAt: told, takenUntil: instant(until), blind },
    hasTold: newest !== undefined,
  };
}

const noMinutes = {
  cause: "no_series",
  detail: "The source answers, but has no minute with both numbers. Where nothing happened it must say 0.",
};

/** The minutes up to the first one that is missing and not given up yet; those after it wait, so that none is taken twice. */
function takeMinutes(
  { fromMs, toMs }: EventsRequest,
  minutes: readonly EventMinute[],
): { readonly taken: readonly EventMinute[]; readonly until: number } {
  const known = new Map(minutes.map((minute) => [minute.minuteMs, minute]));
  const givenUp = toMs - patienceMs;
  const taken: EventMinute[] = [];
  for (let minute = fromMs; minute < toMs; minute += minuteMs) {
    const found = known.get(minute);
    if (found) taken.push(found);
    else if (minute + minuteMs > givenUp) return { taken, until: minute };
  }
  return { taken, until: toMs };
}

type Counters = Extract<EventsReading, { status: "counters" }>;

/** Counters that grow: what they grew by belongs to the minute between the two readings. */
function toldByCounters(meter: StoredMeter, reading: Counters): MeterTold {
  const { id, series, toldAt, carry } = meter;
  const good = grown(series?.good ?? null, toldAt, reading.sampledAt, reading.good);
  const total = grown(series?.total ?? null, toldAt, reading.sampledAt, reading.total);
  const minute = toldAt === null ? null : minuteOf(toldAt, reading.sampledAt);
  const isKnown = minute !== null && good.more !== null && total.more !== null;
  return {
    minutes: isKnown ? countedOf(meter, { minuteMs: minute, good: good.more, total: total.more }) : [],
    change: {
      ...{ id, carry, series: { good: good.series, total: total.series } },
      ...{ toldAt: reading.sampledAt, takenUntil: null, blind: null },
    },
    hasTold: true,
  };
}

/** Both numbers go through the accumulator of rollouts: it knows resets and series that come and go. */
function grown(
  series: CountsAccumulator["series"] | null,
  sampledAt: Instant | null,
  now: Instant,
  counters: readonly SeriesCounter[],
): { readonly series: CountsAccumulator["series"]; readonly more: number | null } {
  const before = series && sampledAt !== null ? { ...startCounts(), series, sampledAt } : startCounts();
  const a = counters.map(({ id, count }) => ({ id, requests: count, errors: 0, latencyBuckets: null }));
  const read = { status: "read" as const, sampledAt: now, slots: { a, b: [] } };
  // The other slot is the fresh one: a series that appears may carry years of history.
  const { accumulator, delta } = advanceCounts(before, read, "b");
  return { series: accumulator.series, more: delta?.a.requests ?? null };
}

/** More good than all events is a fault of the queries: the minute stays unknown. */
function countedOf({ id, meter }: StoredMeter, { minuteMs: minute, good, total }: EventMinute): CountedMinute[] {
  if (good > total) return [];
  const counts = { requests: total, errors: total - good, latencyCounts: null };
  return [{ targetId: id, source: meter.kind === "query" ? meter.source : meter.kind, minute, counts, boundsMs: [] }];
}
