import type { Instant } from "@/lib/kernel/instant";
import { fitLogistic } from "@/lib/kernel/statistics/logistic";
import { calibrationOf, type Forecasted } from "./calibration";
import { type IndicatorName, type Indicators, indicatorNames, modelValue } from "./indicators";
import { type RiskModel, riskOf, type WeightedIndicator } from "./risk-model";

/** A change whose outcome is known, with what was known before it shipped. */
export interface Example {
  readonly at: Instant;
  readonly indicators: Indicators;
  readonly hasFailed: boolean;
}

export const trainingLimits = {
  /** Cases and failures from which a model is worth trying, in the part it is trained on. */
  cases: 100,
  failures: 15,
  /** Cases and failures in the newest part, which it is judged by. */
  judgedCases: 40,
  judgedFailures: 5,
  /** Share of history, by count, that it is trained on before it is judged. */
  trainedShare: 0.7,
  /** An indicator that is known less often than this is left out. */
  knownShare: 0.5,
} as const;

const penalties = [1, 3, 10, 30, 100] as const;

/**
 * Train on the past and judge on the newest part; the penalty is chosen inside of the past. A model that is no better than
 * the base rate there is not used. What is used is trained again on everything. `examples` in the order of time.
 */
export function trainModel(examples: readonly Example[]): RiskModel {
  return trainAndJudge(examples).model;
}

/** The model with the forecasts that it was judged by, each with its example; none when there was too little to judge. */
export function trainAndJudge<One extends Example>(
  examples: readonly One[],
): { readonly model: RiskModel; readonly judged: readonly (Forecasted & { readonly example: One })[] } {
  const cut = Math.floor(examples.length * trainingLimits.trainedShare);
  const past = examples.slice(0, cut);
  const newest = examples.slice(cut);
  const isEnough =
    past.length >= trainingLimits.cases &&
    failures(past) >= trainingLimits.failures &&
    newest.length >= trainingLimits.judgedCases &&
    failures(newest) >= trainingLimits.judgedFailures;
  if (!isEnough) return { model: baseRate(examples, reasonOfFew(examples), null), judged: [] };
  const penalty = choosePenalty(past);
  const model = fitted(past, penalty);
  const judged = newest.map((one) => ({
    probability: riskOf(model, one.indicators).probability ?? 0,
    hasFailed: one.hasFailed,
    example: one,
  }));
  const calibration = calibrationOf(judged, failures(past) / past.length);
  const noBetter = "On the newest changes the model was no better than the base rate.";
  if (calibration.difference.mean >= 0) return { model: baseRate(examples, noBetter, calibration), judged };
  return { model: { ...fitted(examples, penalty), calibration }, judged };
}

function failures(examples: readonly Example[]): number {
  return examples.filter((one) => one.hasFailed).length;
}

function reasonOfFew(examples: readonly Example[]): string {
  const { cases, judgedCases } = trainingLimits;
  return (
    `Not enough data: ${examples.length} outcomes with ${failures(examples)} failures are known; ` +
    `a model needs about ${cases + judgedCases} with 20 failures.`
  );
}

function baseRate(examples: readonly Example[], reason: string, calibration: RiskModel["calibration"]): RiskModel {
  const failed = failures(examples);
  const n = examples.length;
  const intercept = Math.log((failed + 0.5) / (n - failed + 0.5));
  return { kind: "base_rate", reason, n, failed, intercept, indicators: [], penalty: null, calibration };
}

/** The penalty with the least log-loss on the newest third of the past. */
function choosePenalty(past: readonly Example[]): number {
  const cut = Math.floor((past.length * 2) / 3);
  const loss = (penalty: number): number => {
    const model = fitted(past.slice(0, cut), penalty);
    return past.slice(cut).reduce((sum, one) => {
      const p = Math.min(1 - 1e-6, Math.max(1e-6, riskOf(model, one.indicators).probability ?? 0.5));
      return sum - Math.log(one.hasFailed ? p : 1 - p);
    }, 0);
  };
  const tried = penalties.map((penalty) => ({ penalty, loss: loss(penalty) }));
  return tried.reduce((best, one) => (one.loss < best.loss ? one : best)).penalty;
}

function fitted(examples: readonly Example[], penalty: number): RiskModel {
  const centred = indicatorNames.flatMap((name) => {
    const one = centre(name, examples);
    return one === null ? [] : [one];
  });
  const rows = examples.map((example) =>
    centred.map(({ name, mean, spread }) => {
      const value = modelValue(name, example.indicators[name]);
      return value === null ? 0 : (value - mean) / spread;
    }),
  );
  const fit = fitLogistic({ rows, outcomes: examples.map((one) => (one.hasFailed ? 1 : 0)) }, penalty);
  return {
    kind: "logistic",
    reason: null,
    n: examples.length,
    failed: failures(examples),
    intercept: fit.intercept,
    indicators: centred.map((one, at) => ({ ...one, weight: fit.weights[at] ?? 0 })),
    penalty,
    calibration: null,
  };
}

/** Mean and spread of an indicator; null when it is seldom known or always the same. */
function centre(name: IndicatorName, examples: readonly Example[]): Omit<WeightedIndicator, "weight"> | null {
  const values = examples.flatMap((one) => modelValue(name, one.indicators[name]) ?? []);
  const knownShare = values.length / Math.max(1, examples.length);
  if (knownShare < trainingLimits.knownShare) return null;
  const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
  const spread = Math.sqrt(values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / values.length);
  return spread < 1e-9 ? null : { name, mean, spread, knownShare };
}
