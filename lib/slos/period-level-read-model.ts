import { instant } from "@/lib/kernel/instant";
import type { Period } from "@/lib/kernel/zoned-time";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import type { CountedDefinition } from "./contract";
import { methodOf, shareOf } from "./domain/evaluation";
import { levelOf } from "./domain/level";
import { minuteMs } from "./domain/minutes";
import { type ShownLevel, showLevel } from "./level-read-model";
import { dueAfterMs, loadSeries } from "./minute-read-model";

/**
 * The level of a definition over a period that is over, from its minutes; minutes that no reading told of are unknown. Without a target
 * nothing is known.
 */
export async function loadPeriodLevel(
  db: SqlExecutor,
  given: { readonly targetId: string | null; readonly definition: CountedDefinition; readonly period: Period },
): Promise<ShownLevel> {
  const { targetId, definition, period } = given;
  const now = instant(period.to + dueAfterMs(definition.sli) + minuteMs);
  const series =
    targetId === null ? null : await loadSeries(db, { targetId, sli: definition.sli, from: period.from, now });
  const slices = series?.slices.slice(0, Math.max(0, Math.floor((period.to - series.from) / minuteMs))) ?? [];
  const level = levelOf(slices, methodOf(definition.method));
  const last = slices.findLastIndex((slice) => slice.kind === "counted");
  const watermark = series === null || last < 0 ? null : instant(series.from + (last + 1) * minuteMs);
  return showLevel(level, { target: shareOf(definition.targetPercent), period, watermark });
}
