import { type Instant, instant } from "@/lib/kernel/instant";
import type { Period } from "@/lib/kernel/zoned-time";
import { isOpen, type Reservation, shareScope } from "./reservation";

/** What is asked of a place: which services, alone or with how many units of the capacity. */
export type Claim = Pick<Reservation, "services" | "units">;

type Taken = Claim & { readonly id: string; readonly slot: Period };

/** Everything that has a time: granted ones and promises of those that wait. */
export function takenBy(reservations: readonly Reservation[], except: string | null = null): Taken[] {
  return reservations.flatMap((one) => (isOpen(one) && one.slot !== null && one.id !== except ? [one as Taken] : []));
}

function overlaps(one: Period, other: Period): boolean {
  return one.from < other.to && other.from < one.to;
}

/** Most units that are taken of one service at one moment of a span. Load only grows where somebody begins. */
function peakLoad(claim: Claim, span: Period, near: readonly Taken[]): number {
  const moments = [span.from, ...near.map(({ slot }) => slot.from).filter((at) => at > span.from && at < span.to)];
  const named = claim.services.length > 0 ? claim.services : near.flatMap(({ services }) => services);
  // Where nobody names a service, all speak of the whole.
  const places = new Set([...named, ...(claim.services.length === 0 ? [""] : [])]);
  let peak = 0;
  for (const at of moments) {
    const there = near.filter(({ slot }) => slot.from <= at && at < slot.to);
    for (const place of places) {
      const load = there
        .filter(({ services }) => services.length === 0 || services.includes(place))
        .reduce((sum, { units }) => sum + (units ?? 0), 0);
      peak = Math.max(peak, load);
    }
  }
  return peak;
}

/** What is in the way of a claim in a span: those that want to be alone, or everybody where it does, or too many who share. */
export function inTheWay<One extends Taken>(
  claim: Claim,
  span: Period,
  taken: readonly One[],
  capacity: number,
): One[] {
  const near = taken.filter((one) => overlaps(one.slot, span) && shareScope(one, claim));
  if (claim.units === null) return near;
  const alone = near.filter(({ units }) => units === null);
  if (alone.length > 0) return alone;
  return peakLoad(claim, span, near) + claim.units > capacity ? near : [];
}

/**
 * The first span of `lengthMs` that begins from `earliest` to `latest` and is free of all that is taken; null when there is none. What
 * becomes free does so where something ends, so only those moments are tried.
 */
export function earliestFit(
  claim: Claim & { readonly lengthMs: number },
  taken: readonly Taken[],
  given: { readonly earliest: Instant; readonly latest: Instant; readonly capacity: number },
): Period | null {
  const { earliest, latest, capacity } = given;
  if (claim.units !== null && claim.units > capacity) return null;
  const near = taken.filter((one) => one.slot.to > earliest && shareScope(one, claim));
  const ends = near.map(({ slot }) => slot.to).filter((at) => at <= latest);
  const starts = [...new Set([earliest, ...ends])].sort((left, right) => left - right);
  for (const from of starts) {
    if (from > latest) return null;
    const span = { from, to: instant(from + claim.lengthMs) };
    if (inTheWay(claim, span, near, capacity).length === 0) return span;
  }
  return null;
}

/** Stretches of a range in which a claim finds no room, each with what is in its way. */
export function blockedSpans<One extends Taken>(
  claim: Claim,
  within: Period,
  taken: readonly One[],
  capacity: number,
): { readonly span: Period; readonly by: readonly One[] }[] {
  const near = taken.filter((one) => overlaps(one.slot, within) && shareScope(one, claim));
  const inside = near.flatMap(({ slot }) => [slot.from, slot.to]).filter((at) => at > within.from && at < within.to);
  const edges = [...new Set([within.from, ...inside, within.to])].sort((left, right) => left - right);
  return edges.slice(0, -1).flatMap((from, index) => {
    const span = { from, to: edges[index + 1] ?? within.to };
    const by = inTheWay(claim, span, near, capacity);
    const isTooMuch = claim.units !== null && claim.units > capacity;
    return by.length > 0 || isTooMuch ? [{ span, by }] : [];
  });
}
