/** A number expected for a week to come, with its interval. */
export interface ForecastPoint {
  /** Weeks after the last one known, from 1. */
  readonly ahead: number;
  readonly expected: number;
  readonly low: number;
  readonly high: number;
}

export interface Forecast {
  readonly points: readonly ForecastPoint[];
  /** Share of the weeks of history that lay inside of the interval said before them; null with too few to say. */
  readonly coverage: number | null;
  readonly judged: number;
  readonly level: number;
  /** Per week, at the end of history, before damping. */
  readonly trend: number;
  readonly parameters: Smoothing;
}

interface Smoothing {
  readonly alpha: number;
  readonly beta: number;
  readonly phi: number;
}

export const forecastLimits = {
  /** Fewer weeks of history than this are no trend. */
  weeks: 12,
  ahead: 13,
  /** Share of the future that the interval is to hold. */
  wanted: 0.8,
} as const;

const alphas = [0.05, 0.1, 0.2, 0.35, 0.5] as const;
const betas = [0, 0.05, 0.15] as const;
const phis = [0.8, 0.9, 0.97] as const;
const FIRST_ORIGIN = 8;

/**
 * Weekly counts to come, by a damped trend (Gardner and McKenzie 1985) on the root scale, where a count's spread does not
 * depend on its size. The interval is not assumed but taken from how far the same method was off in the past, for each
 * distance (split conformal prediction, Vovk 2005), so that it holds what it says on series that it fits badly, too.
 * Null for fewer than 12 weeks.
 */
export function forecastWeeks(counts: readonly number[], ahead: number = forecastLimits.ahead): Forecast | null {
  if (counts.length < forecastLimits.weeks) return null;
  const roots = counts.map((one) => Math.sqrt(Math.max(0, one) + 3 / 8));
  const parameters = choose(roots);
  const errors = pastErrors(roots, parameters, ahead);
  const end = smooth(roots, parameters);
  const points = Array.from({ length: ahead }, (_, at): ForecastPoint => {
    const middle = project(end, parameters.phi, at + 1);
    const reach = reachOf(errors, at);
    return { ahead: at + 1, expected: toCount(middle), low: toCount(middle - reach), high: toCount(middle + reach) };
  });
  const { coverage, judged } = coverageOf(errors[0] ?? []);
  const trend = toCount(end.level + end.trend) - toCount(end.level);
  return { points, coverage, judged, level: toCount(end.level), trend, parameters };
}

function toCount(root: number): number {
  return Math.max(0, Math.max(0, root) ** 2 - 3 / 8);
}

interface Smoothed {
  readonly level: number;
  readonly trend: number;
}

function start(roots: readonly number[]): Smoothed {
  const first = roots.slice(0, FIRST_ORIGIN);
  return { level: first.reduce((sum, one) => sum + one, 0) / first.length, trend: 0 };
}

function advance({ level, trend }: Smoothed, root: number, { alpha, beta, phi }: Smoothing): Smoothed {
  const expected = level + phi * trend;
  const next = expected + alpha * (root - expected);
  return { level: next, trend: phi * trend + beta * (root - expected) };
}

function smooth(roots: readonly number[], parameters: Smoothing): Smoothed {
  return roots.reduce((state, root) => advance(state, root, parameters), start(roots));
}

/** Level plus the trend damped over `ahead` weeks: φ + φ² + … + φ^ahead. */
function project({ level, trend }: Smoothed, phi: number, ahead: number): number {
  return level + (trend * phi * (1 - phi ** ahead)) / (1 - phi);
}

function choose(roots: readonly number[]): Smoothing {
  let best = { parameters: { alpha: 0.2, beta: 0, phi: 0.9 }, loss: Number.POSITIVE_INFINITY };
  for (const alpha of alphas)
    for (const beta of betas)
      for (const phi of phis) {
        const parameters = { alpha, beta, phi };
        const loss = lossOf(roots, parameters);
        if (loss < best.loss) best = { parameters, loss };
      }
  return best.parameters;
}

/** Mean squared error one and four weeks ahead; the latter keeps a trend from being an accident of last week. */
function lossOf(roots: readonly number[], parameters: Smoothing): number {
  const errors = pastErrors(roots, parameters, 4);
  const mean = (list: readonly number[]): number =>
    list.reduce((sum, one) => sum + one * one, 0) / Math.max(1, list.length);
  return mean(errors[0] ?? []) + mean(errors[3] ?? []);
}

/** For each distance, how far the projections from every past week were off. */
function pastErrors(roots: readonly number[], parameters: Smoothing, ahead: number): readonly (readonly number[])[] {
  const errors: number[][] = Array.from({ length: ahead }, () => []);
  let state = start(roots);
  for (const [week, root] of roots.entries()) {
    state = advance(state, root, parameters);
    if (week + 1 < FIRST_ORIGIN / 2) continue;
    for (let at = 0; at < ahead; at += 1) {
      const later = roots[week + 1 + at];
      if (later !== undefined) errors[at]?.push(later - project(state, parameters.phi, at + 1));
    }
  }
  return errors;
}

const FEWEST_ERRORS = 16;

/**
 * Half the width of the interval `at` + 1 weeks ahead: the conformal quantile of past errors. Where too few exist, that of
 * the furthest distance with enough, growing with the root of the distance.
 */
function reachOf(errors: readonly (readonly number[])[], at: number): number {
  let known = at;
  while (known > 0 && (errors[known]?.length ?? 0) < FEWEST_ERRORS) known -= 1;
  const sizes = (errors[known] ?? []).map(Math.abs).toSorted((x, y) => x - y);
  // Errors of neighbouring weeks are alike and the parameters saw them: one rank more than the formula asks for.
  const rank = Math.ceil((sizes.length + 1) * forecastLimits.wanted) + 1;
  const reach = sizes[Math.min(sizes.length, rank) - 1] ?? 0;
  return reach * Math.sqrt((at + 1) / (known + 1));
}

/** How often one-week intervals, each from the errors before it, held the week that came. */
function coverageOf(errors: readonly number[]): { readonly coverage: number | null; readonly judged: number } {
  let held = 0;
  let judged = 0;
  for (let at = FEWEST_ERRORS; at < errors.length; at += 1) {
    judged += 1;
    if (Math.abs(errors[at] ?? 0) <= reachOf([errors.slice(0, at)], 0)) held += 1;
  }
  return { coverage: judged === 0 ? null : held / judged, judged };
}
