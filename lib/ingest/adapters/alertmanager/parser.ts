import { z } from "zod";
import type { AlertFact, Fact } from "../../domain/fact";
import { alertKey, type KeySpace } from "../../domain/subject-key";
import type { Parsed, RawDelivery, SignalParser, SourceFacts, Verification } from "../../port";
import type { VendorSettings } from "../../vendor-settings-contract";
import { countsAsIncident, firstLabel } from "../alert-rule";
import { clipped, ignored, KeyText, MaybeUrl, MaybeWhen, reading, readJson, told, When, words } from "../reading";
import { settingsOf } from "../settings";
import { severityOf } from "../severity";
import { refused, verifyHexSignature, verifySharedSecret } from "../verification";

/**
 * Alertmanager's webhook (version 4) and Grafana's, which has the same form with more in it. A body is about a group: its own
 * status says nothing about an alert, and firing and resolved ones stand side by side.
 */

const mostLabels = 100;

/** Text only, in the order of names, so that the order in which they were sent says nothing. */
function labelsOf(all: Readonly<Record<string, unknown>>): Record<string, string> {
  const pairs = Object.entries(all)
    .filter((one): one is [string, string] => typeof one[1] === "string" && one[0].trim() !== "")
    .map(([name, value]): [string, string] => [clipped(name, 200), clipped(value, 1_000)])
    .sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(pairs.slice(0, mostLabels));
}

const Labels = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((all) => labelsOf(all ?? {}));

const Alert = z.object({
  status: z.enum(["firing", "resolved"]),
  labels: Labels,
  startsAt: When,
  /** The year 1 while it fires. */
  endsAt: MaybeWhen,
  generatorURL: MaybeUrl,
  fingerprint: KeyText,
});

const Body = z.object({
  receiver: words().optional(),
  truncatedAlerts: z.number().nullish(),
  alerts: z.array(Alert),
});

type Settings = VendorSettings<"alertmanager">;

function alertFacts(alert: z.infer<typeof Alert>, settings: Settings, space: KeySpace): Fact[] {
  const { labels, fingerprint, startsAt } = alert;
  const severityWord = firstLabel(labels, settings.severityLabels ?? ["severity", "priority", "level"]);
  const base: Omit<AlertFact, "progress"> & { readonly subjectKey: string } = {
    kind: "alert",
    subjectKey: alertKey(space, fingerprint, startsAt),
    fingerprint,
    startsAt,
    // Labels, since summaries hold numbers that change while the alert stays the same.
    title: labels.alertname ?? fingerprint,
    severity: severityOf(severityWord, settings.severities),
    service: firstLabel(labels, settings.serviceLabels ?? ["service"]),
    environment: firstLabel(labels, settings.environmentLabels ?? ["environment", "env"]) ?? settings.environment,
    labels,
    url: alert.generatorURL,
    countsAsIncident: countsAsIncident(settings.incidents, { labels, severityWord }),
  };
  const firing: Fact = { ...base, progress: "firing", occurredAt: startsAt };
  const hasEnded = alert.status === "resolved" && alert.endsAt !== undefined;
  return hasEnded ? [firing, { ...base, progress: "resolved", occurredAt: alert.endsAt ?? startsAt }] : [firing];
}

function parseAs(kind: "alertmanager" | "grafana", raw: RawDelivery, source: SourceFacts): Parsed {
  const read = settingsOf(kind, source);
  if (read.kind === "malformed") return read;
  const json = readJson(raw);
  if (json.kind === "malformed") return json;
  const space = { system: kind, host: source.slug };
  return reading(Body, json.json, ({ alerts, truncatedAlerts }) => {
    if (alerts.length === 0) return ignored("no_alerts", "alerts");
    const cut = truncatedAlerts ? `; ${truncatedAlerts} more were left out by the sender` : "";
    return told(
      `${alerts.length} alerts${cut}`,
      alerts.flatMap((alert) => alertFacts(alert, read.settings, space)),
    );
  });
}

export const alertmanagerParser: SignalParser = {
  kind: "alertmanager",
  version: 1,
  verify: (raw, secrets) => verifySharedSecret(raw, secrets),
  senderId: () => null,
  parse: (raw, source) => parseAs("alertmanager", raw, source),
};

const grafanaSignature = "x-grafana-alerting-signature";
const grafanaTimestamp = "x-grafana-alerting-timestamp";
const toleranceMs = 5 * 60_000;

/** Grafana signs when a secret is set: the body, or `timestamp:body` when the header for the time is set too. */
function verifyGrafana(raw: RawDelivery, secrets: readonly string[], now: number): Verification {
  if (raw.headers[grafanaSignature] === undefined) return verifySharedSecret(raw, secrets);
  const timestamp = raw.headers[grafanaTimestamp];
  if (timestamp === undefined) return verifyHexSignature(raw, secrets, { header: grafanaSignature, prefix: "" });
  if (!/^\d{1,12}$/.test(timestamp)) return refused("wrong_signature", "The time of the signature is not a number.");
  if (Math.abs(now - Number(timestamp) * 1_000) > toleranceMs) {
    return refused("stale_signature", "The signature is more than 5 minutes from now; check Grafana's clock.");
  }
  return verifyHexSignature(raw, secrets, { header: grafanaSignature, prefix: "", signedBefore: `${timestamp}:` });
}

export const grafanaParser: SignalParser = {
  kind: "grafana",
  version: 1,
  verify: verifyGrafana,
  senderId: () => null,
  parse: (raw, source) => parseAs("grafana", raw, source),
};
