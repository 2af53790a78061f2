import type { Instant } from "@/lib/kernel/instant";
import type { RhythmName } from "./detector-parameters";

/** A deployment as a detector needs it. */
export interface SeenDeployment {
  readonly id: string;
  /** How people call it: "checkout 4.12.0". */
  readonly label: string;
  readonly at: Instant;
  /** Index of the point in whose time it began; set by the detector. */
  readonly index?: number;
}

/** The deployment right before a change: a neighbour in time, not a proof. */
export interface NamedCause {
  readonly deploymentId: string;
  readonly label: string;
  readonly at: Instant;
  /** Points between the deployment and the onset; 0 when both lie in the same point. */
  readonly pointsBefore: number;
  /** Deployments that began as near: with any of them, none is named. */
  readonly others: readonly string[];
  /** How likely a deployment is as near to a moment that has nothing to do with it, 0 to 1. */
  readonly chance: number;
  /** Alone, and not there by chance: this one is named. Otherwise it is one of those that were near. */
  readonly isNamed: boolean;
}

/** Points that a deployment is remembered for: no step is found later than this after its onset. */
const REMEMBERED = 24;
const MOST_REMEMBERED = 32;
/** Where deployments are this common, one near a change says nothing. */
const MOST_CHANCE = 0.3;
/** A change that begins later than this many points after a deployment is not named after it. */
const near: Readonly<Record<RhythmName, number>> = { hourly: 1, daily: 0 };

/** What to remember after a point with these deployments. */
export function recentAfter(
  recent: readonly SeenDeployment[],
  came: readonly SeenDeployment[],
  index: number,
): readonly SeenDeployment[] {
  if (came.length === 0 && (recent.length === 0 || (recent[0]?.index ?? 0) >= index - REMEMBERED)) return recent;
  const kept = recent.filter((one) => (one.index ?? 0) >= index - REMEMBERED);
  return [...kept, ...came.map((one) => ({ ...one, index }))].slice(-MOST_REMEMBERED);
}

/**
 * The deployment that a change beginning at point `onsetIndex` comes right after; null when none began near before it.
 * `share` is the share of points in which deployments begin.
 */
export function nameCause(
  recent: readonly SeenDeployment[],
  onsetIndex: number,
  { rhythm, share }: { readonly rhythm: RhythmName; readonly share: number },
): NamedCause | null {
  const neighbours = recent.filter((one) => {
    const before = onsetIndex - (one.index ?? Number.NEGATIVE_INFINITY);
    return before >= 0 && before <= near[rhythm];
  });
  const named = neighbours.at(-1);
  if (!named) return null;
  const chance = 1 - (1 - share) ** (near[rhythm] + 1);
  const others = neighbours.slice(0, -1).map((one) => one.id);
  return {
    deploymentId: named.id,
    label: named.label,
    at: named.at,
    pointsBefore: onsetIndex - (named.index ?? onsetIndex),
    others,
    chance,
    isNamed: others.length === 0 && chance <= MOST_CHANCE,
  };
}
