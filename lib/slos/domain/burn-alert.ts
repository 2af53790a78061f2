import type { Instant } from "@/lib/kernel/instant";
import { compare, dividedBy, minus, one, type Rational } from "@/lib/kernel/rational";
import { type BurnRule, burnOf } from "./burn";
import { type Noise, sampledShare } from "./sampling";

/** What a window holds: events counted in it, and whether all of it could be looked at. */
export interface WindowSums {
  readonly bad: bigint;
  readonly total: bigint;
  /** False while the objective is younger than the window: a part of a window says too much. */
  readonly isFull: boolean;
  /** Events behind it where `bad` and `total` are a rate and not counts. */
  readonly events?: bigint;
  /** Events that were really looked at where `bad` and `total` are estimated from a sample. */
  readonly seen?: bigint;
  /** What the sample leaves open of them; absent when every event was counted. */
  readonly noise?: Noise;
}

export type AlertReading =
  | {
      readonly kind: "sums";
      readonly long: WindowSums;
      readonly short: WindowSums;
      /** The newest minute is known. Without it nothing gets quieter. */
      readonly isCurrent: boolean;
    }
  /** The source is down, silent or behind. */
  | { readonly kind: "dark"; readonly cause: string };

export interface AlertSettings {
  readonly target: Rational;
  /** Both windows must be above the factor for this long before anybody is told; 0 tells at once. */
  readonly graceMs: number;
  /** After it cleared it must stay clear for this long before it ends, so that it does not flap. */
  readonly quietMs: number;
  /** Events in the long window below which nothing is said. */
  readonly minEvents: bigint;
}

export type AlertState =
  | { readonly status: "quiet" }
  | { readonly status: "pending"; readonly since: Instant }
  | { readonly status: "firing"; readonly since: Instant; readonly clearSince: Instant | null }
  /** Data stopped: whatever it was, it stays, and is shown as frozen. Never an all-clear. */
  | { readonly status: "frozen"; readonly since: Instant; readonly was: Exclude<AlertState, { status: "frozen" }> };

export type AlertEvent = "fired" | "cleared" | "frozen" | "thawed";

export interface AlertDecision {
  readonly state: AlertState;
  readonly events: readonly AlertEvent[];
  readonly longBurn: Rational | null;
  readonly shortBurn: Rational | null;
  /** Why nothing is said although a burn is high. */
  readonly heldBy: "too_young" | "too_few_events" | "within_bound" | null;
}

export const quiet: AlertState = { status: "quiet" };

/**
 * The next state of one rule. Fires while both windows burn above the factor (Site Reliability Workbook, multi-window), not when
 * the long one alone still does: that resets in the short window's time. Of a sampled stream it begins only where the long window is above
 * the factor with all of its 95 % bound; it goes on by the estimate, so that chance ends nothing.
 */
export function nextAlert(
  state: AlertState,
  reading: AlertReading,
  rule: BurnRule,
  settings: AlertSettings,
  now: Instant,
): AlertDecision {
  if (reading.kind === "dark") return freeze(state, now);
  const thawed = state.status === "frozen" ? state.was : state;
  const events: AlertEvent[] = state.status === "frozen" ? ["thawed"] : [];
  const longBurn = burnOf(reading.long.bad, reading.long.total, settings.target);
  const shortBurn = burnOf(reading.short.bad, reading.short.total, settings.target);
  const isHigh = isAbove(longBurn, rule) && isAbove(shortBurn, rule);
  const heldBy = isHigh ? holdOf(reading, settings, rule) : null;
  // Few events keep an alert from beginning, not going on: a service that loses its users has not recovered.
  const isStill = !isHigh && !reading.isCurrent;
  const next = isStill
    ? { state: thawed, events: [] }
    : step(thawed, isHigh && (heldBy === null || thawed.status === "firing"), settings, now);
  return { state: next.state, events: [...events, ...next.events], longBurn, shortBurn, heldBy };
}

function freeze(state: AlertState, now: Instant): AlertDecision {
  const rest = { longBurn: null, shortBurn: null, heldBy: null };
  if (state.status === "frozen") return { state, events: [], ...rest };
  return { state: { status: "frozen", since: now, was: state }, events: ["frozen"], ...rest };
}

function isAbove(burn: Rational | null, rule: BurnRule): boolean {
  return burn !== null && compare(burn, rule.factor) > 0;
}

function holdOf(
  reading: Extract<AlertReading, { kind: "sums" }>,
  settings: AlertSettings,
  rule: BurnRule,
): AlertDecision["heldBy"] {
  const { long } = reading;
  if (!long.isFull) return "too_young";
  if ((long.seen ?? long.events ?? long.total) < settings.minEvents) return "too_few_events";
  return isSure(long, settings.target, rule) ? null : "within_bound";
}

/** Of a sample: whether even the low end of what its 95 % bound leaves of bad events burns above the factor. A full count is sure. */
function isSure({ bad, total, noise }: WindowSums, target: Rational, rule: BurnRule): boolean {
  const share = noise ? sampledShare({ good: total - bad, bad, noise }) : null;
  return share === null || compare(dividedBy(minus(one, share.high), minus(one, target)), rule.factor) > 0;
}

type Awake = Exclude<AlertState, { status: "frozen" }>;

function step(
  state: Awake,
  isHigh: boolean,
  settings: AlertSettings,
  now: Instant,
): { state: Awake; events: AlertEvent[] } {
  if (state.status === "firing") return stepFiring(state, isHigh, settings, now);
  if (!isHigh) return { state: { status: "quiet" }, events: [] };
  const since = state.status === "pending" ? state.since : now;
  if (now - since < settings.graceMs) return { state: { status: "pending", since }, events: [] };
  return { state: { status: "firing", since: now, clearSince: null }, events: ["fired"] };
}

function stepFiring(
  state: Extract<AlertState, { status: "firing" }>,
  isHigh: boolean,
  settings: AlertSettings,
  now: Instant,
): { state: Awake; events: AlertEvent[] } {
  if (isHigh) return { state: { ...state, clearSince: null }, events: [] };
  const clearSince = state.clearSince ?? now;
  if (now - clearSince < settings.quietMs) return { state: { ...state, clearSince }, events: [] };
  return { state: { status: "quiet" }, events: ["cleared"] };
}
