import { minus, one, times, toDecimal } from "@/lib/kernel/rational";
import type { ExportNote } from "../../as-code-contract";
import { type BurnRule, recommendedRules } from "../burn";
import { shareOf } from "../evaluation";
import { toShorthand } from "./openslo-terms";
import { type ObjectiveSpec, plainDecimal } from "./spec";

/** PromQL of an objective's requests; `{{.window}}` stands for the window, as Sloth writes it. */
export interface PromQueries {
  readonly bad: string;
  readonly total: string;
  /** Both as a count over the window instead of a rate. */
  readonly totalIncrease: string;
}

export interface QueriedObjective {
  readonly spec: ObjectiveSpec;
  readonly queries: PromQueries;
  /** Length of the period, of a calendar one as long as the present one. */
  readonly periodMs: number;
}

const windowMark = "{{.window}}";

/**
 * Prometheus rules of objectives: error ratios over every window as recordings, and the engine's four multi-window, multi-burn rules as
 * alerts (Google, The Site Reliability Workbook, "Alerting on SLOs"). Sums are divided once; ratios are never averaged.
 */
export function prometheusRules(objectives: readonly QueriedObjective[]): object {
  return {
    // One group, evaluated in order: alerts look at the ratios of their own moment.
    groups: objectives.map((objective) => ({
      name: `signalbox-slo-${objective.spec.slug}`,
      rules: [...recordings(objective), ...alerts(objective)],
    })),
  };
}

function labelsOf({ slug, service, environment }: ObjectiveSpec) {
  return { slo: slug, service, environment };
}

function recordings({ spec, queries, periodMs }: QueriedObjective): object[] {
  const labels = labelsOf(spec);
  const rules = recommendedRules(periodMs);
  const windows = [...new Set(rules.flatMap((rule) => [rule.shortWindowMs, rule.longWindowMs]))].sort((a, b) => a - b);
  const at = (query: string, window: string) => query.replaceAll(windowMark, window);
  const ratios = windows.map(toShorthand).map((window) => ({
    record: ratioName(window),
    expr: `(${at(queries.bad, window)}) / (${at(queries.total, window)})`,
    labels,
  }));
  const counts = rules
    .map((rule) => toShorthand(rule.longWindowMs))
    .map((window) => ({
      record: countName(window),
      expr: at(queries.totalIncrease, window),
      labels,
    }));
  const target = {
    record: "slo:target:ratio",
    expr: `vector(${exact(shareOf(spec.definition.targetPercent))})`,
    labels,
  };
  return [...ratios, ...(spec.definition.alerting.minRequests > 0 ? counts : []), target];
}

function alerts({ spec, periodMs }: QueriedObjective): object[] {
  const { alerting } = spec.definition;
  return recommendedRules(periodMs).map((rule) => ({
    alert: "SloBudgetBurn",
    expr: alertExpression(spec, rule),
    ...(alerting.graceMs > 0 ? { for: seconds(alerting.graceMs) } : {}),
    ...(alerting.quietMs > 0 ? { keep_firing_for: seconds(alerting.quietMs) } : {}),
    labels: { ...labelsOf(spec), severity: rule.severity, window: toShorthand(rule.longWindowMs) },
    annotations: {
      summary: `${spec.name} spends its error budget ${plainDecimal(toDecimal(rule.factor, 2))} times too fast`,
    },
  }));
}

/** `short > limit and long > limit`, both above the rule's factor; with enough requests where that is asked for. */
function alertExpression({ slug, definition }: ObjectiveSpec, rule: BurnRule): string {
  const limit = exact(times(rule.factor, minus(one, shareOf(definition.targetPercent))));
  const selector = `{slo="${slug}"}`;
  const [long, short] = [toShorthand(rule.longWindowMs), toShorthand(rule.shortWindowMs)];
  const parts = [`${ratioName(long)}${selector} > ${limit}`, `${ratioName(short)}${selector} > ${limit}`];
  const { minRequests } = definition.alerting;
  if (minRequests > 0) parts.push(`${countName(long)}${selector} >= ${minRequests}`);
  return parts.join(" and ");
}

function ratioName(window: string): string {
  return `slo:request_errors:ratio_rate${window}`;
}

function countName(window: string): string {
  return `slo:requests:increase${window}`;
}

function exact(value: Parameters<typeof toDecimal>[0]): string {
  return plainDecimal(toDecimal(value, 12));
}

function seconds(ms: number): string {
  return `${Math.ceil(ms / 1_000)}s`;
}

/** What Prometheus rules cannot say of an objective, without being wrong for it. */
export function prometheusNotes({ slug, definition }: ObjectiveSpec): ExportNote[] {
  const notes: ExportNote[] = [];
  const say = (path: string, message: string, remedy: string) =>
    notes.push({ objective: slug, path, message, remedy, isOmitted: false });
  if (definition.period.kind === "calendar")
    say("definition.period", "Factors are those of the present period.", "Export again in the next one.");
  if (definition.method.kind !== "occurrences")
    say("definition.method", "Alerts look at requests; minutes are not counted.", "Read the level in Signalbox.");
  return notes;
}
