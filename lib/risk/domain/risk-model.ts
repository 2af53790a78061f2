import { sigmoid } from "@/lib/kernel/statistics/logistic";
import { wilsonInterval } from "@/lib/kernel/statistics/wilson";
import type { Calibration } from "./calibration";
import { type IndicatorName, type Indicators, modelValue } from "./indicators";

/** One indicator in a model: how it is centred and what it weighs. */
export interface WeightedIndicator {
  readonly name: IndicatorName;
  readonly mean: number;
  readonly spread: number;
  /** Change of the log-odds for one spread more. */
  readonly weight: number;
  /** Share of the training cases in which it was known. */
  readonly knownShare: number;
}

export interface RiskModel {
  /** `base_rate`: there is too little to learn from, or what was learned was no better than the base rate. */
  readonly kind: "logistic" | "base_rate";
  /** Why it is the base rate; null for a logistic model. */
  readonly reason: string | null;
  readonly n: number;
  readonly failed: number;
  readonly intercept: number;
  readonly indicators: readonly WeightedIndicator[];
  readonly penalty: number | null;
  /** On the newest part of history, which it was not trained on; null when that part is too small. */
  readonly calibration: Calibration | null;
}

/** What one indicator adds to the log-odds of a change, against an average change. */
export interface Contribution {
  readonly name: IndicatorName;
  readonly value: number | null;
  readonly logOdds: number;
}

export interface Risk {
  /** Chance that the change fails; null when fewer than 20 outcomes are known. */
  readonly probability: number | null;
  readonly baseRate: number | null;
  /** 95 % interval of the base rate (Wilson). */
  readonly baseLow: number | null;
  readonly baseHigh: number | null;
  /** `low` to `high` against the base rate: below it, up to twice, more. */
  readonly level: "unknown" | "usual" | "raised" | "high";
  readonly contributions: readonly Contribution[];
}

const FEWEST_OUTCOMES = 20;
const Z95 = 1.959963984540054;

/** The risk of a change with these indicators. Not known indicators count as average ones and are shown as not known. */
export function riskOf(model: RiskModel, indicators: Indicators): Risk {
  if (model.n < FEWEST_OUTCOMES) {
    return { probability: null, baseRate: null, baseLow: null, baseHigh: null, level: "unknown", contributions: [] };
  }
  const baseRate = model.failed / model.n;
  const { low, high } = wilsonInterval(model.failed, model.n, Z95);
  const contributions = model.indicators.map(({ name, mean, spread, weight }): Contribution => {
    const value = modelValue(name, indicators[name]);
    return { name, value: indicators[name], logOdds: value === null ? 0 : (weight * (value - mean)) / spread };
  });
  const logOdds = contributions.reduce((sum, one) => sum + one.logOdds, model.intercept);
  const probability = model.kind === "base_rate" ? baseRate : sigmoid(logOdds);
  const ordered = contributions.toSorted((x, y) => Math.abs(y.logOdds) - Math.abs(x.logOdds));
  return {
    probability,
    baseRate,
    baseLow: low,
    baseHigh: high,
    level: levelOf(probability, baseRate),
    contributions: model.kind === "base_rate" ? [] : ordered,
  };
}

function levelOf(probability: number, baseRate: number): Risk["level"] {
  if (probability <= 1.25 * baseRate) return "usual";
  return probability <= 2 * baseRate ? "raised" : "high";
}
