import { solvePositive } from "./cholesky";

/** A fitted logistic regression: ln(p / (1 - p)) = intercept + Σ weights·x. */
export interface LogisticFit {
  readonly intercept: number;
  readonly weights: readonly number[];
  /** Standard errors of intercept and weights, in this order; of the penalised fit when there is a penalty. */
  readonly standardErrors: readonly number[];
  /** −2 ln likelihood, without the penalty. */
  readonly deviance: number;
  readonly iterations: number;
}

export interface LogisticData {
  /** One row of numbers for each case. */
  readonly rows: readonly (readonly number[])[];
  /** Share of events in each case, 0 to 1; 0 or 1 for a single trial. */
  readonly outcomes: readonly number[];
  /** Trials behind each case; 1 each when absent. */
  readonly trials?: readonly number[];
}

const MOST_ITERATIONS = 50;
const MOST_HALVINGS = 20;
const ENOUGH = 1e-10;

/**
 * Logistic regression by Newton's method (iteratively reweighted least squares; McCullagh and Nelder 1989), with a ridge
 * penalty λ/2·Σ weights² on everything but the intercept (le Cessie and van Houwelingen 1992). Steps that make it worse
 * are halved. Throws RangeError when rows differ in length or there are none.
 */
export function fitLogistic(data: LogisticData, lambda: number): LogisticFit {
  const width = checkedWidth(data);
  let beta: readonly number[] = Array.from({ length: width + 1 }, () => 0);
  let loss = penalisedLoss(data, beta, lambda);
  let iterations = 0;
  while (iterations < MOST_ITERATIONS) {
    iterations += 1;
    const { gradient, hessian } = derivatives(data, beta, lambda);
    const direction = solvePositive(hessian, gradient);
    const better = lineSearch(data, { beta, loss, lambda }, direction);
    if (better === null) break;
    const gain = loss - better.loss;
    ({ beta, loss } = better);
    if (gain < ENOUGH * (1 + Math.abs(loss))) break;
  }
  const { hessian } = derivatives(data, beta, lambda);
  const standardErrors = beta.map((_, at) =>
    Math.sqrt(Math.max(0, solvePositive(hessian, unit(width + 1, at))[at] ?? 0)),
  );
  return {
    intercept: beta[0] ?? 0,
    weights: beta.slice(1),
    standardErrors,
    deviance: deviance(data, beta),
    iterations,
  };
}

/** 1 / (1 + e^−x), exact at both ends. */
export function sigmoid(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
}

function checkedWidth({ rows, outcomes, trials }: LogisticData): number {
  const width = rows[0]?.length;
  if (width === undefined) throw new RangeError("a logistic regression needs at least one case");
  if (rows.some((row) => row.length !== width)) throw new RangeError("rows differ in length");
  if (outcomes.length !== rows.length || (trials && trials.length !== rows.length))
    throw new RangeError("outcomes and trials must be as many as rows");
  return width;
}

function predictor(row: readonly number[], beta: readonly number[]): number {
  let sum = beta[0] ?? 0;
  for (let j = 0; j < row.length; j += 1) sum += (beta[j + 1] ?? 0) * (row[j] ?? 0);
  return sum;
}

function penalisedLoss(data: LogisticData, beta: readonly number[], lambda: number): number {
  let sum = 0;
  for (const [i, row] of data.rows.entries()) {
    const eta = predictor(row, beta);
    // ln(1 + e^η) − yη without overflow.
    sum +=
      (data.trials?.[i] ?? 1) *
      (Math.max(0, eta) + Math.log1p(Math.exp(-Math.abs(eta))) - (data.outcomes[i] ?? 0) * eta);
  }
  for (let j = 1; j < beta.length; j += 1) sum += (lambda / 2) * (beta[j] ?? 0) ** 2;
  return sum;
}

/** −2 ln likelihood against the saturated model, as published tables have it. */
function deviance(data: LogisticData, beta: readonly number[]): number {
  let sum = 0;
  for (const [i, row] of data.rows.entries()) {
    const y = data.outcomes[i] ?? 0;
    const p = sigmoid(predictor(row, beta));
    const part = (share: number, expected: number): number => (share > 0 ? share * Math.log(share / expected) : 0);
    sum += 2 * (data.trials?.[i] ?? 1) * (part(y, p) + part(1 - y, 1 - p));
  }
  return sum;
}

function derivatives(data: LogisticData, beta: readonly number[], lambda: number) {
  const size = beta.length;
  const gradient = new Array<number>(size).fill(0);
  const hessian = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  for (const [i, row] of data.rows.entries()) {
    const trials = data.trials?.[i] ?? 1;
    const p = sigmoid(predictor(row, beta));
    const error = trials * ((data.outcomes[i] ?? 0) - p);
    addCase({ gradient, hessian }, [1, ...row], error, trials * p * (1 - p));
  }
  for (const [j, one] of beta.entries()) {
    const penalty = j > 0 ? lambda : 0;
    gradient[j] = (gradient[j] ?? 0) - penalty * one;
    const line = hessian[j];
    // A trace of a penalty keeps a direction without information solvable.
    if (line) line[j] = (line[j] ?? 0) + penalty + 1e-9;
  }
  return { gradient, hessian };
}

interface Sums {
  readonly gradient: number[];
  /** Lower half only. */
  readonly hessian: readonly number[][];
}

function addCase({ gradient, hessian }: Sums, x: readonly number[], error: number, weight: number): void {
  for (const [j, line] of hessian.entries()) {
    const xj = x[j] ?? 0;
    gradient[j] = (gradient[j] ?? 0) + error * xj;
    for (let k = 0; k <= j; k += 1) line[k] = (line[k] ?? 0) + weight * xj * (x[k] ?? 0);
  }
}

interface Place {
  readonly beta: readonly number[];
  readonly loss: number;
  readonly lambda: number;
}

function lineSearch(data: LogisticData, from: Place, direction: readonly number[]) {
  for (let halvings = 0, size = 1; halvings < MOST_HALVINGS; halvings += 1, size /= 2) {
    const beta = from.beta.map((one, j) => one + size * (direction[j] ?? 0));
    const loss = penalisedLoss(data, beta, from.lambda);
    if (Number.isFinite(loss) && loss <= from.loss) return { beta, loss };
  }
  return null;
}

function unit(size: number, at: number): readonly number[] {
  return Array.from({ length: size }, (_, i) => (i === at ? 1 : 0));
}
