import type { DeliveryRecord } from "@/lib/insights/domain/delivery-record";
import { recordsOf, selectRecords } from "@/lib/insights/use-cases/select-records";
import { type Instant, instant, plusMs } from "@/lib/kernel/instant";
import { dayOf, localOf, periodsIn, weekdayOf } from "@/lib/kernel/zoned-time";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Db } from "@/lib/platform/db/prisma";
import type { SeriesPoint } from "../domain/detector";
import type { SeenDeployment } from "../domain/named-cause";
import { type SeriesMeasure, seriesKinds } from "../domain/series-measure";
import {
  type Bucket,
  type BucketValue,
  bucketIndex,
  counts,
  excuseOf,
  failedShares,
  medianMinutes,
  type Occurrence,
} from "../domain/series-points";
import {
  freezesWithin,
  incidentsWithin,
  type PlacedFreeze,
  runsWithin,
  type ServiceOccurrence,
  type SpokenHours,
  spokenHours,
} from "../signal-read-model";

/** A series with every point that is over, oldest first. */
export interface PlannedSeries {
  readonly key: string;
  readonly measure: SeriesMeasure;
  readonly serviceId: string | null;
  readonly environmentId: string | null;
  /** When the newest point begins; null when no time is over yet. */
  readonly newestAt: Instant | null;
  points(): readonly SeriesPoint[];
}

/** So far back a new series begins. */
const BACK_MS = 400 * 86_400_000;
const HOURLY_BACK_MS = 120 * 86_400_000;
/** Signals may come this late before a point counts as over. */
const GRACE_MS = 2 * 3_600_000;
const hourMs = 3_600_000;
/** A series of fewer occurrences than this is not worth watching. */
const FEWEST = 30;

interface World {
  readonly days: readonly Bucket[];
  readonly hours: readonly Bucket[];
  readonly freezes: readonly PlacedFreeze[];
  readonly deployments: ReadonlyMap<string, readonly (SeenDeployment & { readonly environmentId: string })[]>;
}

/** Every series that is worth watching, from what is on record now. Points are made only when they are asked for. */
export async function planSeries(db: Db, now: Instant): Promise<readonly PlannedSeries[]> {
  const executor = prismaExecutor(db);
  const selected = await selectRecords(db, { period: "24m" }, now);
  const { zone, places } = selected;
  const span = { from: plusMs(now, -BACK_MS), to: plusMs(now, -GRACE_MS) };
  const spoken = await spokenHours(executor, span);
  const records = recordsOf(selected).filter((one) => one.finishedAt !== null && one.finishedAt >= span.from);
  const labelOf = (one: DeliveryRecord): string =>
    `${places.services.get(one.serviceId)?.name ?? one.serviceId} ${one.version}`;
  const world: World = {
    days: dayBuckets(span, zone, spoken),
    hours: hourBuckets({ ...span, from: plusMs(now, -HOURLY_BACK_MS) }, zone, spoken),
    freezes: await freezesWithin(executor, span),
    deployments: Map.groupBy(
      records.map((one) => ({
        id: one.deploymentId,
        label: labelOf(one),
        at: one.startedAt,
        environmentId: one.environmentId,
        serviceId: one.serviceId,
      })),
      (one) => one.serviceId,
    ),
  };
  return [
    ...laneSeries(world, records),
    ...serviceSeries(world, await incidentsWithin(executor, span), await runsWithin(executor, span)),
  ];
}

function dayBuckets(
  span: { readonly from: Instant; readonly to: Instant },
  zone: string,
  spoken: SpokenHours,
): Bucket[] {
  const periods = periodsIn(span, "day", { timeZone: zone });
  const days = new Set(spoken.hours.map((hour) => dayOf(hour, zone)));
  return periods.slice(1).flatMap(({ from, to }): Bucket[] => {
    if (to > span.to) return [];
    const isDark = spoken.since !== null && from >= spoken.since && !days.has(dayOf(from, zone));
    return [{ from, to, slot: weekdayOf(from, zone) - 1, isDark }];
  });
}

function hourBuckets(
  span: { readonly from: Instant; readonly to: Instant },
  zone: string,
  spoken: SpokenHours,
): Bucket[] {
  const hours = new Set<number>(spoken.hours);
  const buckets: Bucket[] = [];
  for (let at = Math.ceil(span.from / hourMs) * hourMs; at + hourMs <= span.to; at += hourMs) {
    const from = instant(at);
    const slot = (weekdayOf(from, zone) - 1) * 24 + Number(localOf(from, zone).slice(11, 13));
    const isDark = spoken.since !== null && at >= spoken.since && !hours.has(at);
    buckets.push({ from, to: instant(at + hourMs), slot, isDark });
  }
  return buckets;
}

function laneSeries(world: World, records: readonly DeliveryRecord[]): readonly PlannedSeries[] {
  const lanes = Map.groupBy(records, (one) => `${one.serviceId} ${one.environmentId}`);
  return [...lanes.values()].flatMap((lane) => {
    const first = lane[0];
    if (!first || lane.length < FEWEST) return [];
    const occurrences = lane.map((one) => ({
      at: one.finishedAt ?? one.startedAt,
      hasFailed: one.failures.length > 0 || one.outcome === "failed",
      durationMs: one.finishedAt === null ? null : one.finishedAt - one.startedAt,
    }));
    const place = { serviceId: first.serviceId, environmentId: first.environmentId };
    return [
      planned(world, { ...place, measure: "deployments" }, occurrences, counts),
      planned(world, { ...place, measure: "failed_share" }, occurrences, failedShares),
      planned(world, { ...place, measure: "deployment_duration" }, occurrences, medianMinutes),
    ];
  });
}

function serviceSeries(
  world: World,
  incidents: readonly ServiceOccurrence[],
  runs: readonly ServiceOccurrence[],
): readonly PlannedSeries[] {
  const ofService = (all: readonly ServiceOccurrence[]) =>
    [...Map.groupBy(all, (one) => one.serviceId)].flatMap(([serviceId, list]) =>
      serviceId === null || list.length < FEWEST ? [] : [{ serviceId, list }],
    );
  const nowhere = { serviceId: null, environmentId: null };
  return [
    ...ofService(incidents).map(({ serviceId, list }) =>
      planned(world, { serviceId, environmentId: null, measure: "incidents" }, list, counts),
    ),
    ...ofService(runs).flatMap(({ serviceId, list }) => [
      planned(world, { serviceId, environmentId: null, measure: "pipeline_failures" }, list, failedShares),
      planned(world, { serviceId, environmentId: null, measure: "pipeline_duration" }, list, medianMinutes),
    ]),
    ...(runs.length < FEWEST
      ? []
      : [
          planned(world, { ...nowhere, measure: "all_pipeline_failures" }, runs, failedShares),
          planned(world, { ...nowhere, measure: "all_pipeline_duration" }, runs, medianMinutes),
        ]),
  ];
}

type Measured = (buckets: readonly Bucket[], occurrences: readonly Occurrence[]) => readonly BucketValue[];

function planned(
  world: World,
  place: Pick<PlannedSeries, "measure" | "serviceId" | "environmentId">,
  occurrences: readonly Occurrence[],
  measure: Measured,
): PlannedSeries {
  const { measure: name, serviceId, environmentId } = place;
  const all = seriesKinds[name].rhythm === "daily" ? world.days : world.hours;
  return {
    ...place,
    newestAt: all.at(-1)?.from ?? null,
    key: `${name} ${serviceId ?? "-"} ${environmentId ?? "-"}`,
    points() {
      // Before the first occurrence nothing is on record; a zero there would be made up.
      const first = Math.min(...occurrences.map((one) => one.at));
      const buckets = all.filter((bucket) => bucket.to > first);
      const freezes = world.freezes.filter(
        (one) =>
          (one.serviceId === null || one.serviceId === serviceId) &&
          (one.environmentId === null || environmentId === null || one.environmentId === environmentId),
      );
      const deployments = serviceId === null ? [] : (world.deployments.get(serviceId) ?? []);
      const here = deployments.filter((one) => environmentId === null || one.environmentId === environmentId);
      const seen = Map.groupBy(here, (one) => bucketIndex(buckets, one.at));
      return measure(buckets, occurrences).map((value, at): SeriesPoint => {
        const bucket = buckets[at];
        if (!bucket) throw new Error("a value without its bucket");
        const began = (seen.get(at) ?? []).map(({ id, label, at: startedAt }) => ({ id, label, at: startedAt }));
        return { at: bucket.from, slot: bucket.slot, ...value, excuse: excuseOf(bucket, freezes), deployments: began };
      });
    },
  };
}
