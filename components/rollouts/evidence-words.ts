import type { ChartUnit } from "@/components/charts/chart-data";
import { formatValue } from "@/components/charts/chart-data";
import type { EvidenceView } from "@/lib/rollouts/api-contract";

/** How evidence is titled and which of its numbers stand out. */

const blindWords: Readonly<Record<string, string>> = {
  unreachable: "unreachable",
  timeout: "timeout",
  query_error: "query refused",
  no_series: "no series",
  not_a_number: "not a number",
  stale: "stale",
  several_series: "several series",
  wrong_shape: "wrong shape",
  target_down: "target down",
};

export function blindCauseWords(cause: string | null): string | undefined {
  return cause === null ? undefined : (blindWords[cause] ?? cause);
}

export function evidenceTitle(evidence: Pick<EvidenceView, "kind" | "checkId" | "numbers">): string {
  switch (evidence.kind) {
    case "error_rate":
      return "Error rate";
    case "latency":
      return `Latency p${Math.round(1_000 * (evidence.numbers.quantile ?? 0.95)) / 10}`;
    case "burn_rate":
      return "Error-budget burn";
    case "health":
      return "Health checks";
    case "metric":
      return evidence.checkId.replace(/^metric:/, "");
  }
}

export interface Figure {
  readonly label: string;
  readonly text: string;
}

/** Canary beside baseline, or what stands for them; at most two. */
export function figuresOf({ kind, numbers }: Pick<EvidenceView, "kind" | "numbers">): readonly Figure[] {
  const pair = (canary: number | null | undefined, baseline: number | null | undefined, unit: ChartUnit, mark = "") =>
    canary === undefined
      ? []
      : [
          { label: "Canary", text: `${formatValue(canary, unit)}${canary === null ? "" : mark}` },
          { label: "Baseline", text: `${formatValue(baseline ?? null, unit)}${baseline == null ? "" : mark}` },
        ];
  if (kind === "error_rate") {
    const share = (errors: number | null | undefined, requests: number | null | undefined) =>
      errors == null || !requests ? undefined : (100 * errors) / requests;
    const canary = numbers.canaryErrorPercent ?? share(numbers.canaryErrors, numbers.canaryRequests);
    return pair(
      canary,
      numbers.baselineErrorPercent ?? share(numbers.baselineErrors, numbers.baselineRequests),
      "percent",
    );
  }
  if (kind === "latency") return pair(numbers.canaryQuantileMs, numbers.baselineQuantileMs, "ms");
  if (kind === "burn_rate") return pair(numbers.canaryBurnRate, numbers.baselineBurnRate, "plain", "×");
  if (kind === "health" && numbers.checks != null) {
    return [
      { label: "Checks", text: formatValue(numbers.checks, "count") },
      { label: "Failed in a row", text: formatValue(numbers.failedInARow ?? null, "count") },
    ];
  }
  if (kind === "metric" && numbers.limit != null) {
    return [
      { label: "Value", text: formatValue(numbers.value ?? null, "plain") },
      { label: "Limit", text: formatValue(numbers.limit, "plain") },
    ];
  }
  return [];
}

export interface Band {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  readonly limit: number;
  readonly unit: ChartUnit;
}

/** The difference with its interval, where the judge gives one. */
export function bandOf({ kind, numbers }: Pick<EvidenceView, "kind" | "numbers">): Band | null {
  const { differencePp, differenceLowerPp, differenceUpperPp, limitPp } = numbers;
  if (kind !== "error_rate" || !numbers.canaryRequests || !numbers.baselineRequests) return null;
  if (differencePp == null || differenceLowerPp == null || differenceUpperPp == null || limitPp == null) return null;
  return { estimate: differencePp, low: differenceLowerPp, high: differenceUpperPp, limit: limitPp, unit: "points" };
}

const suffixes: readonly (readonly [RegExp, string, ChartUnit])[] = [
  [/Pp$/, "", "points"],
  [/Percent$/, "", "percent"],
  [/Ms$/, "", "ms"],
];

/** "canaryErrorPercent: 4.2" as "Canary error: 4.2 %", for the table of all numbers. */
export function numberRow(name: string, value: number | null): Figure {
  const match = suffixes.find(([pattern]) => pattern.test(name));
  const unit = match?.[2] ?? "plain";
  const words = name
    .replace(match?.[0] ?? /$/, "")
    .replaceAll(/([A-Z])/g, " $1")
    .toLowerCase()
    .trim();
  const text = value === null ? "none" : `${formatValue(value, unit)}${match?.[1] ? ` ${match[1]}` : ""}`;
  return { label: `${words.charAt(0).toUpperCase()}${words.slice(1)}`, text };
}
