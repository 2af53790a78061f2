import type { SloDefinition, SloPeriod } from "../../contract";
import type { DocumentNode } from "./node";
import { annotatedMs, annotations, isDerivedFactor, namedRules, periodBoundsMs, shorthandMs } from "./openslo-terms";

type Alerting = SloDefinition["alerting"];

/** Finds a document of a kind by its name. */
export type Lookup = (kind: string, name: string) => DocumentNode | undefined;

export const defaultAlerting: Alerting = { graceMs: 0, quietMs: 120_000, minRequests: 20 };

const derive = "The engine derives the four rules of the SRE workbook from the period.";

/**
 * What alert policies of an SLO say, as settings of the engine. Conditions must be rules that the engine has: their factors are derived,
 * not set. Reads policies and conditions inline or by name.
 */
export function readAlerting(slo: DocumentNode, period: SloPeriod, lookup: Lookup): Alerting {
  const raw = slo.raw("alertPolicies");
  if (raw === undefined) return defaultAlerting;
  if (!Array.isArray(raw)) {
    slo.fault("alertPolicies", "This must be a list.", "Begin each policy with a dash.");
    return defaultAlerting;
  }
  const policies = raw.flatMap((one: unknown, index) => policyOf(slo, one, index, lookup) ?? []);
  if (policies.length > 1)
    slo.fault(
      "alertPolicies.1",
      "An objective has one alert policy.",
      "Put the conditions together into the first one.",
    );
  const [policy] = policies;
  return policy ? readPolicy(policy, period, lookup) : defaultAlerting;
}

function policyOf(slo: DocumentNode, one: unknown, index: number, lookup: Lookup): DocumentNode | undefined {
  if (typeof one !== "string") {
    const inline = slo.list("alertPolicies")[index];
    const reference = inline?.text("alertPolicyRef");
    return reference === undefined ? inline : found(slo, `alertPolicies.${index}`, "AlertPolicy", reference, lookup);
  }
  return found(slo, `alertPolicies.${index}`, "AlertPolicy", one, lookup);
}

function found(from: DocumentNode, at: string, kind: string, name: string, lookup: Lookup): DocumentNode | undefined {
  const node = lookup(kind, name);
  if (!node)
    from.fault(
      at,
      `There is no ${kind} “${name.slice(0, 63)}” in these files.`,
      "Add its document, or correct the name.",
    );
  return node;
}

function readPolicy(policy: DocumentNode, period: SloPeriod, lookup: Lookup): Alerting {
  const notes = readHead(policy);
  const spec = policy.child("spec");
  if (!spec) {
    policy.fault("spec", "This field is missing.", "Say its conditions.");
    return defaultAlerting;
  }
  spec.leaveOut(["description"], "Descriptions are not kept.");
  spec.leaveOut(["notificationTargets"], "Who is told is set in the product, not by objectives.");
  const whenNoData = spec.raw("alertWhenNoData");
  if (whenNoData === true)
    spec.fault("alertWhenNoData", "Without data an alert freezes; it does not fire.", "Write false.");
  if (spec.raw("alertWhenBreaching") === false)
    spec.fault("alertWhenBreaching", "Alerts fire when both windows burn too fast.", "Write true.");
  if (spec.raw("alertWhenResolved") === false)
    spec.note("alertWhenResolved", "That an alert ended is always on record.", "Write true, or leave it out.");
  const conditions = spec.list("conditions").flatMap((one) => {
    const reference = one.text("conditionRef");
    if (reference === undefined) return [one];
    return found(spec, "conditions", "AlertCondition", reference, lookup) ?? [];
  });
  const graces = conditions.map((one) => readCondition(one, period));
  sayMissing(spec, graces, period);
  const stated = new Set(graces.map(({ graceMs }) => graceMs));
  if (stated.size > 1)
    spec.fault("conditions", "One time to wait holds for all rules.", "Give every condition the same alertAfter.");
  return { ...defaultAlerting, ...notes, ...(stated.size > 0 ? { graceMs: [...stated][0] ?? 0 } : {}) };
}

/** Head of a policy or a condition; answers what our annotations say. */
function readHead(node: DocumentNode): Partial<Pick<Alerting, "quietMs" | "minRequests">> {
  node.text("apiVersion");
  node.text("kind");
  const metadata = node.child("metadata");
  if (!metadata) return {};
  metadata.text("name");
  metadata.leaveOut(["displayName", "labels"], "Names of alert policies are not kept.");
  const own = metadata.child("annotations");
  if (!own) return {};
  const quiet = own.text(annotations.quiet);
  const least = own.text(annotations.minRequests);
  own.text(annotations.shortWindow);
  const quietMs = quiet === undefined ? undefined : annotatedMs(quiet);
  if (quietMs === null) own.fault(annotations.quiet, "This is not a duration.", "Write it as 2m or 90s.");
  if (least !== undefined && !/^\d{1,7}$/.test(least))
    own.fault(annotations.minRequests, "This is not a number of requests.", 'Write it as "20".');
  return {
    ...(typeof quietMs === "number" ? { quietMs } : {}),
    ...(least !== undefined && /^\d{1,7}$/.test(least) ? { minRequests: Number(least) } : {}),
  };
}

interface ReadCondition {
  readonly window: string | undefined;
  readonly graceMs: number;
}

function readCondition(node: DocumentNode, period: SloPeriod): ReadCondition {
  readHead(node);
  const spec = node.child("spec");
  spec?.leaveOut(["description"], "Descriptions are not kept.");
  const severity = spec?.text("severity");
  const condition = spec?.child("condition");
  if (!spec || !condition) {
    node.fault("spec.condition", "This field is missing.", "Give kind, op, threshold and lookbackWindow.");
    return { window: undefined, graceMs: 0 };
  }
  if (condition.text("kind") !== "burnrate")
    condition.fault("kind", "Alerts look at burn rates only.", "Write burnrate.");
  const op = condition.text("op");
  if (op !== undefined && op !== "gt" && op !== "gte")
    condition.fault("op", "An alert fires above its threshold.", "Write gt.");
  else if (op === "gte") condition.note("op", "The engine fires above the threshold, not at it.", "Write gt.");
  const window = condition.text("lookbackWindow");
  checkRule(condition, { window, severity, period }, spec);
  return { window, graceMs: readGrace(condition) };
}

function readGrace(condition: DocumentNode): number {
  const after = condition.text("alertAfter");
  if (after === undefined) return 0;
  const graceMs = annotatedMs(after);
  if (graceMs !== null && graceMs <= 3_600_000) return graceMs;
  condition.fault("alertAfter", "An alert waits for at most an hour.", "Write it as 0m to 1h.");
  return 0;
}

function checkRule(
  condition: DocumentNode,
  said: { readonly window: string | undefined; readonly severity: string | undefined; readonly period: SloPeriod },
  spec: DocumentNode,
): void {
  const threshold = condition.number("threshold");
  const windowMs = said.window === undefined ? null : shorthandMs(said.window);
  const rules = namedRules(periodBoundsMs(said.period)[1]);
  const known = rules.find(({ rule }) => rule.longWindowMs === windowMs);
  if (!known || windowMs === null) {
    const windows = rules.map(({ window }) => window).join(", ");
    condition.fault("lookbackWindow", `There is no rule over this window. ${derive}`, `Choose one of ${windows}.`);
    return;
  }
  if (threshold === undefined || !isDerivedFactor(said.period, windowMs, threshold)) {
    const factor = Number(known.rule.factor.numerator) / Number(known.rule.factor.denominator);
    condition.fault(
      "threshold",
      `A threshold is not set. ${derive}`,
      `Write ${Math.round(factor * 100) / 100}, or leave the alert policy out.`,
    );
  }
  if (said.severity !== undefined && said.severity !== known.rule.severity)
    spec.fault(
      "severity",
      `The rule over ${known.window} is a ${known.rule.severity}.`,
      `Write ${known.rule.severity}.`,
    );
}

function sayMissing(spec: DocumentNode, conditions: readonly ReadCondition[], period: SloPeriod): void {
  const said = new Set(conditions.map(({ window }) => (window === undefined ? null : shorthandMs(window))));
  const others = namedRules(periodBoundsMs(period)[1]).filter(({ rule }) => !said.has(rule.longWindowMs));
  if (others.length === 0) return;
  const windows = others.map(({ window }) => window).join(", ");
  spec.note("conditions", `The engine also alerts over ${windows}.`, "Add these conditions, to have the file say it.");
}
