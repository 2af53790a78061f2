import type { FindingView } from "@/lib/anomalies/contract";

type Measure = FindingView["series"]["measure"];

/** A value of a series as it is written. */
export function formatSeriesValue(measure: Measure, value: number): string {
  if (measure === "failed_share" || measure.endsWith("pipeline_failures")) return `${short(100 * value)} %`;
  return measure.endsWith("duration") ? `${short(value)} min` : short(value);
}

function short(value: number): string {
  return String(Number(value.toFixed(Math.abs(value) >= 10 ? 0 : 1)));
}

/** Where the series is: "checkout in production", "all services". */
export function placeOf({ series }: FindingView): string {
  const service = series.service?.name ?? "all services";
  return series.environment ? `${service} in ${series.environment.name}` : service;
}

/** "rose from 4 to 12 min" or "was 40 once, 12 expected". */
export function changeOf({ kind, direction, before, after, series }: FindingView): string {
  const [from, to] = [before, after].map((value) => formatSeriesValue(series.measure, value));
  if (kind === "spike") return `was ${to} once, ${from} expected`;
  return `${direction === "up" ? "rose" : "fell"} from ${from} to ${to}`;
}

/** What came right before it, and how much that says. */
export function causeOf({ cause }: FindingView): string {
  if (!cause) return "No deployment began near before it.";
  const chance = `${Math.round(100 * cause.chance)} %`;
  if (cause.isNamed) return `Right after ${cause.label}. A deployment is that near by chance in ${chance} of moments.`;
  if (cause.others.length > 0)
    return `After one of ${cause.others.length + 1} deployments, the last of them ${cause.label}.`;
  return `${cause.label} was near, but deployments are common here (${chance} of moments have one), so none is named.`;
}

const stateWords: Readonly<Record<FindingView["state"], string>> = {
  open: "Open",
  recovered: "Recovered",
  acknowledged: "Acknowledged",
  settled: "Usual now",
};

/** State with its status: only what is bad news and open asks for somebody. */
export function stateOf(finding: FindingView): {
  readonly status: "at_risk" | "neutral" | "healthy";
  readonly label: string;
} {
  const label = stateWords[finding.state];
  if (finding.state === "open" && finding.isBad) return { status: "at_risk", label };
  return { status: finding.state === "recovered" ? "healthy" : "neutral", label };
}
