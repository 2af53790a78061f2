import type { RiskView } from "@/lib/risk/contract";
import { type IndicatorName, indicators } from "@/lib/risk/domain/indicators";

/** A probability as it is written. */
export function percent(probability: number | null): string {
  if (probability === null) return "not enough data";
  const value = 100 * probability;
  return `${Number(value.toFixed(value < 10 ? 1 : 0))} %`;
}

const levelStatuses = {
  unknown: { status: "no_data", label: "Not enough data" },
  usual: { status: "neutral", label: "Usual" },
  raised: { status: "waiting", label: "Raised" },
  high: { status: "at_risk", label: "High" },
} as const;

export function levelOf(level: RiskView["level"]): (typeof levelStatuses)[RiskView["level"]] {
  return levelStatuses[level];
}

/** What came of a deployment that was scored. */
export const outcomeWords = {
  failed: { status: "failed", label: "Failed" },
  fine: { status: "healthy", label: "Fine" },
  open: { status: "neutral", label: "Too early" },
  unknown: { status: "no_data", label: "Not on record" },
} as const;

const shares: ReadonlySet<IndicatorName> = new Set(["tests_failed", "failed_lately", "rolled_back_lately"]);
const flags: ReadonlySet<IndicatorName> = new Set(["outside_hours", "before_weekend", "first_after_pause"]);

/** An indicator's value as people read it. */
export function indicatorValue(name: IndicatorName, value: number | null | undefined): string {
  if (value == null) return "not known";
  if (shares.has(name)) return percent(value);
  if (flags.has(name)) return value === 1 ? "yes" : "no";
  if (name === "review_time") return `${Number((value / 3_600_000).toFixed(1))} h`;
  return String(Number(value.toFixed(value >= 10 ? 0 : 1)));
}

export function indicatorTitle(name: IndicatorName): string {
  return indicators[name];
}

/** What the risk says, in one sentence. */
export function riskSentence(risk: RiskView): string {
  if (risk.probability === null || risk.baseRate === null)
    return risk.model.reason ?? "Not enough data: fewer than 20 outcomes are known.";
  const base = `${risk.model.failed} of ${risk.model.n} changes failed before (${percent(risk.baseRate)})`;
  if (risk.model.kind === "base_rate")
    return `Chance of failure ${percent(risk.probability)}, the base rate: ${base}. ${risk.model.reason ?? ""}`;
  return `Chance of failure ${percent(risk.probability)}; ${base}.`;
}

/** "raises the odds by a factor of 1.8" */
export function effectOf(logOdds: number): string {
  const factor = Math.exp(Math.abs(logOdds));
  if (factor < 1.02) return "no effect";
  return `${logOdds > 0 ? "raises" : "lowers"} the odds by a factor of ${factor.toFixed(2)}`;
}
