import type { Instant } from "@/lib/kernel/instant";
import { chosenParameters, type DetectorParameters, type RhythmName, rhythms } from "./detector-parameters";
import { fromScale, type MeasureScale, type Scaled, toScale } from "./measure-scale";
import { type NamedCause, nameCause, recentAfter, type SeenDeployment } from "./named-cause";
import {
  type Expectation,
  emptyProfile,
  expectedAt,
  learn,
  moveBetween,
  moved,
  type Profile,
  sizeOfMove,
} from "./profile";

/** One point of a series as it arrives. `value` null: nothing was measured, which is unknown and never zero. */
export interface SeriesPoint {
  readonly at: Instant;
  /** Place in the local week: hour 0 to 167, or day 0 to 6. Local time is the caller's to know. */
  readonly slot: number;
  readonly value: number | null;
  /** For shares: of how many. */
  readonly trials?: number;
  /** Why this point is not expected to be like others: a freeze, a holiday. */
  readonly excuse?: string | null;
  /** Deployments that began since the point before. */
  readonly deployments?: readonly SeenDeployment[];
}

export interface SeriesKind {
  readonly scale: MeasureScale;
  readonly rhythm: RhythmName;
}

export interface Alarm {
  readonly kind: "step" | "spike";
  readonly direction: "up" | "down";
  /** When the change began, as far as the points tell; for a spike its own time. */
  readonly onsetAt: Instant;
  /** Level before and after, in the unit of the series. */
  readonly before: number;
  readonly after: number;
  /** How large, in standard deviations of one point. */
  readonly sizeSigma: number;
  readonly cause: NamedCause | null;
}

export interface Verdict {
  readonly at: Instant;
  /** `learning`: not enough history yet. `unknown`: a gap. `excused`: the calendar explains it. */
  readonly state: "learning" | "unknown" | "excused" | "normal" | "alarm" | "recovered";
  /** What was expected and the band around it, in the unit of the series; null while learning. */
  readonly expected: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** 0 (as expected) to 1; only its order means something. */
  readonly score: number;
  readonly alarm: Alarm | null;
}

/** Sum of evidence for a change in one direction, and the points that it was gathered from. */
interface Drift {
  readonly sum: number;
  readonly trail: readonly Surprise[];
}

/** One point of a trail: how far it lay from the expectation, on the scale of comparison and in sigmas. */
interface Surprise {
  readonly index: number;
  readonly at: Instant;
  readonly residual: number;
  readonly sigmas: number;
}

export interface DetectorState {
  readonly kind: SeriesKind;
  /** Points seen, gaps included. */
  readonly index: number;
  readonly profile: Profile;
  readonly lastResidual: number | null;
  readonly gapLength: number;
  readonly up: Drift;
  readonly down: Drift;
  /** Points until the level after a change counts as settled. */
  readonly settling: number;
  /** How far the open step went, as `sizeOfMove` has it; null when none is open. */
  readonly openMove: number | null;
  /** A very large surprise: a spike if the next point is back, the begin of a step if it is not. */
  readonly wild: Alarm | null;
  readonly recent: readonly SeenDeployment[];
  /** Running share of points in which deployments began. */
  readonly deploymentShare: number;
}

const calm: Drift = { sum: 0, trail: [] };
/** Evidence older than this many points is no longer looked at for the onset. */
const LONGEST_TRAIL = 24;

/** A detector that has seen nothing. */
export function newDetector(kind: SeriesKind): DetectorState {
  return {
    kind,
    index: 0,
    profile: emptyProfile(rhythms[kind.rhythm].slots),
    lastResidual: null,
    gapLength: 0,
    up: calm,
    down: calm,
    settling: 0,
    openMove: null,
    wild: null,
    recent: [],
    deploymentShare: 0,
  };
}

/**
 * Take one point in. Strictly streaming: the verdict depends on the state and this point alone, and is never taken back.
 * A robust weekly profile says what is expected; two one-sided sums of clipped surprises (Page 1954) find steps; they
 * need more where neighbours are alike. A single very large surprise is a spike. A gap and an excused point change nothing that was learned.
 */
export function step(
  state: DetectorState,
  point: SeriesPoint,
  parameters: DetectorParameters = chosenParameters,
): { readonly state: DetectorState; readonly verdict: Verdict } {
  const recent = recentAfter(state.recent, point.deployments ?? [], state.index);
  const weight = Math.max(1 / (state.index + 1), 1 / (4 * rhythms[state.kind.rhythm].slots));
  const isDeployed = (point.deployments?.length ?? 0) > 0 ? 1 : 0;
  const deploymentShare = state.deploymentShare + weight * (isDeployed - state.deploymentShare);
  const next = { ...state, index: state.index + 1, recent, deploymentShare };
  if (point.value === null || !Number.isFinite(point.value)) return afterGap(next, point, parameters);
  const scaled = toScale(state.kind.scale, point.value, point.trials);
  const expectation = expectedAt(state.profile, point.slot, scaled.leastSpread, parameters);
  if (point.excuse) {
    const quiet = { ...next, up: calm, down: calm, wild: null, lastResidual: null, gapLength: 0 };
    return { state: quiet, verdict: verdictOf(state.kind, point, "excused", expectation, 0, parameters) };
  }
  if (!isReady(state, parameters)) {
    const lesson = { slot: point.slot, y: scaled.y, expectation, lastResidual: state.lastResidual };
    const isFirstWeek = state.profile.points < rhythms[state.kind.rhythm].slots;
    const lastResidual = isFirstWeek ? null : scaled.y - expectation.y;
    const learned = { ...next, profile: learn(state.profile, lesson, parameters), lastResidual, gapLength: 0 };
    return { state: learned, verdict: verdictOf(state.kind, point, "learning", null, 0, parameters) };
  }
  return judge(next, point, scaled, expectation, parameters);
}

function isReady(state: DetectorState, parameters: DetectorParameters): boolean {
  return state.profile.points >= rhythms[state.kind.rhythm].slots * parameters.learningWeeks;
}

function afterGap(next: DetectorState, point: SeriesPoint, parameters: DetectorParameters) {
  const gapLength = next.gapLength + 1;
  // A short gap may lie inside of a change; after a longer one the evidence before it is no neighbour any more.
  const isLong = gapLength > parameters.gapKept;
  const state = { ...next, gapLength, lastResidual: null, ...(isLong ? { up: calm, down: calm, wild: null } : {}) };
  return { state, verdict: verdictOf(next.kind, point, "unknown", null, 0, parameters) };
}

function judge(
  next: DetectorState,
  point: SeriesPoint,
  { y }: Scaled,
  expectation: Expectation,
  parameters: DetectorParameters,
) {
  const { sigma, phi } = expectation;
  const residual = y - expectation.y;
  const limit = parameters.clip * sigma;
  const surprise = residual / sigma;
  const here = { index: next.index - 1, at: point.at, residual, sigmas: surprise };
  const up = gather(next.up, here, parameters);
  const down = gather(next.down, { ...here, sigmas: -surprise }, parameters);
  const judged = { ...next, up, down, lastResidual: residual, gapLength: 0 };
  const evidence = rhythms[next.kind.rhythm].evidence * (1 + phi);
  const score = scoreOf(Math.max(up.sum, down.sum) / evidence, Math.abs(surprise) / parameters.spikeSigma);
  if (next.settling === 0) {
    const drift = up.sum >= down.sum ? up : down;
    const nearby = causeOf(next, onsetOf(drift).index);
    if (drift.sum >= evidence - (nearby ? parameters.evidenceOfDeployment : 0))
      return changeOf(judged, point, drift, expectation, parameters);
    const isWild = Math.abs(surprise) >= parameters.spikeSigma;
    // What a wild point says of a step that follows is kept; what it says of the level is not learned.
    if (isWild) {
      const wild = wildOf(judged, point, { y, residual }, expectation);
      return {
        state: { ...judged, wild },
        verdict: verdictOf(next.kind, point, "normal", expectation, score, parameters),
      };
    }
    if (next.wild && Math.abs(surprise) < parameters.spikeBackSigma) {
      const verdict = verdictOf(next.kind, point, "alarm", expectation, 1, parameters);
      return { state: { ...judged, wild: null }, verdict: { ...verdict, alarm: next.wild } };
    }
  }
  const learned = learn(
    next.profile,
    { slot: point.slot, y, expectation, lastResidual: next.lastResidual },
    parameters,
  );
  const settled = parameters.settlingRate * clipTo(residual, limit);
  const isStretched = next.kind.scale === "count";
  const profile =
    next.settling > 0 ? moved(learned, moveBetween(expectation.y, expectation.y + settled, isStretched)) : learned;
  return {
    state: { ...judged, profile, settling: Math.max(0, next.settling - 1) },
    verdict: verdictOf(next.kind, point, "normal", expectation, score, parameters),
  };
}

function gather(drift: Drift, here: Surprise, parameters: DetectorParameters): Drift {
  const sum = drift.sum + Math.min(parameters.clip, here.sigmas) - parameters.allowance;
  if (sum <= 0) return calm;
  return { sum, trail: [...drift.trail, here].slice(-LONGEST_TRAIL) };
}

/** Where the change most likely began: the split of the trail after which the surprises are largest (Hinkley 1970). */
function onsetOf(drift: Drift): { readonly index: number; readonly at: Instant | null; readonly from: number } {
  let best = { gain: Number.NEGATIVE_INFINITY, from: 0 };
  let sum = 0;
  for (let from = drift.trail.length - 1; from >= 0; from -= 1) {
    sum += Math.min(4, drift.trail[from]?.sigmas ?? 0);
    const gain = sum <= 0 ? 0 : (sum * sum) / (drift.trail.length - from);
    if (gain > best.gain) best = { gain, from };
  }
  const first = drift.trail[best.from];
  return { index: first?.index ?? -1, at: first?.at ?? null, from: best.from };
}

function causeOf(state: DetectorState, onsetIndex: number): NamedCause | null {
  return nameCause(state.recent, onsetIndex, { rhythm: state.kind.rhythm, share: state.deploymentShare });
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((x, y) => x - y);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

function clipTo(value: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, value));
}

/** A step was found: say so, and go on from the new level. */
function changeOf(
  judged: DetectorState,
  point: SeriesPoint,
  drift: Drift,
  expectation: Expectation,
  parameters: DetectorParameters,
) {
  const { kind } = judged;
  const onset = onsetOf(drift);
  const since = drift.trail.slice(onset.from).map((one) => one.residual);
  const shift = medianOf(since);
  const move = moveBetween(expectation.y, expectation.y + shift, kind.scale === "count");
  const size = sizeOfMove(move);
  const { openMove } = judged;
  const hasRecovered = openMove !== null && Math.abs(size + openMove) < parameters.recoveredShare * Math.abs(openMove);
  const alarm: Alarm = {
    kind: "step",
    direction: shift > 0 ? "up" : "down",
    onsetAt: onset.at ?? point.at,
    before: fromScale(kind.scale, expectation.y),
    after: fromScale(kind.scale, expectation.y + shift),
    sizeSigma: Math.abs(shift) / expectation.sigma,
    cause: causeOf(judged, onset.index),
  };
  const state: DetectorState = {
    ...judged,
    profile: moved(judged.profile, move),
    up: calm,
    down: calm,
    lastResidual: null,
    wild: null,
    settling: rhythms[kind.rhythm].settlingPoints,
    openMove: hasRecovered ? null : size,
  };
  const verdict = verdictOf(kind, point, hasRecovered ? "recovered" : "alarm", expectation, 1, parameters);
  return { state, verdict: { ...verdict, alarm } };
}

function wildOf(
  judged: DetectorState,
  point: SeriesPoint,
  { y, residual }: { readonly y: number; readonly residual: number },
  expectation: Expectation,
): Alarm {
  const { scale } = judged.kind;
  return {
    kind: "spike",
    direction: residual > 0 ? "up" : "down",
    onsetAt: point.at,
    before: fromScale(scale, expectation.y),
    after: fromScale(scale, y),
    sizeSigma: Math.abs(residual) / expectation.sigma,
    cause: causeOf(judged, judged.index - 1),
  };
}

function scoreOf(...parts: readonly number[]): number {
  const most = Math.max(...parts);
  return most / (1 + most);
}

function verdictOf(
  kind: SeriesKind,
  point: SeriesPoint,
  state: Verdict["state"],
  expectation: Expectation | null,
  score: number,
  parameters: DetectorParameters,
): Verdict {
  const at = (sigmas: number): number | null =>
    expectation === null ? null : fromScale(kind.scale, expectation.y + sigmas * expectation.sigma);
  const { bandSigma } = parameters;
  return { at: point.at, state, expected: at(0), low: at(-bandSigma), high: at(bandSigma), score, alarm: null };
}
