import { addTotals, advanceCounts, type CountsAccumulator, noTotals, startCounts } from "@/lib/analysis/domain/counts";
import type { Instant } from "@/lib/kernel/instant";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import type { CountsReading } from "@/lib/telemetry/port";
import { type MinuteCounts, minuteOf } from "../domain/minutes";
import { addMinute, type Cursor, loadCursors, saveCursor } from "../minute-store";
import type { MeasuredTarget, MeasurementPort } from "../port";

/**
 * Read every target's counters once and write what happened since the reading before into its minute. In the caller's transaction,
 * which holds the measurement: cursor and minutes commit together, so that nothing is counted twice. Answers how many were read.
 */
export async function measureMinutes(db: SqlExecutor, port: MeasurementPort, now: Instant): Promise<number> {
  const targets = await port.targets();
  const cursors = await loadCursors(db);
  const bySource = Map.groupBy(targets, (target) => target.sourceKey);
  const answers = await Promise.all(
    [...bySource].map(async ([sourceKey, asked]) => ({
      asked,
      readings: await port.read(
        sourceKey,
        asked.map((target) => target.request),
      ),
    })),
  );
  let read = 0;
  for (const { asked, readings } of answers) {
    for (const target of asked) {
      const reading = readings.get(target.request.key) ?? notAnswered;
      if (await keep(db, target, cursors.get(target.targetId), reading, now)) read += 1;
    }
  }
  return read;
}

const notAnswered: CountsReading = {
  status: "blind",
  cause: "wrong_shape",
  detail: "The source answered, but not to this question.",
};

async function keep(
  db: SqlExecutor,
  target: MeasuredTarget,
  cursor: Cursor | undefined,
  reading: CountsReading,
  now: Instant,
): Promise<boolean> {
  // Another source counts from elsewhere: what was seen of the old one says nothing about it.
  const known = cursor?.source === target.source ? cursor : undefined;
  const before: CountsAccumulator = known
    ? { ...startCounts(), series: known.series, sampledAt: known.sampledAt }
    : startCounts();
  if (reading.status === "blind") {
    const blind = { cause: reading.cause, detail: reading.detail, since: cursor?.blindSince ?? now };
    await saveCursor(db, { ...target, series: before.series, sampledAt: before.sampledAt, blind });
    return false;
  }
  const { accumulator, delta } = advanceCounts(before, reading, target.freshSlot);
  const minute = before.sampledAt === null ? null : minuteOf(before.sampledAt, reading.sampledAt);
  if (delta !== null && minute !== null) {
    const totals = target.slots.map((slot) => delta[slot]).reduce(addTotals, noTotals);
    const counts: MinuteCounts = {
      requests: totals.requests,
      errors: totals.errors,
      latencyCounts: totals.latency?.counts ?? null,
    };
    const { targetId, source } = target;
    await addMinute(db, { targetId, source, minute, counts, boundsMs: totals.latency?.boundsMs ?? [] });
  }
  const { series, sampledAt } = accumulator;
  await saveCursor(db, { ...target, series, sampledAt, blind: null });
  return true;
}
