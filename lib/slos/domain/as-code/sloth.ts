import type { ExportNote } from "../../as-code-contract";
import type { QueriedObjective } from "./prometheus-rules";
import { type ObjectiveSpec, plainDecimal } from "./spec";

/** Periods for which Sloth has windows without a catalogue of one's own. */
const slothDays = [28, 30];

/** Why Sloth cannot say an objective at all; null when it can. */
export function slothObstacle({ definition }: ObjectiveSpec): Pick<ExportNote, "path" | "message" | "remedy"> | null {
  if (definition.period.kind === "calendar") {
    return {
      path: "definition.period",
      message: "Sloth has rolling periods only.",
      remedy: "Export it as prometheus or openslo.",
    };
  }
  if (definition.method.kind !== "occurrences") {
    return { path: "definition.method", message: "Sloth counts requests only.", remedy: "Export it as openslo." };
  }
  return null;
}

/** What is lost of an objective that Sloth can say. */
export function slothNotes({ slug, definition }: ObjectiveSpec): ExportNote[] {
  const notes: ExportNote[] = [];
  const say = (path: string, message: string, remedy: string) =>
    notes.push({ objective: slug, path, message, remedy, isOmitted: false });
  const { period, alerting } = definition;
  if (period.kind === "rolling") {
    const remedy = slothDays.includes(period.days)
      ? `Run sloth with --default-slo-period=${period.days}d.`
      : `Run sloth with --default-slo-period=${period.days}d and a catalogue of windows for it.`;
    if (period.days !== 30) say("definition.period.days", "The period of Sloth is a setting of its run.", remedy);
  }
  const lost = [
    ["graceMs", alerting.graceMs, "Sloth waits for nothing before it alerts."],
    ["quietMs", alerting.quietMs, "Sloth ends an alert at once."],
    ["minRequests", alerting.minRequests, "Sloth alerts on a single request."],
  ] as const;
  for (const [name, value, message] of lost)
    if (value > 0) say(`definition.alerting.${name}`, message, "Export it as prometheus, which can say it.");
  return notes;
}

/** Objectives as Sloth specifications (`prometheus/v1`), a document for each service. */
export function slothSpecs(objectives: readonly QueriedObjective[]): object[] {
  const services = [...new Set(objectives.map(({ spec }) => spec.service))].sort();
  return services.map((service) => ({
    version: "prometheus/v1",
    service,
    labels: { origin: "signalbox" },
    slos: objectives.filter(({ spec }) => spec.service === service).map(slothSlo),
  }));
}

function slothSlo({ spec, queries }: QueriedObjective): object {
  return {
    name: spec.slug,
    objective: Number(plainDecimal(spec.definition.targetPercent)),
    description: spec.name,
    labels: { environment: spec.environment },
    sli: { events: { error_query: queries.bad, total_query: queries.total } },
    alerting: {
      name: "SloBudgetBurn",
      labels: { slo: spec.slug },
      page_alert: { labels: { severity: "page" } },
      ticket_alert: { labels: { severity: "ticket" } },
    },
  };
}
