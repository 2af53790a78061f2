import type { Instant } from "@/lib/kernel/instant";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import type { SuppliedMinute } from "@/lib/slos/port";
import { type CountingCheck, listCounting } from "../check-read-model";
import { saveCountedUntil } from "../check-store";
import { runBoundsMs } from "../domain/limits";
import { minutesOfRuns } from "../domain/run-minutes";
import { speaksForMs } from "../domain/schedule";
import { loadCountedRuns } from "../run-read-model";

const minuteMs = 60_000;
/** A run that began in the last moment of a minute is written down by then. */
const settleMs = 3_000;
/** Further back nothing is counted any more: those who read minutes look again at two hours only. */
const backMs = 60 * minuteMs;

/**
 * What scheduled runs made of the minutes that are over and were not taken before. In the caller's transaction, which marks them as taken.
 * A minute in which a run is still under way waits for the next time.
 */
export async function takeRunMinutes(db: SqlExecutor, now: Instant): Promise<readonly SuppliedMinute[]> {
  const over = Math.floor((now - settleMs) / minuteMs) * minuteMs;
  const spans = (await listCounting(db)).flatMap((check) => {
    const to =
      check.runningSince === null ? over : Math.min(over, Math.floor(check.runningSince / minuteMs) * minuteMs);
    const from = Math.max(beginOf(check), over - backMs);
    return from < to ? [{ check, from, to }] : [];
  });
  if (spans.length === 0) return [];
  const longest = Math.max(...spans.map(({ check }) => speaksForMs(check.intervalMs)));
  const runs = await loadCountedRuns(db, { from: Math.min(...spans.map(({ from }) => from)) - longest, to: over });
  await saveCountedUntil(
    db,
    spans.map(({ check, to }) => ({ id: check.id, until: to })),
  );
  return spans.flatMap(({ check, from, to }) =>
    minutesOfRuns(runs.get(check.id) ?? [], { from, to, intervalMs: check.intervalMs }).map((minute) => ({
      targetId: check.id,
      source: `synthetic ${check.slug}`,
      minute: minute.minute,
      counts: { requests: minute.requests, errors: minute.errors, latencyCounts: minute.latencyCounts },
      boundsMs: runBoundsMs,
    })),
  );
}

function beginOf({ countedUntil, createdAt }: CountingCheck): number {
  return countedUntil ?? Math.floor(createdAt / minuteMs) * minuteMs;
}
