import { z } from "zod";
import type { AlertFact } from "../../domain/fact";
import type { Parsed, RawDelivery, SignalParser, SourceFacts } from "../../port";
import { countsAsIncident, firstLabel } from "../alert-rule";
import { clipped, ignored, KeyText, MaybeUrl, maybeWords, reading, readJson, told, WhenMs, words } from "../reading";
import { settingsOf } from "../settings";
import { severityOf } from "../severity";
import { verifySharedSecret } from "../verification";

/**
 * Datadog's webhook with the payload that docs/signals.md publishes: Datadog has none of its own. One alert is a cycle, from when
 * its monitor triggered to when it recovered; the cycle's key is the same in both.
 */
const Body = z.object({
  cycle_key: KeyText,
  transition: words(60),
  /** Epoch milliseconds of the event. */
  date: WhenMs,
  title: maybeWords(500),
  alert_title: maybeWords(500),
  priority: maybeWords(40),
  link: MaybeUrl,
  tags: maybeWords(10_000),
  org_id: maybeWords(60),
});

/** Repetitions, warnings and silence say nothing new about an alert. */
const transitions: Readonly<Record<string, AlertFact["progress"]>> = {
  triggered: "firing",
  "no data": "firing",
  recovered: "resolved",
  "no data recovered": "resolved",
};

/** `service:shop,env:production,beta` as labels; a tag without a value is `true`. */
function labelsOf(tags: string | undefined): Record<string, string> {
  const parts = (tags ?? "").split(",").sort().slice(0, 100);
  const pairs = parts.map((part): [string, string] => {
    const at = part.indexOf(":");
    return at < 0
      ? [clipped(part, 200), "true"]
      : [clipped(part.slice(0, at), 200), clipped(part.slice(at + 1), 1_000)];
  });
  return Object.fromEntries(pairs.filter(([name]) => name !== ""));
}

function parse(raw: RawDelivery, source: SourceFacts): Parsed {
  const read = settingsOf("datadog", source);
  if (read.kind === "malformed") return read;
  const json = readJson(raw);
  if (json.kind === "malformed") return json;
  return reading(Body, json.json, (body) => {
    const word = body.transition.toLowerCase();
    const event = `alert.${word}`;
    const progress = Object.hasOwn(transitions, word) ? transitions[word] : undefined;
    if (progress === undefined) return ignored("not_interesting", event);
    const { settings } = read;
    const labels = labelsOf(body.tags);
    const severityWord = firstLabel(labels, settings.severityLabels ?? ["severity"]) ?? body.priority;
    return told(event, [
      {
        kind: "alert",
        subjectKey: `alert:datadog:${body.org_id ?? source.slug}:${body.cycle_key}`,
        occurredAt: body.date,
        progress,
        fingerprint: body.cycle_key,
        // A recovery does not say when it began; the earliest of the cycle's facts does.
        startsAt: body.date,
        title: body.alert_title ?? body.title ?? body.cycle_key,
        severity: severityOf(severityWord, settings.severities),
        service: firstLabel(labels, settings.serviceLabels ?? ["service"]),
        environment: firstLabel(labels, settings.environmentLabels ?? ["env", "environment"]) ?? settings.environment,
        labels,
        url: body.link,
        countsAsIncident: countsAsIncident(settings.incidents, { labels, severityWord }),
      },
    ]);
  });
}

export const datadogParser: SignalParser = {
  kind: "datadog",
  version: 1,
  verify: (raw, secrets) => verifySharedSecret(raw, secrets),
  senderId: () => null,
  parse,
};
