import { assert } from "@/lib/kernel/assert";
import type { SlotName } from "@/lib/traffic/port";

/** Largest weight that one server can have (HAProxy's range is 0 to 256). */
export const SERVER_WEIGHT_MAX = 256;

/** Inexactness, in percentage points, that is worth paying when it makes all servers of a slot weigh the same. */
const EVENNESS_PRICE_PP = 0.05;

/** Weight of every server while its slot has all the traffic. */
const FULL_WEIGHT = 100;

export type SlotWeights = Readonly<Record<SlotName, readonly number[]>>;

interface Candidate {
  readonly small: number;
  readonly large: number;
  readonly errorPp: number;
  readonly unevenness: number;
}

/**
 * Integer weights (0 to 256), one per usable server of each slot, that split traffic as the percentages say.
 *
 * Among splits with an error of at most 0.05 percentage points, or else the smallest error there is, the one is taken
 * whose servers weigh the same within their slot; then the most exact; then the smallest numbers, because a short
 * cycle keeps the promise over few requests too (1 % is 1:99, not 3:253).
 *
 * What holds, and is tested for 1 to 10 servers a slot: at most 0.05 pp of error at whole percentages, and at most
 * 0.39 pp at any other (a share below 0.39 % between single servers is rounded up to 1:256). A share above 0 never
 * becomes 0. The weights are never all zero. When a slot has more servers than its share has units, some of its servers
 * get weight 0.
 *
 * Needs `servers[slot] >= 1` wherever `sharePercent[slot] > 0`, and shares that add up to 100.
 */
export function weightsForShares(
  sharePercent: Readonly<Record<SlotName, number>>,
  servers: Readonly<Record<SlotName, number>>,
): SlotWeights {
  const { a, b } = sharePercent;
  assert(a >= 0 && b >= 0 && Math.abs(a + b - 100) < 1e-6, "the shares of both slots add up to 100");
  assert((a === 0 || servers.a >= 1) && (b === 0 || servers.b >= 1), "a slot with traffic has a server");
  if (a === 0) return { a: repeated(0, servers.a), b: repeated(FULL_WEIGHT, servers.b) };
  if (b === 0) return { a: repeated(FULL_WEIGHT, servers.a), b: repeated(0, servers.b) };
  if (b <= a) {
    const best = bestTotals(b, servers.b, servers.a);
    return { a: spread(best.large, servers.a), b: spread(best.small, servers.b) };
  }
  const best = bestTotals(a, servers.a, servers.b);
  return { a: spread(best.small, servers.a), b: spread(best.large, servers.b) };
}

/** The share of each slot in percent that weights amount to; 0 and 0 when nothing has any weight. */
export function sharesOfWeights(weights: SlotWeights): Readonly<Record<SlotName, number>> {
  const total = { a: sum(weights.a), b: sum(weights.b) };
  const all = total.a + total.b;
  if (all === 0) return { a: 0, b: 0 };
  return { a: (100 * total.a) / all, b: (100 * total.b) / all };
}

/** Totals for the slot with the smaller share (`smallPercent`, above 0, at most 50) and for the other one. */
function bestTotals(smallPercent: number, smallServers: number, largeServers: number): Candidate {
  let leastErrorPp = Number.POSITIVE_INFINITY;
  visitTotals(smallPercent, smallServers, largeServers, (_small, _large, errorPp) => {
    leastErrorPp = Math.min(leastErrorPp, errorPp);
    return leastErrorPp + 1e-9 <= EVENNESS_PRICE_PP;
  });
  const limit = Math.max(leastErrorPp + 1e-9, EVENNESS_PRICE_PP);
  const kept: Candidate[] = [];
  visitTotals(smallPercent, smallServers, largeServers, (small, large, errorPp) => {
    if (errorPp > limit) return false;
    const unevenness = Math.max(unevennessOf(small, smallServers), unevennessOf(large, largeServers));
    const candidate = { small, large, errorPp, unevenness };
    if (kept[0] === undefined || isBetter(candidate, kept[0])) kept[0] = candidate;
    // Nothing is better than even and exact.
    return unevenness === 0 && errorPp < 1e-9;
  });
  const [best] = kept;
  assert(best !== undefined, "there is always a split with the least error");
  return best;
}

/**
 * For every total of the smaller slot the whole numbers next to the ideal total of the larger one, ascending, until a
 * visit answers true: between many servers there are thousands.
 */
function visitTotals(
  smallPercent: number,
  smallServers: number,
  largeServers: number,
  visit: (small: number, large: number, errorPp: number) => boolean,
): void {
  const largeMax = SERVER_WEIGHT_MAX * largeServers;
  const ratio = (100 - smallPercent) / smallPercent;
  const show = (small: number, rounded: number): boolean => {
    const large = Math.min(Math.max(rounded, 1), largeMax);
    return visit(small, large, Math.abs((100 * small) / (small + large) - smallPercent));
  };
  for (let small = 1; small <= SERVER_WEIGHT_MAX * smallServers; small += 1) {
    const ideal = small * ratio;
    if (small > 1 && Math.floor(ideal) > largeMax) break;
    const [below, above] = [Math.floor(ideal + 1e-9), Math.ceil(ideal - 1e-9)];
    if (show(small, below) || (above !== below && show(small, above))) return;
  }
}

function isBetter(one: Candidate, other: Candidate): boolean {
  if (Math.abs(one.unevenness - other.unevenness) > 1e-9) return one.unevenness < other.unevenness;
  return one.errorPp < other.errorPp - 1e-9;
}

/** Spread between the servers of a slot relative to their mean: 0 when they can all weigh the same. */
function unevennessOf(total: number, servers: number): number {
  return total % servers === 0 ? 0 : servers / total;
}

function spread(total: number, servers: number): readonly number[] {
  const base = Math.floor(total / servers);
  const rest = total % servers;
  return Array.from({ length: servers }, (_, index) => base + (index < rest ? 1 : 0));
}

function repeated(weight: number, servers: number): readonly number[] {
  return Array.from({ length: servers }, () => weight);
}

function sum(weights: readonly number[]): number {
  return weights.reduce((total, weight) => total + weight, 0);
}
