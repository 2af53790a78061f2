import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { flatRecord, type ShippedRecord, sentenceOf } from "@/lib/sinks/domain/audit-record";
import { backoffMs } from "@/lib/sinks/domain/backoff";
import { bulkBody, framed, hecBody, otlpLogsBody, syslogMessage } from "@/lib/sinks/domain/formats";

const record = (more: Partial<ShippedRecord> = {}): ShippedRecord => ({
  id: "42",
  atMs: 1_700_000_000_123,
  at: "2023-11-14T22:13:20.123Z",
  actorKind: "user",
  actorId: "usr_1",
  actorName: "Ada",
  action: "rollout.abort",
  outcome: "accepted",
  subjectKind: "rollout",
  subjectId: "rol_1",
  subjectName: "checkout",
  reason: "errors",
  before: null,
  after: '{"phase":"rolled_back"}',
  detail: null,
  requestId: null,
  sourceAddress: null,
  ...more,
});

describe("what receivers get", () => {
  it("HEC: one event an object, with the time in seconds and the id", () => {
    const body = hecBody([record(), record({ id: "43" })], { index: "main", sourceType: "signalbox:audit", host: "h" });
    const events = body.split("\n").map((line) => JSON.parse(line));
    expect(events[0]).toMatchObject({ time: 1_700_000_000.123, index: "main", event: { id: "42", reason: "errors" } });
    expect(events[1].event.id).toBe("43");
    expect(events[0].event).not.toHaveProperty("before");
  });

  it("bulk: a create under the record's own id, so that twice is once", () => {
    const [action, document, ...rest] = bulkBody([record()], "audit").split("\n");
    expect(JSON.parse(action ?? "")).toEqual({ create: { _index: "audit", _id: "signalbox-42" } });
    expect(JSON.parse(document ?? "")).toMatchObject({ "@timestamp": "2023-11-14T22:13:20.123Z" });
    expect(rest).toEqual([""]);
  });

  it("OTLP: a log record with severity and attributes", () => {
    expect(JSON.stringify(otlpLogsBody([record({ outcome: "refused" })]))).toContain('"severityText":"WARN"');
  });

  it("syslog: the grammar of RFC 5424, whatever is in a record", () => {
    const grammar =
      /^<\d{1,3}>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z [\x21-\x7e]{1,255} [\x21-\x7e]{1,48} - [\x21-\x7e]{1,32} \[audit@32473( [A-Za-z]+="(\\["\\\]]|[^"\\\]])*")+\] \uFEFF[^\n\r]*$/u;
    expect(syslogMessage(record(), { host: "h", appName: "signalbox" })).toMatch(grammar);
    expect(syslogMessage(record(), { host: "h", appName: "signalbox" })).toContain("<110>1 ");
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (reason, actorName, action) => {
        const given = record({ reason, actorName, action: action || "a.b" });
        expect(syslogMessage(given, { host: "höst x", appName: "" })).toMatch(grammar);
      }),
    );
  });

  it("frames count octets, not characters", () => {
    expect(framed(["ä", "b"], (text) => Buffer.byteLength(text))).toBe("2 ä1 b");
  });

  it("records are flat and have a sentence", () => {
    expect(flatRecord(record())).not.toHaveProperty("atMs");
    expect(sentenceOf(record())).toBe("Ada rollout.abort accepted rollout checkout: errors");
  });

  it("a receiver that fails is left alone longer and longer, but never for long", () => {
    expect([1, 2, 3, 30].map(backoffMs)).toEqual([1_000, 2_000, 4_000, 300_000]);
  });
});
