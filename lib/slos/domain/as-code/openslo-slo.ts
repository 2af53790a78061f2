import { fromDecimal } from "@/lib/kernel/rational";
import type { SloDefinition, SloMethod, SloPeriod } from "../../contract";
import type { Meter, Sli } from "../../sli-contract";
import { readDependencies } from "./dependencies-text";
import type { DocumentNode } from "./node";
import { type Lookup, readAlerting } from "./openslo-alerts";
import { annotations, calendarUnit, shorthandMs, sourceType, startMonthOf } from "./openslo-terms";
import { type ObjectiveSpec, percentText, plainPeriod } from "./spec";

const dayMs = 86_400_000;
const notKept = "Descriptions are not kept.";

/**
 * An OpenSLO `SLO` as an objective; null when it cannot be one. Faults, also of documents that it names, are left in their nodes.
 * `environment` is where documents belong that name none.
 */
export function readSlo(node: DocumentNode, lookup: Lookup, environment: string | undefined): ObjectiveSpec | null {
  const head = readHead(node, environment);
  const spec = node.child("spec");
  if (!spec) {
    node.fault("spec", "This field is missing.", "Say what is promised.");
    return null;
  }
  spec.leaveOut(["description"], notKept);
  const service = spec.text("service");
  if (service === undefined) spec.fault("service", "This field is missing.", "Name a service of the catalog.");
  const period = readPeriod(spec);
  const sli = readIndicator(spec, lookup);
  const objective = readTarget(spec);
  const alerting = readAlerting(spec, period ?? { kind: "rolling", days: 30 }, lookup);
  if (!head || service === undefined || !period || !sli || !objective) return null;
  const { dependsOn, ...names } = head;
  const definition: SloDefinition = { sli, period, alerting, ...objective, ...(dependsOn ? { dependsOn } : {}) };
  return { ...names, service, definition };
}

function readHead(node: DocumentNode, fallback: string | undefined) {
  node.text("apiVersion");
  node.text("kind");
  const metadata = node.child("metadata");
  if (!metadata) {
    node.fault("metadata", "This field is missing.", "Give the objective a name.");
    return null;
  }
  const slug = metadata.text("name");
  const name = metadata.text("displayName") ?? slug;
  if (slug === undefined) metadata.fault("name", "This field is missing.", "Give the objective a short name.");
  const own = metadata.child("annotations");
  const labels = metadata.child("labels");
  const environment = own?.text(annotations.environment) ?? labels?.text("environment") ?? fallback;
  const stands = own?.text(annotations.dependsOn);
  const dependsOn = stands === undefined ? null : readDependencies(stands);
  if (stands !== undefined && dependsOn === null)
    own?.fault(annotations.dependsOn, "These are no dependencies.", "Write them as objective:database, vendor:cdn.");
  own?.leaveOut(own.others(), "Annotations of others are not kept.");
  labels?.leaveOut(labels.others(), "Labels are not kept: services and teams are in the catalog.");
  if (environment === undefined) {
    const remedy = `Add the annotation ${annotations.environment}, or say the environment when you plan.`;
    metadata.fault(
      `annotations.${annotations.environment}`,
      "OpenSLO has no environment, and this names none.",
      remedy,
    );
  }
  if (slug === undefined || name === undefined || environment === undefined) return null;
  return { slug, name, environment, dependsOn };
}

function readPeriod(spec: DocumentNode): SloPeriod | null {
  const [window, ...others] = spec.list("timeWindow");
  if (!window) {
    spec.fault("timeWindow", "This field is missing.", "Give one window, such as 30d, rolling.");
    return null;
  }
  if (others.length > 0) spec.fault("timeWindow.1", "An objective has one window.", "Write an SLO for each window.");
  const duration = window.text("duration") ?? "";
  const calendar = window.child("calendar");
  const isRolling = window.raw("isRolling") ?? calendar === undefined;
  if (isRolling !== true) return calendarPeriod(window, duration, calendar);
  if (calendar) window.fault("calendar", "A rolling window has no calendar.", "Remove it, or write isRolling: false.");
  const ms = shorthandMs(duration);
  if (ms !== null && ms % dayMs === 0 && ms >= dayMs && ms <= 90 * dayMs) return { kind: "rolling", days: ms / dayMs };
  window.fault("duration", "A rolling window has whole days, 1 to 90.", "Write it as 28d or 4w.");
  return null;
}

function calendarPeriod(window: DocumentNode, duration: string, calendar: DocumentNode | undefined): SloPeriod | null {
  const unit = calendarUnit(duration);
  if (unit === null) {
    const remedy = duration === "1m" ? "Write 1M for a month; 1m is a minute." : "Write 1w, 1M, 1Q or 1Y.";
    window.fault("duration", "A calendar window is a week, a month, a quarter or a year.", remedy);
  }
  const timeZone = calendar?.text("timeZone");
  const start = calendar?.text("startTime");
  if (timeZone === undefined)
    window.fault("calendar.timeZone", "This field is missing.", "Give an IANA name such as Europe/Berlin.");
  const startMonth = unit === null || start === undefined ? 1 : startMonthOf(start, unit);
  if (startMonth === null) {
    const begins = unit === "week" ? "on a Monday" : "on the first of a month";
    window.fault("calendar.startTime", `A ${unit} begins ${begins}, at midnight.`, "Write it as 2024-01-01 00:00:00.");
  }
  if (unit === null || timeZone === undefined || startMonth === null) return null;
  return plainPeriod({ kind: "calendar", unit, timeZone, fiscalYearStartMonth: startMonth });
}

function readIndicator(spec: DocumentNode, lookup: Lookup): Sli | null {
  const reference = spec.text("indicatorRef");
  const inline = spec.child("indicator");
  if (reference !== undefined && inline)
    spec.fault("indicatorRef", "An SLO has one indicator.", "Keep either indicator or indicatorRef.");
  const node = reference === undefined ? inline : lookup("SLI", reference);
  if (!node) {
    const at = reference === undefined ? "indicator" : "indicatorRef";
    spec.fault(at, "There is no such indicator in these files.", "Add its document, or write it in place.");
    return null;
  }
  node.text("apiVersion");
  node.text("kind");
  const metadata = node.child("metadata");
  metadata?.text("name");
  metadata?.leaveOut(["displayName", "labels", "annotations"], "Names of indicators are not kept.");
  const own = node.child("spec");
  own?.leaveOut(["description"], notKept);
  own?.refuse(
    ["thresholdMetric"],
    "Levels are counted in requests, not measured.",
    "Use a ratioMetric of good and total.",
  );
  const ratio = own?.child("ratioMetric");
  if (!ratio) {
    node.fault("spec.ratioMetric", "This field is missing.", "Count good and total requests.");
    return null;
  }
  return readRatio(ratio);
}

const sourceRemedy = `Use metricSource.type: ${sourceType} with spec.sli: availability or latency.`;

function readRatio(ratio: DocumentNode): Sli | null {
  ratio.refuse(["bad"], "Good requests are counted, not bad ones.", "Write good and total.");
  ratio.refuse(
    ["raw", "rawType"],
    "Ratios that were divided already cannot be added up.",
    "Count good and total requests.",
  );
  if (ratio.raw("counter") === false) ratio.fault("counter", "Requests are counted by counters.", "Write true.");
  const good = readSource(ratio, "good");
  const total = readSource(ratio, "total");
  if (!good || !total) return null;
  total.refuse(
    ["sli", "thresholdMs", "check", "meter"],
    "All requests are the total.",
    "Leave the spec of total empty.",
  );
  const sli = good.text("sli");
  const thresholdMs = good.number("thresholdMs");
  const slug = good.text("check");
  const check = slug === undefined ? {} : { check: slug };
  // What is in it is checked with the bounds that the product sets on any objective.
  if (sli === "ratio") return { kind: "ratio", meter: good.raw("meter") as Meter };
  if (sli === "availability") {
    if (thresholdMs !== undefined) good.fault("thresholdMs", "Availability has no threshold.", "Remove it.");
    return { kind: "availability", ...check };
  }
  if (sli !== "latency")
    good.fault("sli", "This indicator is not known here.", "Write availability, latency or ratio.");
  else if (thresholdMs === undefined)
    good.fault("thresholdMs", "This field is missing.", "Give the threshold in milliseconds.");
  else return { kind: "latency", thresholdMs, ...check };
  return null;
}

/** The `spec` of a metric source of ours; null with a fault for any other. */
function readSource(ratio: DocumentNode, part: "good" | "total"): DocumentNode | null {
  const source = ratio.child(part)?.child("metricSource");
  if (!source) {
    ratio.fault(part, "This field is missing.", sourceRemedy);
    return null;
  }
  source.refuse(
    ["metricSourceRef"],
    "Queries of other systems are not run: requests are counted at the target.",
    sourceRemedy,
  );
  const type = source.text("type");
  if (type?.toLowerCase() !== sourceType) {
    source.fault("type", "Queries of other systems are not run: requests are counted at the target.", sourceRemedy);
    source.raw("spec");
    return null;
  }
  const spec = source.child("spec");
  if (!spec) source.fault("spec", "This field is missing.", sourceRemedy);
  return spec ?? null;
}

/** Target and method: the one entry of `objectives`. */
function readTarget(spec: DocumentNode): { targetPercent: string; method: SloMethod } | null {
  const [objective, ...others] = spec.list("objectives");
  if (!objective) {
    spec.fault("objectives", "This field is missing.", "Give one objective with its target.");
    return null;
  }
  if (others.length > 0) spec.fault("objectives.1", "An SLO has one objective here.", "Write an SLO for each of them.");
  objective.leaveOut(["displayName"], "The name of the SLO is kept, that of its objective is not.");
  objective.refuse(["op", "value"], "They belong to threshold metrics.", "Put the threshold into the indicator.");
  objective.refuse(
    ["indicator", "indicatorRef", "compositeWeight"],
    "Composite objectives are not known here.",
    "Write an SLO for each part.",
  );
  const targetPercent = readShare(objective, "target", "targetPercent");
  const method = readMethod(spec, objective);
  return targetPercent === null || method === null ? null : { targetPercent, method };
}

function readShare(node: DocumentNode, share: string, percent: string | null): string | null {
  const given = percent === null ? undefined : node.number(percent);
  const value = node.number(share);
  if (given !== undefined && value !== undefined && percent !== null)
    node.fault(percent, `It says the same as ${share}.`, "Keep one of them.");
  const text = given === undefined ? shareAsPercent(value) : plainNumber(given);
  if (text === null) {
    node.fault(
      share,
      value === undefined ? "This field is missing." : "Give at most eight decimals.",
      "Write it as 0.999.",
    );
    return null;
  }
  return text;
}

/** A share of YAML (0.999) as percent text; null without one or with more than eight decimals. */
function shareAsPercent(value: number | undefined): string | null {
  const text = plainNumber(value);
  return text === null ? null : percentText(fromDecimal(text));
}

/** A number as decimal text, without an exponent; null when it has one or is below 0. */
function plainNumber(value: number | undefined): string | null {
  const text = String(value);
  return /^\d{1,3}(\.\d{1,12})?$/.test(text) ? text : null;
}

function readMethod(spec: DocumentNode, objective: DocumentNode): SloMethod | null {
  const method = spec.text("budgetingMethod");
  if (method === "Timeslices" || method === "RatioTimeslices") {
    const window = objective.text("timeSliceWindow");
    if (window !== undefined && window !== "1m")
      objective.fault("timeSliceWindow", "A slice is a minute.", "Write 1m.");
    if (method === "Timeslices") {
      const slicePercent = readShare(objective, "timeSliceTarget", null);
      return slicePercent === null ? null : { kind: "timeslices", slicePercent };
    }
    objective.refuse(["timeSliceTarget"], "It belongs to Timeslices.", "Remove it.");
    return { kind: "ratio_timeslices" };
  }
  objective.refuse(["timeSliceTarget", "timeSliceWindow"], "They belong to Timeslices.", "Remove them.");
  if (method === "Occurrences") return { kind: "occurrences" };
  const remedy = "Write Occurrences, Timeslices or RatioTimeslices.";
  spec.fault("budgetingMethod", "This method is not known here.", remedy);
  return null;
}
