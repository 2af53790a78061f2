import { type Instant, instant } from "@/lib/kernel/instant";
import type { Period } from "@/lib/kernel/zoned-time";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import type { CountedDefinition } from "./contract";
import { methodOf, shareOf } from "./domain/evaluation";
import { addSlices, emptyTally, levelOfTally, type Tally } from "./domain/level";
import { hourMs, minuteMs } from "./domain/minutes";
import { type ShownLevel, showLevel } from "./level-read-model";
import { firstKnown, loadSlices } from "./minute-read-model";

interface PeriodQuestion {
  readonly targetId: string | null;
  readonly definition: CountedDefinition;
  readonly period: Period;
}

/**
 * The level of a definition over a period that is over, from its minutes; minutes that no reading told of are unknown. Without a target
 * nothing is known.
 */
export async function loadPeriodLevel(db: SqlExecutor, question: PeriodQuestion): Promise<ShownLevel> {
  const { definition, period } = question;
  const { tally, watermark } = await tallyOver(db, question);
  const level = levelOfTally(tally, methodOf(definition.method));
  return showLevel(level, { target: shareOf(definition.targetPercent), period, watermark });
}

/** As many minutes as are looked at at once: a year has half a million, and others use the process between. */
const chunkMs = 14 * 24 * hourMs;

async function tallyOver(
  db: SqlExecutor,
  { targetId, definition, period }: PeriodQuestion,
): Promise<{ readonly tally: Tally; readonly watermark: Instant | null }> {
  let [tally, watermark]: [Tally, Instant | null] = [emptyTally, null];
  const since = targetId === null ? undefined : (await firstKnown(db, [targetId])).get(targetId);
  if (targetId === null || since === undefined) return { tally, watermark };
  const begin = Math.max(Math.ceil(period.from / minuteMs) * minuteMs, since);
  const end = Math.floor(period.to / minuteMs) * minuteMs;
  const asked = [{ targetId, sli: definition.sli }];
  for (let from = Math.floor(begin / hourMs) * hourMs; from < end; from += chunkMs) {
    const to = Math.min(from + chunkMs, Math.ceil(end / hourMs) * hourMs);
    const [all = []] = await loadSlices(db, asked, { from, to });
    const first = Math.max(from, begin);
    const slices = all.slice((first - from) / minuteMs, (Math.min(to, end) - from) / minuteMs);
    tally = addSlices(tally, slices, methodOf(definition.method));
    const last = slices.findLastIndex((slice) => slice.kind === "counted");
    if (last >= 0) watermark = instant(first + (last + 1) * minuteMs);
  }
  return { tally, watermark };
}
