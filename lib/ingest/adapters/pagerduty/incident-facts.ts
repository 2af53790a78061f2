import { z } from "zod";
import type { Instant } from "@/lib/kernel/instant";
import type { Fact, IncidentFact } from "../../domain/fact";
import { incidentKey, type KeySpace, ownIncidentKey } from "../../domain/subject-key";
import type { VendorSettings } from "../../vendor-settings-contract";
import { KeyText, MaybeUrl, maybe, maybeWords, toSecond, When } from "../reading";
import { type Severity, severityOf } from "../severity";

/** What PagerDuty says of an incident, in a webhook (v3) or in its log. The log has whole seconds: so have both. */

export type Settings = VendorSettings<"pagerduty">;

/** One space for all accounts: PagerDuty's ids are unique among them. */
export const pagerdutySpace: KeySpace = { system: "pagerduty", host: "pagerduty.com" };

export const Second = When.transform(toSecond) as z.ZodType<Instant>;

export const Reference = z.object({ id: KeyText, summary: maybeWords(), type: maybeWords(60) });

export const Incident = z.object({
  id: KeyText,
  title: maybeWords(500),
  summary: maybeWords(500),
  html_url: MaybeUrl,
  /** The dedup_key of the event that opened it. */
  incident_key: maybeWords(255),
  urgency: maybeWords(40),
  priority: maybe(z.object({ summary: maybeWords(60) })),
  service: maybe(Reference),
  resolve_reason: maybe(z.object({ type: maybeWords(60), incident: maybe(z.object({ id: KeyText })) })),
});
export type Incident = z.infer<typeof Incident>;

export interface Happening {
  readonly what: IncidentFact["what"];
  readonly at: Instant;
  /** Only people: integrations that trigger and resolve are nobody. */
  readonly by?: string | undefined;
  readonly detail?: string | undefined;
}

/** The name of a person; undefined for a service or an integration. */
export function personOf(agent: z.infer<typeof Reference> | undefined): string | undefined {
  return agent?.type?.startsWith("user") ? agent.summary : undefined;
}

/** Priority says more than urgency, which has two values. */
export function severityIn(incident: Incident, settings: Settings): Severity | undefined {
  return (
    severityOf(incident.priority?.summary, settings.severities) ?? severityOf(incident.urgency, settings.severities)
  );
}

function happeningFact(incident: Incident, { what, at, by, detail }: Happening, settings: Settings): Fact {
  const mergedInto = what === "merged" ? incident.resolve_reason?.incident?.id : undefined;
  const told =
    what === "triggered"
      ? {
          title: incident.title ?? incident.summary,
          service: incident.service?.summary,
          environment: settings.environment,
          url: incident.html_url,
        }
      : {};
  return {
    kind: "incident",
    subjectKey: incidentKey(pagerdutySpace, incident.id),
    key: incident.id,
    occurredAt: at,
    what,
    by,
    detail,
    ...told,
    mergedInto: mergedInto === undefined ? undefined : incidentKey(pagerdutySpace, mergedInto),
  };
}

/** What happened, and for an incident that one of our own alarms opened that it is a duplicate of ours. */
export function happeningFacts(incident: Incident, happening: Happening, settings: Settings): Fact[] {
  const fact = happeningFact(incident, happening, settings);
  const alarmId = /^signalbox:(\w{1,64})$/.exec(incident.incident_key ?? "")?.[1];
  if (alarmId === undefined) return [fact];
  const { subjectKey, key, occurredAt } = fact as Fact & IncidentFact;
  const mergedInto = ownIncidentKey(alarmId);
  return [fact, { kind: "incident", subjectKey, key, occurredAt, what: "merged", mergedInto }];
}

export function severityFact(incident: Incident, at: Instant, settings: Settings): Fact[] {
  const severity = severityIn(incident, settings);
  if (severity === undefined) return [];
  const subjectKey = incidentKey(pagerdutySpace, incident.id);
  return [{ kind: "incident", subjectKey, key: incident.id, what: "severity", occurredAt: at, severity }];
}

/** Was it closed because another incident stands for it? */
export function isMerged(incident: Incident): boolean {
  return incident.resolve_reason?.type === "merge_resolve_reason";
}
