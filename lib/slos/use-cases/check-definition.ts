import { AppError } from "@/lib/kernel/app-error";
import type { Instant } from "@/lib/kernel/instant";
import type { Reason } from "@/lib/kernel/result";
import { isTimeZone } from "@/lib/kernel/zoned-time";
import type { SloDefinition } from "../contract";
import { deadRules, rulesOf } from "../domain/evaluation";

/** Throws `invalid_input` with every reason why this definition cannot do what it says. */
export function checkDefinition(definition: SloDefinition, now: Instant): void {
  const zone = definition.period.kind === "calendar" ? definition.period.timeZone : "UTC";
  const reasons = isTimeZone(zone)
    ? [...deadReasons(definition, now), ...derivedReasons(definition)]
    : [unknownZone(zone, "definition.period.timeZone")];
  if (reasons.length > 0)
    throw new AppError("invalid_input", { detail: "This objective cannot do what it says.", reasons });
}

/** What is made of other levels or of deliveries has no minutes that could be judged one by one. */
function derivedReasons({ sli, method }: SloDefinition): Reason[] {
  const reasons: Reason[] = [];
  if ((sli.kind === "composite" || sli.kind === "delivery") && method.kind !== "occurrences")
    reasons.push({
      code: "method_without_minutes",
      field: "definition.method",
      message: "Minutes can be judged only where requests are counted by the minute.",
      remedy: "Count by occurrences.",
    });
  if (sli.kind === "ratio" && sli.meter.kind === "pushed" && method.kind !== "occurrences")
    reasons.push({
      code: "method_with_samples",
      field: "definition.method",
      message: "A minute of a sampled stream has too few events to be judged by itself.",
      remedy: "Count by occurrences.",
    });
  if (sli.kind === "delivery" && sli.measure === "deployment_frequency" && !isTimeZone(sli.timeZone))
    reasons.push(unknownZone(sli.timeZone, "definition.sli.timeZone"));
  return reasons;
}

function unknownZone(zone: string, field: string): Reason {
  return {
    code: "unknown_zone",
    field,
    message: `There is no time zone “${zone.slice(0, 64)}”.`,
    remedy: "Give an IANA name such as Europe/Berlin.",
  };
}

function deadReasons(definition: SloDefinition, now: Instant): Reason[] {
  const rules = rulesOf(definition, now);
  return deadRules(definition, now).map((index) => ({
    code: "alert_never_fires",
    field: "definition.targetPercent",
    message:
      `The alert over ${Math.round((rules[index]?.longWindowMs ?? 0) / 3_600_000)} h can never fire: a total outage does not burn ` +
      `${definition.targetPercent} % fast enough.`,
    remedy: "Raise the target, or shorten the period.",
  }));
}
