import { CloudEvent, HTTP } from "cloudevents";
import { describe, expect, it } from "vitest";
import { parserOf } from "@/tests/support/signal-reading";
import { delivery, factsOf, idsOf, outcomeOf, sourceOf } from "@/tests/support/signals";

const source = sourceOf("cloudevents");
const parser = parserOf("cloudevents");
const structured = { "content-type": "application/cloudevents+json; charset=utf-8" };
const batch = { "content-type": "application/cloudevents-batch+json" };

const data = { progress: "succeeded", service: "shop", environment: "prod", version: "1.2.0" };
const event = {
  specversion: "1.0",
  id: "e-1",
  source: "/ci/shop",
  type: "signalbox.deployment",
  time: "2026-11-20T09:30:00Z",
  datacontenttype: "application/json",
  data,
};
const read = (body: unknown, headers: Record<string, string> = structured) =>
  parser.parse(delivery(body, headers), source);

describe("events of the official client", () => {
  const sent = new CloudEvent(event);

  it("say the same in structured, binary and batch mode", () => {
    const asText = (headers: unknown): Record<string, string> =>
      Object.fromEntries(
        Object.entries(headers as Record<string, unknown>).map(([name, value]) => [name.toLowerCase(), String(value)]),
      );
    const whole = HTTP.structured(sent);
    const parts = HTTP.binary(sent);
    const answers = [
      read(whole.body, asText(whole.headers)),
      read(parts.body, asText(parts.headers)),
      read([sent.toJSON()], batch),
    ].map(factsOf);
    expect(answers[0]).toMatchObject([{ kind: "deployment", service: "shop", occurredAt: Date.parse(event.time) }]);
    expect(idsOf(answers[1] ?? [])).toEqual(idsOf(answers[0] ?? []));
    expect(idsOf(answers[2] ?? [])).toEqual(idsOf(answers[0] ?? []));
  });

  it("are named by source and id", () => {
    expect(parser.senderId(delivery(event, structured))).toBe("/ci/shop e-1");
    expect(parser.senderId(delivery([event, event], batch))).toBeNull();
  });
});

it("an event without a content type is understood by its body", () => {
  expect(outcomeOf(read(event, { "content-type": "application/json" }))).toBe("facts");
});

it("data may be Base64", () => {
  const { data: _, ...rest } = event;
  const encoded = Buffer.from(JSON.stringify(data)).toString("base64");
  expect(outcomeOf(read({ ...rest, data_base64: encoded }))).toBe("facts");
});

it("a type that is nobody's is unknown, beside others in a batch it is passed over", () => {
  const strange = { ...event, id: "e-2", type: "com.example.moon.risen" };
  expect(outcomeOf(read(strange))).toBe("unknown_event");
  expect(factsOf(read([strange, event], batch))).toHaveLength(1);
  expect(outcomeOf(read([], batch))).toBe("no_events");
});

it("data that is no fact names its fields", () => {
  expect(read({ ...event, data: { ...data, service: "" } })).toMatchObject({
    outcome: "wrong_shape",
    detail: expect.stringMatching(/service: Write something/),
  });
});

const without = (name: string): object => Object.fromEntries(Object.entries(event).filter(([key]) => key !== name));

/** Events that the specification forbids, each by the name under which it is refused. */
const invalid: readonly (readonly [string, unknown, Record<string, string>?])[] = [
  ["ce_missing_specversion", without("specversion")],
  ["ce_unsupported_specversion", { ...event, specversion: "0.3" }],
  ["ce_unsupported_specversion", { ...event, specversion: 1 }],
  ["ce_missing_id", without("id")],
  ["ce_missing_id", { ...event, id: null }],
  ["ce_empty_id", { ...event, id: "" }],
  ["ce_id_not_text", { ...event, id: 7 }],
  ["ce_missing_source", without("source")],
  ["ce_empty_source", { ...event, source: "" }],
  ["ce_source_not_uri", { ...event, source: "not a reference" }],
  ["ce_missing_type", without("type")],
  ["ce_empty_type", { ...event, type: " " }],
  ["ce_time_not_rfc3339", { ...event, time: "yesterday" }],
  ["ce_time_not_rfc3339", { ...event, time: 1_795_165_440 }],
  ["ce_time_not_rfc3339", { ...event, time: "2026-11-20T09:30:00" }],
  ["ce_empty_subject", { ...event, subject: "" }],
  ["ce_dataschema_not_uri", { ...event, dataschema: "/relative" }],
  ["ce_datacontenttype_not_media_type", { ...event, datacontenttype: "json" }],
  ["ce_data_twice", { ...event, data_base64: "e30=" }],
  ["ce_data_not_base64", { ...(without("data") as object), data_base64: "{}" }],
  ["ce_bad_attribute_name", { ...event, comExample: "x" }],
  ["ce_bad_attribute_name", { ...event, with_line: "x" }],
  ["ce_bad_attribute_value", { ...event, extension: { a: 1 } }],
  ["ce_bad_attribute_value", { ...event, extension: 1.5 }],
  ["ce_not_an_object", [event]],
  ["ce_not_an_object", "text"],
  ["not_json", "{"],
  ["ce_batch_not_a_list", event, batch],
  ["ce_missing_id", [event, without("id")], batch],
  ["ce_not_an_object", [event, 1], batch],
  ["ce_batch_too_long", Array(1_001).fill(event), batch],
  ["ce_unsupported_format", event, { "content-type": "application/cloudevents+avro" }],
  [
    "ce_missing_id",
    data,
    { "content-type": "application/json", "ce-specversion": "1.0", "ce-source": "/a", "ce-type": "b" },
  ],
  [
    "ce_content_type_twice",
    data,
    {
      "content-type": "application/json",
      "ce-specversion": "1.0",
      "ce-id": "1",
      "ce-source": "/a",
      "ce-type": "b",
      "ce-datacontenttype": "text/plain",
    },
  ],
  [
    "ce_missing_content_type",
    data,
    { "content-type": "", "ce-specversion": "1.0", "ce-id": "1", "ce-source": "/a", "ce-type": "b" },
  ],
  [
    "ce_missing_specversion",
    data,
    { "content-type": "application/json", "ce-id": "1", "ce-source": "/a", "ce-type": "b" },
  ],
];

describe("events that the specification forbids", () => {
  it("are more than 25", () => {
    expect(invalid.length).toBeGreaterThan(25);
  });

  it.each(invalid.map(([outcome, body, headers]) => ({ outcome, body, headers })))(
    "$outcome",
    ({ outcome, body, headers }) => {
      const parsed = read(
        typeof body === "string" && outcome === "ce_not_an_object" ? JSON.stringify(body) : body,
        headers,
      );
      expect(parsed).toMatchObject({ kind: "malformed", outcome, detail: expect.stringMatching(/\w{3}/) });
    },
  );
});

describe("events that look odd and are allowed", () => {
  it.each([
    ["an extension", { ...event, myext: "x", other: 7, flag: true }],
    ["an attribute that is null", { ...event, subject: null, dataschema: null }],
    ["a source that is a URN", { ...event, source: "urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66" }],
    ["a time with a fraction and an offset", { ...event, time: "2026-11-20T10:30:00.123456789+01:00" }],
  ])("with %s", (_, body) => {
    expect(outcomeOf(read(body))).toBe("facts");
  });
});
