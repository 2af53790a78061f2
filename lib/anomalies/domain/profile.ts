import type { DetectorParameters } from "./detector-parameters";

/**
 * What a series usually is: a level, how each place in the week differs from it, how far points lie from both, and how
 * alike neighbours are. All running, all robust: one wild point moves nothing much.
 */
export interface Profile {
  /** Points learned from. */
  readonly points: number;
  readonly level: number;
  readonly seasonal: readonly number[];
  readonly seen: readonly number[];
  /** Mean distance from the expectation, over all and by place in the week. */
  readonly distance: number;
  readonly distances: readonly number[];
  /** Running products of a residual with itself and with its neighbour. */
  readonly square: number;
  readonly neighbour: number;
}

/** What the profile expects of one point, on the scale of comparison. */
export interface Expectation {
  readonly y: number;
  /** Standard deviation of one point. */
  readonly sigma: number;
  /** How much of a residual stays to the next point: 0 for neighbours that know nothing of each other. */
  readonly phi: number;
}

/** A profile that knows nothing about `slots` places of the week. */
export function emptyProfile(slots: number): Profile {
  const zeros: readonly number[] = Array.from({ length: slots }, () => 0);
  return { points: 0, level: 0, seasonal: zeros, seen: zeros, distance: 0, distances: zeros, square: 0, neighbour: 0 };
}

/** Mean absolute distance to standard deviation, for a normal spread: √(π/2). */
const toSigma = Math.sqrt(Math.PI / 2);

/** What is expected at a place of the week. `leastSpread` is the spread that the number has in any case. */
export function expectedAt(
  profile: Profile,
  slot: number,
  leastSpread: number,
  parameters: DetectorParameters,
): Expectation {
  const seen = profile.seen[slot] ?? 0;
  const own = profile.distances[slot] ?? 0;
  const weight = seen / (seen + parameters.spreadPull);
  const spread = toSigma * (weight * own + (1 - weight) * profile.distance);
  // A place that was seen a few times only is itself uncertain.
  const sigma = Math.max(leastSpread, spread) * Math.sqrt(1 + 1 / Math.max(1, seen));
  const phi = profile.square > 0 ? Math.min(parameters.mostAlike, Math.max(0, profile.neighbour / profile.square)) : 0;
  return { y: profile.level + (profile.seasonal[slot] ?? 0), sigma, phi };
}

export interface Lesson {
  readonly slot: number;
  readonly y: number;
  readonly expectation: Expectation;
  readonly lastResidual: number | null;
}

/** The profile after one more ordinary point. */
export function learn(profile: Profile, lesson: Lesson, parameters: DetectorParameters): Profile {
  const slots = profile.seasonal.length;
  const { slot } = lesson;
  const seen = profile.seen[slot] ?? 0;
  if (profile.points < slots) return firstWeek(profile, lesson);
  const isKnown = seen > 0;
  const residual = lesson.y - lesson.expectation.y;
  // In the second week the spread is not known yet, and nothing can be called wild.
  const limit = profile.points < 2 * slots ? Number.POSITIVE_INFINITY : parameters.learnClip * lesson.expectation.sigma;
  const mild = Math.max(-limit, Math.min(limit, residual));
  const inLevel = mild / Math.max(parameters.levelLeast, slots * parameters.levelWeeks);
  const inSlot = isKnown ? mild * Math.max(parameters.seasonalLeast, 1 / (seen + 1)) : residual;
  const overall = Math.max(1 / Math.max(2 * slots, parameters.spreadPoints), 1 / (profile.points - slots + 1));
  const distance = isKnown ? profile.distance + overall * (Math.abs(mild) - profile.distance) : profile.distance;
  const ownDistance = profile.distances[slot] ?? 0;
  const ownRate = Math.max(parameters.spreadLeast, 1 / Math.max(1, seen));
  const last = lesson.lastResidual === null ? null : Math.max(-limit, Math.min(limit, lesson.lastResidual));
  return {
    points: profile.points + 1,
    level: profile.level + inLevel,
    seasonal: profile.seasonal.with(slot, (profile.seasonal[slot] ?? 0) + inSlot),
    seen: profile.seen.with(slot, seen + 1),
    distance,
    distances: isKnown
      ? profile.distances.with(slot, ownDistance + ownRate * (Math.abs(mild) - ownDistance))
      : profile.distances,
    square: last === null ? profile.square : profile.square + overall * (last * last - profile.square),
    neighbour: last === null ? profile.neighbour : profile.neighbour + overall * (last * mild - profile.neighbour),
  };
}

/** The first week gives the level as a mean and each place its own number. */
function firstWeek(profile: Profile, { slot, y }: Lesson): Profile {
  const level = profile.level + (y - profile.level) / (profile.points + 1);
  const seen = profile.seen[slot] ?? 0;
  const moved = profile.seasonal.map((own, at) => ((profile.seen[at] ?? 0) > 0 ? own + profile.level - level : 0));
  const own = seen > 0 ? (moved[slot] ?? 0) + (y - level - (moved[slot] ?? 0)) / (seen + 1) : y - level;
  return {
    ...profile,
    points: profile.points + 1,
    level,
    seasonal: moved.with(slot, own),
    seen: profile.seen.with(slot, seen + 1),
  };
}

/**
 * A change of level. Busy places of the week gain more of a count than quiet ones do, so counts are stretched by a factor;
 * on the other scales, each place moves by the same.
 */
export type Move =
  | { readonly kind: "shift"; readonly by: number }
  | { readonly kind: "stretch"; readonly factor: number };

/** The move that takes an expectation of `from` to `to`. Stretching is bounded to a factor of twenty. */
export function moveBetween(from: number, to: number, isStretched: boolean): Move {
  if (!isStretched) return { kind: "shift", by: to - from };
  const least = 2 * Math.sqrt(3 / 8);
  return { kind: "stretch", factor: Math.min(20, Math.max(1 / 20, Math.max(least, to) / Math.max(least, from))) };
}

/** How far a move goes, with its sign: what two moves are compared by. */
export function sizeOfMove(move: Move): number {
  return move.kind === "shift" ? move.by : Math.log(move.factor);
}

/** The same week on another level. */
export function moved(profile: Profile, move: Move): Profile {
  if (move.kind === "shift") return { ...profile, level: profile.level + move.by };
  const seasonal = profile.seasonal.map((one) => one * move.factor);
  return { ...profile, level: profile.level * move.factor, seasonal };
}
