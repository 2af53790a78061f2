import type { FindingView } from "../contract";

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

/** What was found, where, in one line: "Duration of deployments rose: checkout in production". */
export function titleOf(finding: FindingView): string {
  const { kind, direction, series } = finding;
  const verb = kind === "spike" ? "leapt" : direction === "up" ? "rose" : "fell";
  return `${series.title} ${verb}: ${placeOf(finding)}`;
}

/** The finding as a sentence, with what came right before it. */
export function sentenceOf(finding: FindingView): string {
  const size = Number(Math.abs(finding.sizeSigma).toFixed(1));
  return `${finding.series.title} ${changeOf(finding)}, ${size} times the usual spread of the series. ${causeOf(finding)}`;
}

/** Why a finding asks for nobody any more; null while it does. */
export function endOf({ state, acknowledged }: FindingView): string | null {
  if (state === "open") return null;
  if (state === "recovered") return "The series is back at what was usual.";
  if (state === "settled") return "The level has stayed for four weeks: it is what is usual now.";
  return `${acknowledged?.by ?? "Somebody"} looked at it: ${acknowledged?.reason ?? "no reason is known"}`;
}
