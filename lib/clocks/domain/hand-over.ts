import { type Instant, instant, plusMs } from "@/lib/kernel/instant";
import { difference, intersection, lengthMs } from "@/lib/kernel/intervals";
import type { Period } from "@/lib/kernel/zoned-time";
import { type HandOver, openTime, type Region } from "./business-hours";

/** A stretch in which one region has the clock. Stretches do not overlap; between them nobody is open. */
export interface Turn extends Period {
  readonly region: Region;
}

/** Every region closes within a week, so that the beginning of what is open now lies in this. */
const lookBackMs = 8 * 86_400_000;

/**
 * Who has the clock when, in `range`. Among the regions that are open it is the one that opened first (`at_close`: it keeps it until its hours
 * end) or last (`at_open`: who opens takes it); of those that opened together the first of the list. The answer for a moment does not depend
 * on the range that is asked for.
 */
export function turnsIn({ rule, regions }: HandOver, range: Period): Turn[] {
  if (range.from >= range.to) return [];
  const wide = { from: plusMs(range.from, -lookBackMs), to: range.to };
  const open = regions.map((region) => openTime(region, wide));
  const edges = new Set(open.flatMap((stretches) => stretches.flatMap(({ from, to }) => [from, to])));
  const moments = [...edges, range.from, range.to]
    .filter((at) => at >= range.from && at <= range.to)
    .sort((left, right) => left - right);
  const turns: Turn[] = [];
  for (const [index, from] of moments.entries()) {
    const to = moments[index + 1];
    const region = to === undefined || to === from ? null : ownerOf(open, regions, rule, from);
    if (to === undefined || !region) continue;
    const last = turns.at(-1);
    if (last?.region === region && last.to === from) turns[turns.length - 1] = { ...last, to };
    else turns.push({ region, from, to });
  }
  return turns;
}

function ownerOf(
  open: readonly (readonly Period[])[],
  regions: readonly Region[],
  rule: HandOver["rule"],
  at: Instant,
): Region | null {
  let owner: { region: Region; since: Instant } | null = null;
  for (const [index, region] of regions.entries()) {
    const since = open[index]?.find(({ from, to }) => from <= at && at < to)?.from;
    if (since === undefined) continue;
    const isBefore = owner === null || (rule === "at_close" ? since < owner.since : since > owner.since);
    if (isBefore) owner = { region, since };
  }
  return owner?.region ?? null;
}

/** Who has the clock at a moment, and who is next. */
export interface Ownership {
  readonly region: Region;
  readonly since: Instant;
  /** When it is handed over, or the hours end; null when nothing ends them within two weeks. */
  readonly until: Instant | null;
  /** Outside all hours it stays with the region that had it last. */
  readonly isOpen: boolean;
  readonly next: { readonly region: Region; readonly at: Instant } | null;
}

const lookAheadMs = 14 * 86_400_000;

/** Whose clock it is at `at`; null when no region was open for two weeks before. */
export function ownerAt(handOver: HandOver, at: Instant): Ownership | null {
  const turns = turnsIn(handOver, { from: plusMs(at, -lookAheadMs), to: plusMs(at, lookAheadMs) });
  const index = turns.findLastIndex(({ from }) => from <= at);
  const turn = turns[index];
  if (!turn) return null;
  const following = turns[index + 1];
  const isLast = turn.to === plusMs(at, lookAheadMs);
  return {
    region: turn.region,
    since: turn.from,
    until: isLast ? null : turn.to,
    isOpen: at < turn.to,
    next: following ? { region: following.region, at: following.from } : null,
  };
}

/** Turns of a clock with the time that each counted: its hours without pauses. They add up to the elapsed time. */
export function countedTurns(
  handOver: HandOver,
  range: Period,
  pauses: readonly Period[],
): (Turn & { readonly countedMs: number })[] {
  const counted = difference([range], pauses);
  return turnsIn(handOver, range).map((turn) => ({ ...turn, countedMs: lengthMs(intersection([turn], counted)) }));
}

/** The moment of `at` at which a threshold that is reached by then was reached: the end of hours belongs to who worked until then. */
export function momentBefore(at: Instant): Instant {
  return instant(at - 1);
}
