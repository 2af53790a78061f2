import type { RawDelivery } from "../../port";
import { type Malformed, malformed, momentOf, percentDecoded, readJson } from "../reading";

/**
 * CloudEvents 1.0 over HTTP: structured (`application/cloudevents+json`), batch (`application/cloudevents-batch+json`) and
 * binary (`ce-…` headers). What breaks a rule of the specification is refused under a name of its own.
 */

export interface CloudEvent {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject?: string | undefined;
  readonly time?: string | undefined;
  /** Decoded when it is JSON; undefined when there is none. */
  readonly data: unknown;
}

export type EventsRead = { readonly kind: "events"; readonly events: readonly CloudEvent[] } | Malformed;

type Attributes = Readonly<Record<string, unknown>>;

/** How many events one batch may hold. */
const mostEvents = 1_000;

function mediaType(raw: RawDelivery): string {
  return (raw.headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

export function isBinary(raw: RawDelivery): boolean {
  return Object.keys(raw.headers).some((name) => name.startsWith("ce-"));
}

/** The events of a body, all of them or none. */
export function cloudEventsIn(raw: RawDelivery): EventsRead {
  const type = mediaType(raw);
  if (type.startsWith("application/cloudevents-batch")) return batch(raw);
  if (type.startsWith("application/cloudevents")) return structured(raw, type);
  if (isBinary(raw)) return binary(raw, type);
  // A sender that leaves the content type out is understood as long as the body says what it is.
  const json = readJson(raw);
  return json.kind === "malformed" ? json : Array.isArray(json.json) ? batch(raw) : single(json.json);
}

function structured(raw: RawDelivery, type: string): EventsRead {
  if (type !== "application/cloudevents" && type !== "application/cloudevents+json") {
    return malformed(
      "ce_unsupported_format",
      `The event format ${type} is not read here; use application/cloudevents+json.`,
    );
  }
  const json = readJson(raw);
  return json.kind === "malformed" ? json : single(json.json);
}

function single(json: unknown): EventsRead {
  const event = eventFrom(json, "");
  return event.kind === "malformed" ? event : { kind: "events", events: [event.event] };
}

function batch(raw: RawDelivery): EventsRead {
  const json = readJson(raw);
  if (json.kind === "malformed") return json;
  if (!Array.isArray(json.json)) return malformed("ce_batch_not_a_list", "A batch is a JSON array of events.");
  if (json.json.length > mostEvents)
    return malformed("ce_batch_too_long", `A batch holds ${mostEvents} events at most.`);
  const read = json.json.map((one, at) => eventFrom(one, `[${at}] `));
  const wrong = read.find((one) => one.kind === "malformed");
  if (wrong) return wrong;
  return { kind: "events", events: read.flatMap((one) => (one.kind === "event" ? [one.event] : [])) };
}

function binary(raw: RawDelivery, contentType: string): EventsRead {
  const entries = Object.entries(raw.headers).filter(([name]) => name.startsWith("ce-"));
  const attributes: Record<string, unknown> = Object.fromEntries(
    entries.map(([name, value]) => [name.slice(3), percentDecoded(value)]),
  );
  if ("datacontenttype" in attributes) {
    return malformed(
      "ce_content_type_twice",
      "In binary mode Content-Type is the type of the data; leave ce-datacontenttype out.",
    );
  }
  const problem = attributeProblem(attributes, "");
  if (problem) return problem;
  if (raw.body.length === 0) return { kind: "events", events: [eventOf(attributes, undefined)] };
  if (contentType === "")
    return malformed("ce_missing_content_type", "In binary mode Content-Type must say what the data is.");
  if (!isJsonType(contentType)) return { kind: "events", events: [eventOf(attributes, undefined)] };
  const json = readJson(raw);
  return json.kind === "malformed" ? json : { kind: "events", events: [eventOf(attributes, json.json)] };
}

function isJsonType(type: string): boolean {
  return /^[^/]+\/(json|[^;]+\+json)\b/.test(type);
}

type EventRead = { readonly kind: "event"; readonly event: CloudEvent } | Malformed;

function eventFrom(json: unknown, where: string): EventRead {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    return malformed("ce_not_an_object", `${where}An event is a JSON object.`);
  }
  const { data, data_base64: encoded, ...rest } = json as Record<string, unknown>;
  // An attribute that is null counts as one that is not there.
  const attributes = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
  const problem = attributeProblem(attributes, where);
  if (problem) return problem;
  if (encoded === undefined || encoded === null) return { kind: "event", event: eventOf(attributes, data) };
  if (data !== undefined) return malformed("ce_data_twice", `${where}An event has data or data_base64, not both.`);
  if (typeof encoded !== "string" || !/^[A-Za-z0-9+/]*={0,2}$/.test(encoded) || encoded.length % 4 !== 0) {
    return malformed("ce_data_not_base64", `${where}data_base64 is not Base64.`);
  }
  return {
    kind: "event",
    event: eventOf(attributes, jsonOrUndefined(Buffer.from(encoded, "base64").toString("utf8"))),
  };
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function eventOf(attributes: Attributes, data: unknown): CloudEvent {
  const text = (name: string): string | undefined => {
    const value = attributes[name];
    return typeof value === "string" ? value : undefined;
  };
  const [id = "", source = "", type = ""] = [text("id"), text("source"), text("type")];
  return { id, source, type, subject: text("subject"), time: text("time"), data };
}

const uriReference = /^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+$/;
const mediaTypeForm = /^[A-Za-z0-9!#$&^_.+-]+\/[A-Za-z0-9!#$&^_.+-]+(\s*;\s*[^\s=;]+=("[^"]*"|[^\s;]+))*$/;

/** The first rule of the specification that the attributes break. */
function attributeProblem(attributes: Attributes, where: string): Malformed | null {
  const version = attributes.specversion;
  if (version === undefined) return malformed("ce_missing_specversion", `${where}specversion is missing.`);
  if (version !== "1.0") return malformed("ce_unsupported_specversion", `${where}specversion must be "1.0".`);
  return (
    requiredProblem(attributes, where) ?? optionalProblem(attributes, where) ?? extensionProblem(attributes, where)
  );
}

function requiredProblem(attributes: Attributes, where: string): Malformed | null {
  for (const name of ["id", "source", "type"] as const) {
    const value = attributes[name];
    if (value === undefined) return malformed(`ce_missing_${name}`, `${where}${name} is missing.`);
    if (typeof value !== "string") return malformed(`ce_${name}_not_text`, `${where}${name} must be text.`);
    if (value.trim() === "") return malformed(`ce_empty_${name}`, `${where}${name} must not be empty.`);
  }
  const { source } = attributes;
  if (typeof source === "string" && !uriReference.test(source)) {
    return malformed("ce_source_not_uri", `${where}source must be a URI reference.`);
  }
  return null;
}

const optionalRules: readonly (readonly [
  name: string,
  outcome: string,
  isRight: (text: string) => boolean,
  must: string,
])[] = [
  [
    "time",
    "ce_time_not_rfc3339",
    (text) => /^\d{4}-\d{2}-\d{2}[Tt]/.test(text) && momentOf(text) !== null,
    "a time as RFC 3339 writes it",
  ],
  ["subject", "ce_empty_subject", (text) => text !== "", "text that is not empty"],
  [
    "dataschema",
    "ce_dataschema_not_uri",
    (text) => /^[a-z][a-z0-9+.-]*:/i.test(text) && uriReference.test(text),
    "an absolute URI",
  ],
  ["datacontenttype", "ce_datacontenttype_not_media_type", (text) => mediaTypeForm.test(text), "a media type"],
];

function optionalProblem(attributes: Attributes, where: string): Malformed | null {
  for (const [name, outcome, isRight, must] of optionalRules) {
    const value = attributes[name];
    if (value !== undefined && (typeof value !== "string" || !isRight(value))) {
      return malformed(outcome, `${where}${name} must be ${must}.`);
    }
  }
  return null;
}

const known = new Set(["specversion", "id", "source", "type", "time", "subject", "dataschema", "datacontenttype"]);

function extensionProblem(attributes: Attributes, where: string): Malformed | null {
  for (const [name, value] of Object.entries(attributes)) {
    if (known.has(name)) continue;
    if (!/^[a-z0-9]{1,64}$/.test(name)) {
      return malformed(
        "ce_bad_attribute_name",
        `${where}Names of attributes are lower-case letters and digits: ${name}`,
      );
    }
    const isInteger = typeof value === "number" && Number.isInteger(value) && Math.abs(value) <= 2_147_483_648;
    if (typeof value !== "string" && typeof value !== "boolean" && !isInteger) {
      return malformed("ce_bad_attribute_value", `${where}${name} must be text, a whole number, true or false.`);
    }
  }
  return null;
}
