import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createPrometheusSource } from "@/lib/telemetry/adapters/prometheus";
import { PrometheusSourceConfig } from "@/lib/telemetry/contract";
import { quoteString } from "@/lib/telemetry/domain/promql";
import type { CountsRead, CountsReading, CountsRequest, ScalarReading, TelemetrySource } from "@/lib/telemetry/port";
import { tryQueries } from "@/lib/telemetry/preflight";
import { anyCharacter } from "@/tests/support/any-character";
import { type MetricsExporter, startExporter } from "@/tests/support/metrics-exporter";
import { metricsText, type SlotMetrics } from "@/tests/support/metrics-text";
import { type CountingClient, countingClient } from "@/tests/support/outbound";
import { eventually, startPrometheus, type TestPrometheus } from "@/tests/support/prometheus";

const INJECTION = '"} or vector(0) #';
const buckets = { "0.005": 10, "0.1": 80, "0.5": 97, "1": 99, "+Inf": 100 };
const healthy = { requests: 100, errors: 7, buckets } satisfies SlotMetrics;
/** Series that carry service and version themselves, so that `up` says nothing about them. */
const pushed = (version: string, metrics: Partial<SlotMetrics> = {}): SlotMetrics => ({
  ...healthy,
  ...metrics,
  labels: { service: "mixed", version },
});

let exporters: MetricsExporter[];
let stable: MetricsExporter;
let dying: MetricsExporter;
let mixed: MetricsExporter;
let prometheus: TestPrometheus;
let http: CountingClient;

beforeAll(async () => {
  stable = await startExporter(metricsText([healthy]));
  const second = await startExporter(metricsText([{ requests: 5, errors: 0, buckets: { "+Inf": 5 } }]));
  dying = await startExporter(metricsText([healthy]));
  const silent = await startExporter("other_metric 1\n");
  mixed = await startExporter(
    `${metricsText([
      pushed("fine"),
      pushed(INJECTION, { requests: 11, errors: 2 }),
      pushed("nan", { requests: "NaN", errors: 0 }),
      pushed("infinite", { requests: "+Inf", errors: 0 }),
      pushed("half", { requests: 1.5, errors: 0 }),
      pushed("falling", { buckets: { "0.1": 50, "1": 40, "+Inf": 100 } }),
      pushed("endless", { buckets: { "0.1": 50, "1": 60 } }),
      pushed("no-histogram", { buckets: {} }),
      pushed("old", { timestampMs: Date.now() - 90_000 }),
    ])}queue_depth{version="fine"} 3\nqueue_depth{version="other"} 4\nold_depth 9 ${Date.now() - 90_000}\n`,
  );
  exporters = [stable, second, dying, silent, mixed];
  prometheus = await startPrometheus({
    // A scrape may take no longer than this: what this process serves while it is busy must not look like a target that is down.
    scrapeIntervalMs: 1_000,
    targets: [
      { address: stable.address, labels: { service: "shop", version: "1" } },
      { address: second.address, labels: { service: "shop", version: "1" } },
      { address: dying.address, labels: { service: "shop", version: "dying" } },
      { address: silent.address, labels: { service: "shop", version: "silent" } },
      { address: mixed.address, labels: {} },
    ],
  });
  await eventually("all are scraped", async () => (await prometheus.query("up == 1")).length === 5);
  http = countingClient();
});
afterAll(async () => {
  await http?.close();
  await prometheus?.stop();
  for (const exporter of exporters ?? []) await exporter.close();
});

function sourceOf(fields: object = {}, client: CountingClient = http): TelemetrySource {
  const config = PrometheusSourceConfig.parse({ kind: "prometheus", url: prometheus.url, ...fields });
  return createPrometheusSource({ config, http: client, bearerToken: "secret-token" });
}
const soon = (): AbortSignal => AbortSignal.timeout(5_000);
const pair = (b: string, service = "mixed", a = "fine"): CountsRequest => ({
  key: b,
  selectors: { a: { service, version: a }, b: { service, version: b } },
});

async function counts(request: CountsRequest, fields: object = {}): Promise<CountsReading | undefined> {
  return (await sourceOf(fields).readCounts([request], soon())).get(request.key);
}

async function scalar(query: string, fields: object = {}): Promise<ScalarReading | undefined> {
  return (await sourceOf(fields).readScalars([{ key: "q", query }], soon())).get("q");
}

describe("counts", () => {
  test("are exact, per instance, with every bucket", async () => {
    const reading = (await counts(pair("1", "shop", "1"))) as CountsRead;
    const expected = {
      requests: 100,
      errors: 7,
      latencyBuckets: [
        { upperBoundMs: 5, count: 10 },
        { upperBoundMs: 100, count: 80 },
        { upperBoundMs: 500, count: 97 },
        { upperBoundMs: 1_000, count: 99 },
        { upperBoundMs: Number.POSITIVE_INFINITY, count: 100 },
      ],
    };
    const other = { requests: 5, errors: 0, latencyBuckets: [{ upperBoundMs: Number.POSITIVE_INFINITY, count: 5 }] };
    expect(reading.slots.a.length).toBe(2);
    expect(reading.slots.a).toContainEqual({ id: stable.address, ...expected });
    expect(reading.slots.a).toContainEqual(expect.objectContaining(other));
    expect(reading.slots.b).toEqual(reading.slots.a);
    expect(Math.abs(Date.now() - reading.sampledAt)).toBeLessThan(30_000);
  });

  test("a label value that looks like PromQL is data", async () => {
    const reading = (await counts(pair(INJECTION))) as CountsRead;
    expect(reading.slots.b).toMatchObject([{ requests: 11, errors: 2 }]);
    expect(reading.slots.a).toMatchObject([{ requests: 100, errors: 7 }]);
    expect(await counts(pair(`${INJECTION}x`))).toMatchObject({ cause: "no_series" });
  });

  test("milliseconds, another error expression and no histogram, as configured", async () => {
    const inMs = (await counts(pair("fine"), { durationUnit: "ms" })) as CountsRead;
    expect(inMs.slots.a[0]?.latencyBuckets?.[1]?.upperBoundMs).toBe(0.1);
    const all = (await counts(pair("fine"), { errorSelector: { label: "code", regex: "2..|5.." } })) as CountsRead;
    expect(all.slots.a[0]).toMatchObject({ requests: 100, errors: 100 });
    const plain = (await counts(pair("fine"), { durationMetric: null })) as CountsRead;
    expect(plain.slots.a[0]?.latencyBuckets).toBeNull();
    const absent = (await counts(pair("no-histogram"))) as CountsRead;
    expect(absent.slots.b[0]?.latencyBuckets).toBeNull();
  });

  test("a slot that is up and has served nothing is zero where the settings say so", async () => {
    const silent = pair("silent", "shop", "1");
    expect(await counts(silent)).toMatchObject({
      cause: "no_series",
      detail: expect.stringContaining("targets are up"),
    });
    expect(await counts(silent, { absentSlot: "zero_when_up" })).toMatchObject({ status: "read", slots: { b: [] } });
  });

  test.each([
    ["no_series", "unknown", {}],
    ["not_a_number", "nan", {}],
    ["not_a_number", "infinite", {}],
    ["wrong_shape", "half", {}],
    ["wrong_shape", "falling", {}],
    ["wrong_shape", "endless", {}],
    ["stale", "old", {}],
    ["query_error", "fine", { errorSelector: { label: "code", regex: "((" } }],
  ])("blind: %s for %s", async (cause, version, fields) => {
    const reading = await counts(pair(version), fields);
    expect(reading).toMatchObject({ status: "blind", cause });
  });

  test("one that cannot be read does not blind those asked with it", async () => {
    const requests = ["fine", "nan", "unknown", "old"].map((version) => pair(version));
    const readings = await sourceOf().readCounts(requests, soon());
    const causes = requests.map(({ key }) => {
      const reading = readings.get(key);
      return reading?.status === "blind" ? reading.cause : reading?.status;
    });
    expect(causes).toEqual(["read", "not_a_number", "no_series", "stale"]);
  });

  test("an exporter that dies is a target that is down as soon as Prometheus has missed it", async () => {
    const request = pair("dying", "shop", "1");
    expect(await counts(request)).toMatchObject({ status: "read" });
    await dying.close();
    const down = 'up{version="dying"} == 0';
    await eventually("a scrape failed", async () => (await prometheus.query(down)).length === 1);
    expect(await counts(request)).toMatchObject({ cause: "target_down", detail: expect.stringContaining("Slot b") });
  });
});

describe("single numbers", () => {
  test.each([
    ['queue_depth{version="fine"}', 3],
    ["sum(queue_depth)", 7],
    ["1 + 1", 2],
    ["vector(5) # a comment", 5],
  ])("%s is %d", async (query, value) => {
    expect(await scalar(query)).toMatchObject({ status: "read", value });
  });

  test.each([
    ["no_series", "nothing_here"],
    ["several_series", "queue_depth"],
    ["several_series", "queue_depth + 0"],
    ["not_a_number", "vector(0) / vector(0)"],
    ["not_a_number", "vector(1) / vector(0)"],
    ["wrong_shape", "queue_depth[1m]"],
    ["wrong_shape", '"text"'],
    ["query_error", "sum(rate(x"],
    ["query_error", "nosuch(queue_depth)"],
    ["stale", "old_depth"],
  ])("blind: %s for %s", async (cause, query) => {
    expect(await scalar(query)).toMatchObject({ status: "blind", cause });
  });

  test("the words of Prometheus are in the detail", async () => {
    expect(await scalar("nosuch(x)")).toMatchObject({ detail: expect.stringContaining("unknown function") });
  });

  test("the same query for many is asked once", async () => {
    http.count();
    const requests = Array.from({ length: 50 }, (_, index) => ({ key: `k${index}`, query: "sum(queue_depth)" }));
    const readings = await sourceOf().readScalars(requests, soon());
    expect([readings.size, http.count()]).toEqual([50, 1]);
  });
});

describe("quoting", () => {
  test("any text comes back from Prometheus as it was", async () => {
    const texts = fc.sample(
      fc.oneof(
        fc.string({ unit: "grapheme", minLength: 1 }),
        fc.string({ unit: anyCharacter, minLength: 1 }).filter((text) => text.isWellFormed()),
      ),
      { numRuns: 300, seed: 7 },
    );
    // `$` is special in a replacement of label_replace, and in nothing else.
    const query = [INJECTION, ...texts]
      .map((text, index) => {
        const echo = `label_replace(vector(1), "echo", ${quoteString(text.replaceAll("$", "$$$$"))}, "", "")`;
        return `label_replace(${echo}, "index", "${index}", "", "")`;
      })
      .join(" or ");
    const answers = await prometheus.query(query);
    const echoed = new Map(answers.map(({ labels }) => [Number(labels.index), labels.echo]));
    expect([INJECTION, ...texts].map((_, index) => echoed.get(index))).toEqual([INJECTION, ...texts]);
  });
});

describe("a trial before traffic moves", () => {
  const trial = (queries: readonly string[], version = "1", fields: object = {}) =>
    tryQueries(
      {
        source: sourceOf(fields),
        sourceName: "main",
        language: "promql",
        counts: { key: "shop", selectors: { a: { service: "shop", version }, b: { service: "shop", version: "new" } } },
        stableSlot: "a",
        needsLatency: true,
        queries: queries.map((template, index) => ({
          id: `q${index}`,
          template,
          field: `triggers.metrics.${index}.query`,
        })),
        values: { canary: "new", stable: version, service: "shop", environment: null },
      },
      soon(),
    );

  test("has nothing to say when stable answers everything", async () => {
    // Until the first scrapes are in, it says that there is nothing to see.
    const asked = () => trial(['sum(http_requests_total{version="{{canary}}"})', "vector(1)"]);
    await expect.poll(asked, { timeout: 30_000, interval: 250 }).toEqual([]);
  });

  test("names every query that would have been blind, with field and remedy", async () => {
    const reasons = await trial([
      "queue_depth",
      'x{v="{{canary}}"}',
      "sum(",
      "x{{canary}}",
      'up{env="{{environment}}"}',
    ]);
    expect(reasons.map(({ code, field }) => [field, code]).sort()).toEqual([
      ["triggers.metrics.0.query", "query_several_series"],
      ["triggers.metrics.1.query", "query_no_series"],
      ["triggers.metrics.2.query", "query_query_error"],
      ["triggers.metrics.3.query", "placeholder_outside_quotes"],
      ["triggers.metrics.4.query", "placeholder_without_value"],
    ]);
    for (const { remedy, message } of reasons)
      expect([remedy?.length, message.length].every((length) => (length ?? 0) > 10)).toBe(true);
  });

  test("notices counters and histograms that are not there", async () => {
    expect(await trial([], "unknown")).toMatchObject([{ code: "counts_no_series" }]);
    expect(await trial([], "1", { requestMetric: "mistyped" })).toMatchObject([{ code: "counts_no_series" }]);
    expect(await trial([], "1", { durationMetric: "mistyped" })).toMatchObject([
      { code: "latency_histogram_missing", field: "triggers.latency" },
    ]);
  });
});
