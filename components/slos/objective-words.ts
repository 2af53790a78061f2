import { groupDigits } from "@/components/charts/chart-data";
import type { Status } from "@/components/feedback/status";
import type {
  BudgetBand,
  BurnAlertView,
  LevelView,
  ObjectiveView,
  SloDefinition,
  SloMethod,
} from "@/lib/slos/contract";
import { deliveryWords, lengthWords } from "@/lib/slos/domain/delivery-words";
import type { DeliverySli, Meter } from "@/lib/slos/sli-contract";

interface Badge {
  readonly status: Status;
  readonly label: string;
}

const bands: Readonly<Record<BudgetBand, Badge>> = {
  exhausted: { status: "failed", label: "Exhausted" },
  unhealthy: { status: "failed", label: "Unhealthy" },
  uncertain: { status: "no_data", label: "Uncertain" },
  attention: { status: "at_risk", label: "Attention" },
  observe: { status: "neutral", label: "Observe" },
  healthy: { status: "healthy", label: "Healthy" },
  dark: { status: "no_data", label: "Dark" },
};

/** The badge of a band. */
export function bandBadge(band: BudgetBand): Badge {
  return bands[band];
}

const verdicts: Readonly<Record<LevelView["verdict"], Badge>> = {
  met: { status: "healthy", label: "Met" },
  missed: { status: "failed", label: "Missed" },
  undetermined: { status: "at_risk", label: "Undetermined" },
  no_data: { status: "no_data", label: "No data" },
};

export function verdictBadge(verdict: LevelView["verdict"]): Badge {
  return verdicts[verdict];
}

const alerts: Readonly<Record<BurnAlertView["status"], Badge>> = {
  quiet: { status: "healthy", label: "Quiet" },
  pending: { status: "at_risk", label: "Pending" },
  firing: { status: "failed", label: "Firing" },
  frozen: { status: "no_data", label: "Frozen" },
  not_looked: { status: "no_data", label: "Not looked at" },
};

export function alertBadge(status: BurnAlertView["status"]): Badge {
  return alerts[status];
}

/** Decimal text of the API without zeros at its end: "99.9000" as "99.9". */
export function shortPercent(decimal: string): string {
  return decimal.includes(".") ? decimal.replace(/\.?0+$/, "") : decimal;
}

/** The same as a figure: with a true minus, and thousands apart. */
function figureOf(decimal: string): string {
  const [whole = "", ...rest] = shortPercent(decimal).split(".");
  return [groupDigits(whole.replace("-", "−")), ...rest].join(".");
}

/** "99.91 %", or "99.1 to 99.9 %" when the ends differ; null without data. */
export function rangeOf(worst: string | null, best: string | null): string | null {
  if (worst === null || best === null) return worst === null ? null : `${figureOf(worst)} %`;
  const [low, high] = [figureOf(worst), figureOf(best)];
  return low === high ? `${low} %` : `${low} to ${high} %`;
}

/** The level as its figure: a range, or an estimate with its 95 % bound where events were sampled and every minute is known. */
export function levelValueOf({ sampled, unknownMinutes, worstPercent, bestPercent }: LevelView): string | null {
  if (!sampled || unknownMinutes !== 0) return rangeOf(worstPercent, bestPercent);
  return `${shortPercent(sampled.estimatePercent)} ± ${shortPercent(sampled.boundPoints)} %`;
}

/** What is left of the budget, in words; how little is known where that is why nobody can tell. */
export function budgetWords({ band, level }: Pick<ObjectiveView, "band" | "level">): string {
  const { budgetLeftWorstPercent: worst, budgetLeftBestPercent: best, coveragePercent } = level;
  if (band === "uncertain" && best !== null) {
    return `at most ${shortPercent(best)} % of the budget left, with ${shortPercent(coveragePercent ?? "0")} % of the time known`;
  }
  const left = rangeOf(worst, best);
  return left === null ? "nothing known" : `${left} of the budget left`;
}

export function periodOf(period: SloDefinition["period"]): string {
  if (period.kind === "rolling") return period.days === 1 ? "1 day, rolling" : `${period.days} days, rolling`;
  const { unit, timeZone, fiscalYearStartMonth = 1 } = period;
  const year = fiscalYearStartMonth === 1 ? "" : `, year from ${monthNames[fiscalYearStartMonth - 1]}`;
  return `calendar ${unit} in ${timeZone}${year}`;
}

/** January to December. */
export const monthNames = [
  ...["January", "February", "March", "April", "May", "June"],
  ...["July", "August", "September", "October", "November", "December"],
] as const;

/** Before what is judged or averaged minute by minute; nothing where events are counted. */
function minutesOf(method: SloMethod): string {
  if (method.kind === "timeslices") return `minutes with ${method.slicePercent} % of `;
  return method.kind === "ratio_timeslices" ? "the mean over minutes of " : "";
}

/** What is promised, in a line: "99.9 % of requests answered within 300 ms". */
export function promiseOf({ sli, targetPercent, method }: SloDefinition): string {
  if (sli.kind === "delivery") return `${targetPercent} % of ${deliveryWords(sli).eventName}: ${deliveryGoal(sli)}`;
  if (sli.kind === "composite") {
    const of = { all: "all of", any: "any of", weighted: "the weighted mean of" }[sli.combine];
    return `${targetPercent} % of ${of} ${sli.parts.length} objectives`;
  }
  if (sli.kind === "ratio") {
    return `${targetPercent} % of ${minutesOf(method)}${meterWords(sli.meter)}`;
  }
  if (sli.check) {
    const passed = sli.kind === "availability" ? "pass" : `pass within ${sli.thresholdMs} ms`;
    return `${targetPercent} % of ${minutesOf(method)}runs of ${sli.check} ${passed}`;
  }
  const good = sli.kind === "availability" ? "without failure" : `within ${sli.thresholdMs} ms`;
  return `${targetPercent} % of ${minutesOf(method)}requests answered ${good}`;
}

/** Which events are good, in words. */
function meterWords(meter: Meter): string {
  switch (meter.kind) {
    case "query":
      return `events of ${meter.source} good by its queries`;
    case "otlp_sum":
      return `${meter.metric} good`;
    case "otlp_latency":
      return `${meter.metric} within ${meter.thresholdMs} ms`;
    case "pushed":
      return `events of ${meter.stream} good`;
  }
}

function deliveryGoal(sli: DeliverySli): string {
  switch (sli.measure) {
    case "deployment_frequency":
      return "at least one deployment";
    case "change_failure_rate":
      return "without failure";
    case "lead_time":
      return `with users within ${lengthWords(sli.withinMs)}`;
    case "restore_time":
      return `restored within ${lengthWords(sli.withinMs)}`;
    case "time_to_detect":
      return `seen within ${lengthWords(sli.withinMs)} of taking effect`;
    case "rollback_success":
      return "the version before is back and holds";
    case "rollback_time":
      return `done within ${lengthWords(sli.withinMs)} of the decision`;
    case "bad_sample_to_back":
      return `traffic back within ${lengthWords(sli.withinMs)} of the bad sample`;
  }
}

/** The answer of a page about one objective. */
export function answerOf(view: ObjectiveView): string {
  const { level } = view;
  const left = rangeOf(level.budgetLeftWorstPercent, level.budgetLeftBestPercent);
  if (left === null) return `Nothing is known yet: ${view.blind?.detail ?? nothingYet(view.definition)}`;
  const firing = view.alerts.filter((alert) => alert.status === "firing").length;
  const alarm = firing === 0 ? "" : ` ${firing === 1 ? "One alert fires" : `${firing} alerts fire`}.`;
  if (level.isDark) return `The source is silent; when it last told, ${left} of the budget was left.${alarm}`;
  if (level.verdict === "undetermined")
    return `Too little is known to say whether it is met: ${left} of the budget is left.${alarm}`;
  if (level.verdict === "no_data") return `Nothing is known of this period.${alarm}`;
  const verdict = level.verdict === "met" ? "Met" : "Missed";
  return left.startsWith("-")
    ? `${verdict}: the budget is overspent, ${left} of it is left.${alarm}`
    : `${verdict}: ${left} of the budget is left.${alarm}`;
}

function nothingYet({ sli }: SloDefinition): string {
  if (sli.kind === "composite") return "nothing was counted of any part in this period.";
  if (sli.kind === "delivery") return `there were no ${deliveryWords(sli).eventName} on record in this period.`;
  return "no minute of this period was counted.";
}

/** "5 min", "6 h", "3 d". */
export function windowOf(ms: number): string {
  const minutes = ms / 60_000;
  if (minutes < 60) return `${minutes} min`;
  return minutes <= 24 * 60 ? `${minutes / 60} h` : `${minutes / (24 * 60)} d`;
}

/** Those who sign objectives. */
export const partyNames = { product: "Product", operations: "Operations", security: "Security" } as const;

const fieldNames: Readonly<Record<string, string>> = {
  name: "Name",
  "definition.sli.kind": "What counts as good",
  "definition.sli.thresholdMs": "Threshold, ms",
  "definition.sli.meter.kind": "Counted by",
  "definition.sli.meter.source": "Metric source",
  "definition.sli.meter.good": "Good events",
  "definition.sli.meter.total": "All events",
  "definition.sli.meter.delayMs": "Complete after, ms",
  "definition.sli.meter.metric": "Metric",
  "definition.sli.meter.thresholdMs": "Threshold, ms",
  "definition.sli.meter.stream": "Stream",
  "definition.sli.combine": "Good when",
  "definition.sli.parts": "Parts",
  "definition.sli.measure": "Measure",
  "definition.sli.withinMs": "Within, ms",
  "definition.sli.timeZone": "Time zone of days",
  "definition.sli.holidays": "Holidays",
  "definition.targetPercent": "Target, %",
  "definition.period.kind": "Kind of period",
  "definition.period.days": "Days",
  "definition.period.unit": "Calendar unit",
  "definition.period.timeZone": "Time zone",
  "definition.method.kind": "Counted by",
  "definition.method.slicePercent": "Good minute from, %",
  "definition.dependsOn": "Stands on",
  "definition.alerting.graceMs": "Grace, ms",
  "definition.alerting.quietMs": "Quiet time, ms",
  "definition.alerting.minRequests": "Least requests",
};

/** A field of a definition as people call it. */
export function fieldName(path: string): string {
  return fieldNames[path] ?? path;
}
