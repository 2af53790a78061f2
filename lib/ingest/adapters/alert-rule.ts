import { fits } from "../domain/pattern";

/** The first of the labels that is there and not empty. */
export function firstLabel(labels: Readonly<Record<string, string>>, names: readonly string[]): string | undefined {
  const found = names.find((name) => Object.hasOwn(labels, name) && labels[name] !== "");
  return found === undefined ? undefined : labels[found];
}

interface IncidentRule {
  readonly severities?: readonly string[] | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/** Does the source's rule say that the alert is an incident? Without a rule none is: every alert counted drowns the figures. */
export function countsAsIncident(
  rule: IncidentRule | undefined,
  alert: { readonly labels: Readonly<Record<string, string>>; readonly severityWord: string | undefined },
): boolean {
  if (rule === undefined) return false;
  const word = alert.severityWord?.toLowerCase();
  const isSevere = rule.severities === undefined || rule.severities.some((one) => one.toLowerCase() === word);
  const wanted = Object.entries(rule.labels ?? {});
  return isSevere && wanted.every(([name, pattern]) => fits(pattern, firstLabel(alert.labels, [name]) ?? ""));
}
