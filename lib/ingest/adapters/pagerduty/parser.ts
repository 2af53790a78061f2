import { z } from "zod";
import type { IncidentFact } from "../../domain/fact";
import { incidentKey } from "../../domain/subject-key";
import type { Parsed, RawDelivery, SignalParser, SourceFacts } from "../../port";
import { ignored, maybe, maybeWords, reading, readJson, told, words } from "../reading";
import { settingsOf } from "../settings";
import { verifyHexSignature } from "../verification";
import {
  happeningFacts,
  Incident,
  isMerged,
  pagerdutySpace,
  personOf,
  Reference,
  Second,
  type Settings,
  severityFact,
} from "./incident-facts";

/** PagerDuty's webhooks, version 3: https://developer.pagerduty.com/docs/webhooks-overview. */

const Head = z.object({
  event: z.object({
    event_type: words(100),
    occurred_at: Second,
    agent: maybe(Reference),
    data: z.unknown(),
  }),
});

const happenings: Readonly<Record<string, IncidentFact["what"]>> = {
  "incident.triggered": "triggered",
  "incident.acknowledged": "acknowledged",
  "incident.resolved": "resolved",
  "incident.reopened": "reopened",
};

/** Written by people into an incident. */
const Note = z.object({
  incident: Reference,
  content: maybeWords(2_000),
  message: maybeWords(2_000),
});

type Event = z.infer<typeof Head>["event"];

function readIncident(event: Event, settings: Settings, usual: IncidentFact["what"]): Parsed {
  return reading(Incident, event.data, (incident) => {
    const what = usual === "resolved" && isMerged(incident) ? "merged" : usual;
    const happening = { what, at: event.occurred_at, by: personOf(event.agent) };
    const severity = what === "triggered" ? severityFact(incident, event.occurred_at, settings) : [];
    return told(event.event_type, [...happeningFacts(incident, happening, settings), ...severity]);
  });
}

function readNote(event: Event): Parsed {
  return reading(Note, event.data, ({ incident, content, message }) =>
    told(event.event_type, [
      {
        kind: "incident",
        subjectKey: incidentKey(pagerdutySpace, incident.id),
        key: incident.id,
        what: "note",
        occurredAt: event.occurred_at,
        by: personOf(event.agent),
        detail: content ?? message,
      },
    ]),
  );
}

function readEvent(event: Event, settings: Settings): Parsed {
  const type = event.event_type;
  const what = Object.hasOwn(happenings, type) ? happenings[type] : undefined;
  if (what !== undefined) return readIncident(event, settings, what);
  switch (type) {
    case "incident.priority_updated":
      return reading(Incident, event.data, (incident) =>
        told(type, severityFact(incident, event.occurred_at, settings)),
      );
    case "incident.annotated":
    case "incident.status_update_published":
      return readNote(event);
    case "pagey.ping":
      return ignored("ping", type);
    default:
      return ignored(/^(incident|service)\./.test(type) ? "not_interesting" : "unknown_event", type);
  }
}

function parse(raw: RawDelivery, source: SourceFacts): Parsed {
  const read = settingsOf("pagerduty", source);
  if (read.kind === "malformed") return read;
  const json = readJson(raw);
  if (json.kind === "malformed") return json;
  return reading(Head, json.json, ({ event }) => readEvent(event, read.settings));
}

export const pagerdutyParser: SignalParser = {
  kind: "pagerduty",
  version: 2,
  /** While secrets rotate there are several; signatures of other versions than v1 are not looked at. */
  verify: (raw, secrets) =>
    verifyHexSignature(raw, secrets, { header: "x-pagerduty-signature", prefix: "v1=", isList: true }),
  senderId: (raw) => raw.headers["x-webhook-id"]?.trim().slice(0, 200) || null,
  parse,
};
