import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { callsOf } from "@/lib/otlp/domain/calls-in";
import { addPoint, readMetrics, sinceKept } from "@/lib/otlp/domain/metrics-in";
import { attributesOf, fieldOf, isErrorAnswer, millisOf, numberOf, resourceOf } from "@/lib/otlp/domain/otlp-values";
import { countSpans } from "@/lib/otlp/domain/spans-in";
import { batchLimits, TelemetryBatch } from "@/lib/otlp/domain/telemetry-batch";

const now = Date.parse("2026-11-20T12:00:00Z");
const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const resource = {
  attributes: [
    attribute("service.name", "checkout"),
    attribute("service.version", "4.1.0"),
    attribute("deployment.environment.name", "production"),
  ],
};
const span = (more: object = {}) => ({
  kind: 2,
  startTimeUnixNano: `${now - 120}000000`,
  endTimeUnixNano: `${now}000000`,
  ...more,
});
const traces = (spans: unknown[], of: object = resource) => ({
  resourceSpans: [{ resource: of, scopeSpans: [{ spans }] }],
});

describe("spans", () => {
  it("count as requests when they are a server's, with their latency and errors", () => {
    const batch = countSpans(
      traces([
        span(),
        span({ kind: "SPAN_KIND_SERVER", status: { code: 2 } }),
        span({ attributes: [{ key: "http.response.status_code", value: { intValue: "503" } }] }),
        span({ kind: 3 }),
        span({ kind: 1 }),
      ]),
      now,
    );
    expect(batch.counts()).toMatchObject([{ service: "checkout", version: "4.1.0", requests: 3, errors: 2 }]);
    expect(batch.rejected().count).toBe(0);
  });

  it("are left out with the reason, one by one", () => {
    const batch = countSpans(
      traces([
        span({ endTimeUnixNano: `${now - batchLimits.maxAgeMs - 60_000}000000`, startTimeUnixNano: "1" }),
        span({ endTimeUnixNano: `${now + 3_600_000}000000` }),
        span({ startTimeUnixNano: `${now + 1}000000` }),
        span({ endTimeUnixNano: "soon" }),
        span(),
      ]),
      now,
    );
    expect(batch.rejected().count).toBe(4);
    expect(batch.rejected().message).toContain("older than 24 hours");
    expect(batch.counts()[0]?.requests).toBe(1);
  });

  it.each([
    [[attribute("service.name", "a")], "service.version"],
    [[attribute("service.name", "unknown_service:node"), attribute("service.version", "1")], "service.name"],
    [[attribute("service.name", "a"), attribute("service.version", "1")], "deployment.environment.name"],
  ])("of a resource without a name say which is missing", (attributes, missing) => {
    const batch = countSpans(traces([span(), span()], { attributes }), now);
    expect(batch.rejected()).toMatchObject({ count: 2 });
    expect(batch.rejected().message).toContain(missing);
  });

  it("are bounded in number and in what they name", () => {
    const many = Array.from({ length: batchLimits.maxItems + 5 }, () => span());
    expect(countSpans(traces(many), now).rejected().count).toBe(5);
    const batch = new TelemetryBatch(now);
    for (let at = 0; at < batchLimits.maxEntries + 3; at += 1) {
      batch.entryAt({ service: `s${at}`, environment: "e", version: "v" }, now);
    }
    expect(batch.rejected().count).toBe(3);
  });
});

const point = (more: object = {}) => ({
  startTimeUnixNano: `${now - 60_000}000000`,
  timeUnixNano: `${now}000000`,
  explicitBounds: [0.1, 0.5],
  bucketCounts: ["5", "3", "1"],
  ...more,
});
const metrics = (data: object, more: object = {}) => ({
  resourceMetrics: [
    { resource, scopeMetrics: [{ metrics: [{ name: "http.server.request.duration", unit: "s", ...data, ...more }] }] },
  ],
});

describe("histograms", () => {
  it("are read in their unit; the open bucket counts at twice the last bound", () => {
    const { points } = readMetrics(metrics({ histogram: { aggregationTemporality: 1, dataPoints: [point()] } }), now);
    expect([...(points[0]?.counts ?? [])]).toEqual([
      [100, 5],
      [500, 3],
      [1_000, 1],
    ]);
    expect(points[0]?.isCumulative).toBe(false);
  });

  it("are read when they are exponential, too", () => {
    const exponential = {
      timeUnixNano: `${now}000000`,
      scale: 0,
      zeroCount: "2",
      positive: { offset: -1, bucketCounts: ["4", "1"] },
    };
    const { points } = readMetrics(
      metrics({ exponentialHistogram: { aggregationTemporality: 1, dataPoints: [exponential] } }),
      now,
    );
    expect([...(points[0]?.counts ?? [])]).toEqual([
      [0, 2],
      [1_000, 4],
      [2_000, 1],
    ]);
  });

  it.each([
    point({ bucketCounts: ["1"] }),
    point({ bucketCounts: ["-1", "2", "3"] }),
    point({ explicitBounds: [0.5, 0.1] }),
    point({ timeUnixNano: "never" }),
  ])("that make no sense are left out", (broken) => {
    const { batch, points } = readMetrics(metrics({ histogram: { dataPoints: [broken] } }), now);
    expect(points).toEqual([]);
    expect(batch.rejected().count).toBe(1);
  });

  it("of other things are passed over", () => {
    const request = metrics({ histogram: { dataPoints: [point()] } }, { name: "my.own.duration" });
    expect(readMetrics(request, now)).toMatchObject({ points: [] });
  });

  it("count once, however often a cumulative stream tells", () => {
    const at = (ms: number, bucketCounts: number[], startMs = now - 60_000) =>
      readMetrics(
        metrics({
          histogram: {
            aggregationTemporality: 2,
            dataPoints: [point({ timeUnixNano: `${ms}000000`, startTimeUnixNano: `${startMs}000000`, bucketCounts })],
          },
        }),
        now,
      ).points[0];
    const first = at(now, [5, 3, 1]);
    const second = at(now + 1_000, [7, 3, 2]);
    const anew = at(now + 2_000, [1, 0, 0], now + 1_500);
    if (!first || !second || !anew) throw new Error("a point was not read");
    const kept = (one: typeof first) => ({
      startMs: one.startMs,
      atMs: one.atMs,
      counts: Object.fromEntries(one.counts),
    });
    expect(sinceKept(first, null)).toBeNull();
    expect([...(sinceKept(second, kept(first)) ?? [])]).toEqual([
      [100, 2],
      [1_000, 1],
    ]);
    expect(sinceKept(first, kept(second))).toBeNull();
    expect([...(sinceKept(anew, kept(second)) ?? [])]).toEqual([[100, 1]]);
    const batch = new TelemetryBatch(now);
    addPoint(batch, second, second.counts);
    expect(batch.counts()[0]?.requests).toBe(12);
  });
});

describe("OTLP of others", () => {
  it("is read in both spellings, and nothing throws", () => {
    expect(fieldOf({ resource_spans: 1 }, "resourceSpans")).toBe(1);
    expect(numberOf({ count: "7" }, "count")).toBe(7);
    expect(numberOf({ count: "" }, "count")).toBeNull();
    expect(millisOf("1500000")).toBe(1.5);
    expect(millisOf({})).toBeNaN();
    expect(attributesOf({ attributes: [attribute("a", "b"), attribute("a", "c"), 5] }).get("a")).toBe("b");
    expect(isErrorAnswer(new Map([["http.response.status_code", "404"]]))).toBe(false);
    expect(isErrorAnswer(new Map([["rpc.grpc.status_code", "14"]]))).toBe(true);
    expect(resourceOf({})).toHaveProperty("missing");
    const names = fc.constantFrom(
      "resourceSpans",
      "resourceMetrics",
      "scopeSpans",
      "spans",
      "resource",
      "attributes",
      "metrics",
    );
    const tree = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.jsonValue({ maxDepth: 1 }),
        fc.dictionary(names, fc.array(tie("value"), { maxLength: 2 }), { maxKeys: 2 }),
      ),
    })).value;
    fc.assert(
      fc.property(tree, (value) => {
        expect(countSpans(value, now).counts()).toEqual([]);
        expect(readMetrics(value, now).points).toEqual([]);
      }),
    );
  });
});

describe("calls", () => {
  const client = (peer: string, more: object = {}) =>
    span({ kind: 3, attributes: [attribute("peer.service", peer)], ...more });

  it("are added up by who was called, from client spans that name a service", () => {
    const later = `${now + 1_000}000000`;
    const seen = callsOf(
      traces([
        client("catalog"),
        client("catalog", { kind: "SPAN_KIND_CLIENT", endTimeUnixNano: later }),
        span({ kind: 4, attributes: [attribute("service.peer.name", "mail"), attribute("peer.service", "old")] }),
        span({ kind: 3, attributes: [attribute("server.address", "10.0.0.1")] }),
        client("catalog", { kind: 2 }),
        client("ancient", { endTimeUnixNano: "1" }),
      ]),
      now,
    );
    const from = { service: "checkout", environment: "production", version: "4.1.0" };
    expect(seen).toEqual([
      { ...from, peer: "catalog", calls: 2, lastAtMs: now + 1_000 },
      { ...from, peer: "mail", calls: 1, lastAtMs: now },
    ]);
  });

  it("need to know who calls", () => {
    expect(callsOf(traces([client("catalog")], { attributes: [] }), now)).toEqual([]);
  });
});
