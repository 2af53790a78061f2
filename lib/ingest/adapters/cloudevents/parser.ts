import type { Fact } from "../../domain/fact";
import { FactEvent, factOf } from "../../fact-contract";
import type { Parsed, RawDelivery, SignalParser, SourceFacts, Verification } from "../../port";
import { type CdSettings, readCdEvent } from "../cdevents/event-facts";
import { ignored, issuesOf, malformed, readJson, told } from "../reading";
import { settingsOf } from "../settings";
import { hasStandardSignature, standardId, verifySharedSecret, verifyStandardWebhooks } from "../verification";
import { type CloudEvent, cloudEventsIn, isBinary } from "./envelope";

/** Events of this type hold one of our own facts in their data: `signalbox.deployment`, `signalbox.incident`, … */
const ownType = /^signalbox\.[a-z_]+$/;

function readOwn(event: CloudEvent, source: SourceFacts): Parsed {
  const data = typeof event.data === "object" && event.data !== null ? event.data : {};
  const given = { kind: event.type.slice("signalbox.".length), occurredAt: event.time, ...data };
  const read = FactEvent.safeParse(given);
  if (!read.success) return malformed("wrong_shape", `data of ${event.id}: ${issuesOf(read.error)}`);
  return told(event.type, [factOf(read.data, { system: "push", host: source.slug })]);
}

function readOne(event: CloudEvent, source: SourceFacts, settings: CdSettings): Parsed {
  if (event.type.startsWith("dev.cdevents.") || event.type.startsWith("cd.")) return readCdEvent(event.data, settings);
  if (ownType.test(event.type)) return readOwn(event, source);
  return ignored("unknown_event", event.type);
}

/** Several answers as one: wrong ones first, since all events of a body are taken or none. Those that say nothing to us are named. */
function together(answers: readonly Parsed[]): Parsed {
  const [first] = answers;
  if (first === undefined) return ignored("no_events", "batch");
  if (answers.length === 1) return first;
  const wrong = answers.find((one) => one.kind === "malformed");
  if (wrong) return wrong;
  const facts: Fact[] = answers.flatMap((one) => (one.kind === "facts" ? one.facts : []));
  if (facts.length === 0) return first;
  const passedOver = answers.flatMap((one) => (one.kind === "ignored" ? [`${one.event} (${one.outcome})`] : []));
  const without = passedOver.length > 0 ? ` without ${passedOver.slice(0, 5).join(", ")}` : "";
  return told(`batch of ${answers.length}${without}`, facts);
}

/** Does the body look like CloudEvents, or like a CDEvent without them? */
export function hasCloudEvent(raw: RawDelivery): boolean {
  if (isBinary(raw) || (raw.headers["content-type"] ?? "").toLowerCase().startsWith("application/cloudevents"))
    return true;
  const read = readJson(raw);
  const json = read.kind === "json" ? read.json : null;
  const first: unknown = Array.isArray(json) ? json[0] : json;
  return typeof first === "object" && first !== null && ("specversion" in first || isBare(first));
}

/** A CDEvent that is sent as it is, without CloudEvents around it. */
function isBare(json: unknown): boolean {
  return typeof json === "object" && json !== null && "context" in json && "subject" in json;
}

export function parseCloudEvents(raw: RawDelivery, source: SourceFacts, settings: CdSettings): Parsed {
  const isWrapped =
    isBinary(raw) || (raw.headers["content-type"] ?? "").toLowerCase().startsWith("application/cloudevents");
  if (!isWrapped) {
    const json = readJson(raw);
    if (json.kind === "malformed") return json;
    if (isBare(json.json)) return readCdEvent(json.json, settings);
  }
  const read = cloudEventsIn(raw);
  if (read.kind === "malformed") return read;
  return together(read.events.map((event) => readOne(event, source, settings)));
}

function parser(kind: "cdevents" | "cloudevents"): SignalParser {
  return {
    kind,
    version: 1,
    verify: (raw, secrets, now): Verification =>
      hasStandardSignature(raw) ? verifyStandardWebhooks(raw, secrets, now) : verifySharedSecret(raw, secrets),
    senderId: (raw) => standardId(raw) ?? eventId(raw),
    parse: (raw, source) => {
      const read = settingsOf(kind, source);
      return read.kind === "malformed" ? read : parseCloudEvents(raw, source, read.settings);
    },
  };
}

/** Source and id together name an event; a batch has no name. */
function eventId(raw: RawDelivery): string | null {
  const read = cloudEventsIn(raw);
  const [first, ...others] = read.kind === "events" ? read.events : [];
  return first === undefined || others.length > 0 ? null : `${first.source} ${first.id}`.slice(0, 300);
}

export const cdeventsParser: SignalParser = parser("cdevents");
export const cloudeventsParser: SignalParser = parser("cloudevents");
