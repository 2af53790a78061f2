import { logNoncentralHypergeometric } from "@/lib/kernel/statistics/hypergeometric";

/** `events` (errors, slow requests) among `trials` (requests). */
export interface Tally {
  readonly trials: number;
  readonly events: number;
}

export interface Pair {
  readonly canary: Tally;
  readonly baseline: Tally;
}

/** What a batch is compared with: baseline's requests of the same moment, or a share fixed beforehand (0 to 1). */
export type Reference = { readonly kind: "concurrent" } | { readonly kind: "fixed"; readonly share: number };

/**
 * A bet against "the canary has no more events than its reference". Wealth starts at 1; were the canary fine, no
 * strategy of stopping could make it reach 1/α with a probability above α (Ville 1939). JSON-serialisable.
 */
export interface Comparison {
  /** Wealth staked on each alternative of `ODDS_RATIOS`. */
  readonly staked: readonly number[];
  /** Wealth held back for a canary that turns bad later. */
  readonly reserve: number;
  readonly canaryTrials: number;
  /** Counts that came since the last stratum was closed. */
  readonly open: Pair;
  /** Height of a CUSUM for a mild increase; at 0 nothing speaks for harm and the window begins anew. */
  readonly cusum: number;
  /** Counts since the CUSUM last stood at 0: the stretch that the evidence is about. */
  readonly window: Pair;
  readonly clumping: Clumping;
}

/** How much more baseline's events vary from one stratum to the next than single independent events would. */
export interface Clumping {
  readonly squares: number;
  readonly events: number;
  readonly last: Tally | null;
}

/** Odds at which "no worse than baseline" is given up: at most 1 in 100 healthy rollouts ever gets there. */
export const NEEDED_EVIDENCE = 100;
/** Evidence that keeps a step from passing although it does not fail. */
export const SUSPICIOUS_EVIDENCE = 10;
/** Fewer bad requests than this never fail a canary, whatever their odds. */
export const MIN_BAD_REQUESTS = 4;
/** One-sided 80 %: how surely the increase must exceed what is tolerated. */
export const TOLERANCE_Z = 0.841_621;

/** Alternatives: the canary's odds of an event are this many times the reference's. */
export const ODDS_RATIOS = [3.5, 10, 24, 150] as const;
/** How the stakes are spread over the alternatives. */
const SHARES = [0.15, 0.4, 0.35, 0.1] as const;
const MILD = 0;
const STAKED_AT_START = 0.9;
const STAKED_PER_STEP = 0.5;
const RESERVE_HORIZON_REQUESTS = 2_000;
const STRATUM_TRIALS = 10;
const LONELY_CANARY_TRIALS = 50;
const LOG_RATIO_LIMIT = 60;
const WEALTH_LIMIT = 1e15;
const CLUMPING_PRIOR_EVENTS = 10;

const nobody: Tally = { trials: 0, events: 0 };
export const emptyPair: Pair = { canary: nobody, baseline: nobody };

export function startComparison(): Comparison {
  return {
    staked: SHARES.map((share) => STAKED_AT_START * share),
    reserve: 1 - STAKED_AT_START,
    canaryTrials: 0,
    open: emptyPair,
    cusum: 0,
    window: emptyPair,
    clumping: { squares: 0, events: 0, last: null },
  };
}

/** Odds against "no harm": total wealth, 1 at the start. */
export function evidenceOf(comparison: Comparison): number {
  return comparison.staked.reduce((sum, stake) => sum + stake, comparison.reserve);
}

/** A new step is a likely moment for a canary to turn bad: half of the reserve is staked again. */
export function stakeForStep(comparison: Comparison): Comparison {
  return stake(comparison, comparison.reserve * STAKED_PER_STEP);
}

/**
 * Add the counts of one read. Counts are gathered into strata that hold requests of both slots, closed by a rule that
 * looks at request counts only, so that the size of the reads hardly matters.
 */
export function addCounts(comparison: Comparison, pair: Pair, reference: Reference): Comparison {
  const open = addPairs(comparison.open, pair);
  if (open.canary.events > open.canary.trials || open.baseline.events > open.baseline.trials) {
    return { ...comparison, open };
  }
  const compared = comparedWith(open, reference);
  if (compared === null) return { ...comparison, open };
  return closeStratum(comparison, open, compared);
}

/** Baseline should serve, but this many canary requests came without a single one of it. */
export function isLonely(comparison: Comparison, next: Pair): boolean {
  const { canary, baseline } = addPairs(comparison.open, next);
  return baseline.trials === 0 && canary.trials >= LONELY_CANARY_TRIALS;
}

function comparedWith(open: Pair, reference: Reference): Reference | null {
  const { canary, baseline } = open;
  if (canary.trials === 0) return null;
  if (reference.kind === "fixed") return reference;
  if (baseline.trials === 0 || canary.trials + baseline.trials < STRATUM_TRIALS) return null;
  return reference;
}

function closeStratum(comparison: Comparison, stratum: Pair, reference: Reference): Comparison {
  const share = stratum.canary.trials / (comparison.canaryTrials + stratum.canary.trials + RESERVE_HORIZON_REQUESTS);
  const ready = stake(comparison, comparison.reserve * share);
  const temper = 1 / clumpingFactor(comparison.clumping);
  const logRatios = ODDS_RATIOS.map((odds) => clampLog(logRatioOf(stratum, odds, reference)));
  const cusum = Math.max(0, comparison.cusum + (logRatios[MILD] ?? 0));
  return {
    staked: ready.staked.map((wealth, i) => Math.min(WEALTH_LIMIT, wealth * Math.exp(temper * (logRatios[i] ?? 0)))),
    reserve: ready.reserve,
    canaryTrials: comparison.canaryTrials + stratum.canary.trials,
    open: emptyPair,
    cusum,
    window: cusum === 0 ? emptyPair : addPairs(comparison.window, stratum),
    clumping: learnClumping(comparison.clumping, stratum.baseline),
  };
}

function logRatioOf(stratum: Pair, odds: number, reference: Reference): number {
  const { canary, baseline } = stratum;
  if (reference.kind === "fixed") return logFixedRatio(canary, odds, reference.share);
  const events = canary.events + baseline.events;
  if (events === 0) return 0;
  const table = { first: canary.trials, second: baseline.trials, events, inFirst: canary.events };
  return logNoncentralHypergeometric(table, odds) - logNoncentralHypergeometric(table, 1);
}

/** Likelihood ratio of independent events against a fixed share; at most 1 on average for every share below it too. */
function logFixedRatio(canary: Tally, odds: number, share: number): number {
  const growth = 1 - share + odds * share;
  return canary.events * Math.log(odds) - canary.trials * Math.log(growth);
}

function stake(comparison: Comparison, amount: number): Comparison {
  return {
    ...comparison,
    staked: comparison.staked.map((wealth, i) => wealth + amount * (SHARES[i] ?? 0)),
    reserve: comparison.reserve - amount,
  };
}

function learnClumping(clumping: Clumping, baseline: Tally): Clumping {
  const { last } = clumping;
  if (baseline.trials === 0) return clumping;
  if (last === null) return { ...clumping, last: baseline };
  const scale = baseline.trials / last.trials;
  return {
    squares: clumping.squares + (baseline.events - scale * last.events) ** 2,
    events: clumping.events + baseline.events + scale * scale * last.events,
    last: baseline,
  };
}

function clumpingFactor(clumping: Clumping): number {
  const noise = Math.sqrt(2 * clumping.events);
  return Math.max(1, (clumping.squares - noise + CLUMPING_PRIOR_EVENTS) / (clumping.events + CLUMPING_PRIOR_EVENTS));
}

function clampLog(logRatio: number): number {
  return Math.min(LOG_RATIO_LIMIT, Math.max(-LOG_RATIO_LIMIT, logRatio));
}

export function addPairs(a: Pair, b: Pair): Pair {
  return { canary: addTallies(a.canary, b.canary), baseline: addTallies(a.baseline, b.baseline) };
}

export function addTallies(a: Tally, b: Tally): Tally {
  return { trials: a.trials + b.trials, events: a.events + b.events };
}
