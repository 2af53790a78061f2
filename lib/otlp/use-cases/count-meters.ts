import type { SqlExecutor } from "@/lib/platform/db/executor";
import { listMetersInUse } from "@/lib/slos/meter-read-model";
import { type TakenCounts, takeCounts } from "@/lib/slos/use-cases/take-counts";
import { type MetricMeter, readMeterPoints } from "../domain/meter-points";
import { minutesOfStretch } from "../domain/meter-stream";
import { advanceStreams } from "../meter-point-store";

/**
 * Count what a request says of metrics that objectives are counted by, in the caller's transaction. Answers why points of such metrics do
 * not count, with how many of each.
 */
export async function countMeters(
  db: SqlExecutor,
  request: unknown,
  nowMs: number,
): Promise<ReadonlyMap<string, number>> {
  const used = await listMetersInUse(db);
  const meters = used.flatMap(({ meter, ...rest }): MetricMeter[] =>
    meter.kind === "otlp_sum" || meter.kind === "otlp_latency" ? [{ ...rest, meter }] : [],
  );
  if (meters.length === 0) return new Map();
  const { points, refused } = readMeterPoints(request, meters);
  const byId = new Map(meters.map((one) => [one.id, one.meter]));
  const counts: TakenCounts[] = [];
  for (const { meterId, told } of await advanceStreams(db, points)) {
    const meter = byId.get(meterId);
    if (!meter || told === null) continue;
    for (const minute of minutesOfStretch(told)) counts.push({ ...minute, meterId, meter });
  }
  const late = await takeCounts(db, counts, nowMs);
  return late === 0 ? refused : new Map([...refused, ["later than a meter waits for it", late]]);
}
