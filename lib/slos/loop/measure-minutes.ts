import {
  type Advance,
  addTotals,
  advanceCounts,
  type CountsAccumulator,
  noTotals,
  startCounts,
} from "@/lib/analysis/domain/counts";
import type { Instant } from "@/lib/kernel/instant";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import type { CountsReading } from "@/lib/telemetry/port";
import { type MinuteCounts, minuteOf } from "../domain/minutes";
import {
  addMinutes,
  type CountedMinute,
  type Cursor,
  type CursorChange,
  loadCursors,
  saveCursors,
} from "../minute-store";
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
  const kept = answers.flatMap(({ asked, readings }) =>
    asked.map((target) =>
      keptOf(target, cursors.get(target.targetId), readings.get(target.request.key) ?? notAnswered, now),
    ),
  );
  await addMinutes(
    db,
    kept.flatMap(({ minute }) => minute ?? []),
    now,
  );
  await saveCursors(
    db,
    kept.map(({ cursor }) => cursor),
  );
  return kept.filter(({ cursor }) => cursor.blind === null).length;
}

const notAnswered: CountsReading = {
  status: "blind",
  cause: "wrong_shape",
  detail: "The source answered, but not to this question.",
};

type Delta = NonNullable<Advance["delta"]>;

interface Kept {
  readonly cursor: CursorChange;
  readonly minute: CountedMinute | null;
}

function keptOf(target: MeasuredTarget, cursor: Cursor | undefined, reading: CountsReading, now: Instant): Kept {
  const { targetId, source } = target;
  // Another source counts from elsewhere: what was seen of the old one says nothing about it.
  const known = cursor?.source === source ? cursor : undefined;
  const before: CountsAccumulator = known
    ? { ...startCounts(), series: known.series, sampledAt: known.sampledAt }
    : startCounts();
  if (reading.status === "blind") {
    const blind = { cause: reading.cause, detail: reading.detail, since: cursor?.blindSince ?? now };
    const { series, sampledAt } = before;
    return { cursor: { targetId, source, series, sampledAt, blind }, minute: null };
  }
  const { accumulator, delta } = advanceCounts(before, reading, target.freshSlot);
  const { series, sampledAt } = accumulator;
  const minute = before.sampledAt === null ? null : minuteOf(before.sampledAt, reading.sampledAt);
  return {
    cursor: { targetId, source, series, sampledAt, blind: null },
    minute: delta === null || minute === null ? null : countedMinute(target, minute, delta),
  };
}

function countedMinute({ targetId, source, slots }: MeasuredTarget, minute: number, delta: Delta): CountedMinute {
  const totals = slots.map((slot) => delta[slot]).reduce(addTotals, noTotals);
  const counts: MinuteCounts = {
    requests: totals.requests,
    errors: totals.errors,
    latencyCounts: totals.latency?.counts ?? null,
  };
  return { targetId, source, minute, counts, boundsMs: totals.latency?.boundsMs ?? [] };
}
