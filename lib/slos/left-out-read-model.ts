import type { PlannedWindow } from "@/lib/calendar/domain/planned-time";
import { loadPlannedTime } from "@/lib/calendar/planned-time-read-model";
import type { Instant } from "@/lib/kernel/instant";
import type { Period } from "@/lib/kernel/zoned-time";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import { loadWaivedTime, type WaivedSpan } from "@/lib/waivers/waived-spans-read-model";

/** What is left out of an objective's adjusted level, and why. */
export interface LeftOut {
  /** Maintenance windows of its place that touch the range; those announced too late have no planned time. */
  readonly windows: readonly PlannedWindow[];
  readonly waived: readonly WaivedSpan[];
}

interface Subject {
  readonly slug: string;
  readonly serviceId: string;
  readonly environmentId: string;
}

/** Planned maintenance and waivers of however many objectives between two moments, in two statements. */
export async function loadLeftOut(
  db: SqlExecutor,
  all: Period,
): Promise<(objective: Subject, range?: Period) => LeftOut> {
  const planned = await loadPlannedTime(db, all);
  const waived = await loadWaivedTime(db, "objective", all.from);
  return (objective, range = all) => ({
    windows: planned(objective).filter(({ said, planned: time }) =>
      [said, ...time].some((one) => overlaps(one, range)),
    ),
    waived: waived(objective).filter(
      (span) => (span.subject === "*" || span.subject === objective.slug) && overlaps(span, range),
    ),
  });
}

function overlaps(left: { readonly from: Instant; readonly to: Instant }, right: Period): boolean {
  return left.to > right.from && left.from < right.to;
}

/** All of it as stretches of time, which may overlap. */
export function stretchesOf({ windows, waived }: LeftOut): Period[] {
  return [...windows.flatMap(({ planned }) => planned), ...waived.map(({ from, to }) => ({ from, to }))];
}
