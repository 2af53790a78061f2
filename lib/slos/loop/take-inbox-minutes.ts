import { type Instant, instant } from "@/lib/kernel/instant";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import { closedUntil, wholeEvents } from "../domain/meter";
import { minuteMs } from "../domain/minutes";
import type { StoredMeter } from "../meter-read-model";
import { forgetBatches, type InboxCounts, takeInbox } from "../meter-store";
import type { CountedMinute } from "../minute-store";
import type { MeterTold } from "./measure-meters";

/** After so long without a minute a meter is called silent. */
const silentAfterMs = 3 * minuteMs;

/** The minutes that came in for meters of metrics and of pushed counts, and that are closed; each is answered once. */
export async function takeInboxMinutes(
  db: SqlExecutor,
  meters: readonly StoredMeter[],
  now: Instant,
): Promise<readonly MeterTold[]> {
  const receiving = meters.filter(({ meter }) => meter.kind !== "query");
  if (receiving.length === 0) return [];
  await forgetBatches(db);
  const closed = receiving.map(({ id, meter }) => ({ meterId: id, until: closedUntil(meter, now) }));
  const byMeter = Map.groupBy(await takeInbox(db, closed), ({ meterId }) => meterId);
  return receiving.map((meter) => toldByInbox(meter, byMeter.get(meter.id) ?? [], now));
}

function toldByInbox(stored: StoredMeter, taken: readonly InboxCounts[], now: Instant): MeterTold {
  const { id, meter } = stored;
  let { carry } = stored;
  const minutes = taken.map(({ minute, good, bad, doubtful, noise }): CountedMinute => {
    const wholeGood = wholeEvents(good, carry.good);
    const wholeBad = wholeEvents(bad, carry.bad);
    carry = { good: wholeGood.carry, bad: wholeBad.carry };
    const requests = wholeGood.count + wholeBad.count;
    const counts = { requests, errors: wholeBad.count, latencyCounts: null, doubtful, noise };
    return { targetId: id, source: meter.kind, minute, counts, boundsMs: [] };
  });
  const last = taken.at(-1);
  const toldAt = last ? instant(last.minute + minuteMs) : stored.toldAt;
  const until = closedUntil(meter, now);
  const isSilent = until - (toldAt ?? stored.createdAt) > silentAfterMs;
  const blind = isSilent ? { ...silence(stored), since: stored.blindSince ?? now } : null;
  const change = { id, series: null, toldAt, takenUntil: instant(until), carry, blind };
  return { minutes, change, hasTold: last !== undefined };
}

function silence({ meter, toldAt }: StoredMeter): { readonly cause: string; readonly detail: string } {
  const what = meter.kind === "pushed" ? `counts of the stream ${meter.stream}` : "points of its metric";
  return toldAt === null
    ? { cause: "no_series", detail: `No ${what} have come yet. Where nothing happened, 0 must be sent.` }
    : { cause: "stale", detail: `No ${what} have come lately. Where nothing happened, 0 must be sent.` };
}
