import type { Status } from "@/components/feedback/status";
import { formatDuration } from "@/components/feedback/time-format";
import type { SignalKind } from "@/lib/ingest/contract";
import type { DeliveryRow } from "@/lib/ingest/delivery-contract";
import type { SourceHealthView } from "@/lib/ingest/health-contract";

/** How signals are said on every page. */

export const kindTitles: Readonly<Record<SignalKind, string>> = {
  github: "GitHub",
  gitlab: "GitLab",
  jenkins: "Jenkins",
  azure_devops: "Azure DevOps",
  pagerduty: "PagerDuty",
  alertmanager: "Alertmanager",
  grafana: "Grafana",
  datadog: "Datadog",
  servicenow: "ServiceNow",
  jira: "Jira",
  cdevents: "CDEvents",
  cloudevents: "CloudEvents",
  standard_webhooks: "Standard Webhooks",
  push: "Plain push",
};

/** Where the secret goes on the sender's side. */
export const secretPlaces: Readonly<Record<SignalKind, string>> = {
  github: "Settings, Webhooks, Secret. Content type: application/json.",
  gitlab: "Settings, Webhooks: signing token where there is one, else Secret token.",
  jenkins: "Notification plugin: an HTTP endpoint with the secret in the header Authorization: Bearer.",
  azure_devops: "Service hooks, Web Hooks: Basic authentication with any user name and the secret as password.",
  pagerduty: "PagerDuty makes the secret itself: paste it here as the new secret.",
  alertmanager: "http_config: authorization with the secret as credentials.",
  grafana: "Contact point, Webhook: Authorization scheme Bearer with the secret as credentials.",
  datadog: "Webhooks integration: the header Authorization: Bearer with the secret.",
  servicenow: "The business rule sends the secret in the header Authorization: Bearer.",
  jira: "System, Webhooks, Secret.",
  cdevents: "The header Authorization: Bearer with the secret, or a Standard Webhooks signature.",
  cloudevents: "The header Authorization: Bearer with the secret, or a Standard Webhooks signature.",
  standard_webhooks: "The signing secret of Standard Webhooks.",
  push: "The header Authorization: Bearer with the secret.",
};

type Pulse = SourceHealthView["pulse"];

/** A source as a status: silence is never green, and what is not known is no data. */
export function sourceStatus({ source, pulse, quality }: SourceHealthView): {
  readonly status: Status;
  readonly label: string;
} {
  if (!source.isEnabled) return { status: "neutral", label: "Off" };
  if (pulse.state === "never") return { status: "no_data", label: "Never heard" };
  if (pulse.state === "unknown") return { status: "no_data", label: "Getting to know" };
  if (pulse.state === "silent") return { status: "failed", label: "Silent" };
  if (quality.score !== null && quality.score < 90) return { status: "at_risk", label: "Needs a look" };
  return { status: "healthy", label: "Heard" };
}

/** How a source is heard, in a sentence. */
export function pulseSentence(pulse: Pulse): string {
  const silence = formatDuration(pulse.silentMs ?? 0);
  if (pulse.state === "never") return "Nothing has come yet.";
  if (pulse.state === "unknown") return `Last heard ${silence} ago; too few events so far to know how often it speaks.`;
  const usual = formatDuration(pulse.usualIntervalMs ?? 0);
  if (pulse.state === "live") return `Last heard ${silence} ago; it usually speaks at least every ${usual}.`;
  return `Silent for ${silence}, although it usually speaks at least every ${usual}. Figures that it feeds are not complete.`;
}

const partTitles = {
  heard: "Heard",
  verified: "Verified",
  readable: "Readable",
  mapped: "Names known",
  timely: "In time",
} as const;

const partUnits = {
  heard: "gaps",
  verified: "bodies",
  readable: "deliveries",
  mapped: "facts",
  timely: "facts",
} as const;

/** One part of the quality score: its name and what it says. */
export function partWords(part: SourceHealthView["quality"]["parts"][number]): {
  readonly title: string;
  readonly value: string;
} {
  const title = partTitles[part.name];
  if (part.ratio === null) return { title, value: "not known yet" };
  if (part.name === "heard") return { title, value: part.ratio === 1 ? "yes" : "no, it is silent" };
  return { title, value: `${(Math.floor(part.ratio * 1_000) / 10).toString()} % of ${part.n} ${partUnits[part.name]}` };
}

const stateStatuses: Readonly<Record<DeliveryRow["state"], Status>> = {
  received: "waiting",
  parsed: "healthy",
  ignored: "neutral",
  dead: "failed",
};

/** What became of a delivery: `wrong_fields` is said as "Wrong fields". */
export function deliveryStatus({ state, outcome }: Pick<DeliveryRow, "state" | "outcome">): {
  readonly status: Status;
  readonly label: string;
} {
  return {
    status: stateStatuses[state],
    label: outcomeWords(state === "received" ? "waits to be read" : (outcome ?? state)),
  };
}

/** The name of an outcome as words. */
export function outcomeWords(outcome: string): string {
  const words = outcome.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** 1 536 as "1.5 KiB". */
export function sizeWords(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`;
  const kib = bytes / 1_024;
  return kib < 1_024 ? `${kib.toFixed(kib < 10 ? 1 : 0)} KiB` : `${(kib / 1_024).toFixed(1)} MiB`;
}
