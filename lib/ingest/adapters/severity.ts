import type { IncidentFact } from "../domain/fact";

export type Severity = NonNullable<IncidentFact["severity"]>;

const usualWords: Readonly<Record<string, Severity>> = {
  critical: "critical",
  blocker: "critical",
  highest: "critical",
  emergency: "critical",
  p0: "critical",
  p1: "critical",
  sev0: "critical",
  sev1: "critical",
  "1": "critical",
  high: "high",
  major: "high",
  error: "high",
  p2: "high",
  sev2: "high",
  "2": "high",
  medium: "medium",
  moderate: "medium",
  warning: "medium",
  warn: "medium",
  p3: "medium",
  sev3: "medium",
  "3": "medium",
  low: "low",
  minor: "low",
  lowest: "low",
  planning: "low",
  info: "low",
  p4: "low",
  p5: "low",
  sev4: "low",
  sev5: "low",
  "4": "low",
  "5": "low",
};

/**
 * The sender's word for severity in ours: by the source's own table first, then by the usual words; `1 - Critical`, `SEV-1` and
 * `P1` are read by their first part. Undefined when it says nothing that we know.
 */
export function severityOf(
  word: string | undefined,
  own: Readonly<Record<string, Severity>> | undefined,
): Severity | undefined {
  if (word === undefined) return undefined;
  const asked = word.trim().toLowerCase();
  const given = Object.entries(own ?? {}).find(([name]) => name.trim().toLowerCase() === asked);
  if (given) return given[1];
  const whole = asked.replace(/^(sev|p)[- ](\d)/, "$1$2");
  const first = whole.split(/[^a-z0-9]+/)[0] ?? "";
  return [whole, first].filter((one) => Object.hasOwn(usualWords, one)).map((one) => usualWords[one])[0];
}
