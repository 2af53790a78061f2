import { describe, expect, test } from "vitest";
import { MetricSourceConfig } from "@/lib/telemetry/contract";

const prometheus = { kind: "prometheus", url: "https://prometheus.example/base" };

test("a Prometheus source needs only its address", () => {
  expect(MetricSourceConfig.parse(prometheus)).toEqual({
    ...prometheus,
    requestMetric: "http_requests_total",
    errorSelector: { label: "code", regex: "5.." },
    durationMetric: "http_request_duration_seconds",
    durationUnit: "s",
    labels: { service: "service", environment: null, version: "version", slot: null },
    instanceLabel: "instance",
    staleAfterMs: 15_000,
    absentSlot: "blind",
  });
});

test("the other kinds need no more than they say", () => {
  for (const kind of ["haproxy_counters", "edge_counters"]) {
    expect(MetricSourceConfig.parse({ kind })).toEqual({ kind, staleAfterMs: 15_000 });
  }
  const json = { kind: "http_json", url: "https://shop.example/stats?x=1", values: { depth: "/queue/depth" } };
  expect(MetricSourceConfig.parse(json)).toMatchObject({ ...json, counts: null, sampledAt: null });
});

describe("what is refused", () => {
  test.each([
    ["requestMetric", { requestMetric: 'x{a="b"}' }],
    ["requestMetric", { requestMetric: "1x" }],
    ["durationMetric", { durationMetric: "a b" }],
    ["errorSelector.label", { errorSelector: { label: "a:b" } }],
    ["errorSelector.regex", { errorSelector: { regex: "" } }],
    ["labels.version", { labels: { version: "le" } }],
    ["labels.version", { labels: { version: "__name__" } }],
    ["labels.version", { labels: { version: null, slot: null } }],
    ["labels", { labels: { service: "version" } }],
    ["labels", { instanceLabel: "version" }],
    ["instanceLabel", { instanceLabel: "signalbox_part" }],
    ["staleAfterMs", { staleAfterMs: 0 }],
    ["url", { url: "https://user@prometheus.example" }],
    ["url", { url: "https://prometheus.example/?x=1" }],
    ["url", { url: "file:///etc/passwd" }],
    ["url", { url: "prometheus:9090" }],
    ["", { unknown: 1 }],
  ])("%s: %j", (path, fields) => {
    const result = MetricSourceConfig.safeParse({ ...prometheus, ...fields });
    expect(result.error?.issues.map((issue) => issue.path.join("."))).toContain(path);
  });

  test.each(["queue", "/a~2", "/a~"])("%s as a JSON pointer", (pointer) => {
    const result = MetricSourceConfig.safeParse({
      kind: "http_json",
      url: "https://a.example",
      values: { a: pointer },
    });
    expect(result.success).toBe(false);
  });
});
