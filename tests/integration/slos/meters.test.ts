import { beforeAll, describe, expect, it } from "vitest";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { instant } from "@/lib/kernel/instant";
import { answerOtlp } from "@/lib/otlp/adapters/otlp-endpoint";
import { runMinute } from "@/lib/slos/loop/minute-loop";
import { createMinuteMemory } from "@/lib/slos/loop/minute-memory";
import type { MeasurementPort } from "@/lib/slos/port";
import { createObjective } from "@/lib/slos/use-cases/create-objective";
import { exportObjectives } from "@/lib/slos/use-cases/export-objectives";
import { planObjectives } from "@/lib/slos/use-cases/plan-objectives";
import { previewObjective } from "@/lib/slos/use-cases/preview-objective";
import { pushCounts } from "@/lib/slos/use-cases/push-counts";
import { getObjective, listObjectives } from "@/lib/slos/use-cases/read-objectives";
import type { EventsReading, EventsRequest } from "@/lib/telemetry/port";
import { createSource } from "@/lib/telemetry/use-cases/create-source";
import { callAs, refusalOf, setUpHarness, T0 } from "@/tests/support/harness";
import { createProduction } from "@/tests/support/measured-services";

/** Goal: whatever counts an objective, each event counts in one minute and once; what nobody told of is unknown, never 0. */

const harness = setUpHarness();
const admin = callAs("admin");
const minuteMs = 60_000;
let answers: (request: EventsRequest) => EventsReading;

beforeAll(async () => {
  await createProduction();
  await createService.run({ slug: "shop", name: "Shop", tier: 1 }, admin);
  const keys = "apikey0123456789:appkey0123456789";
  await createSource.run(
    { slug: "dd", name: "Datadog", config: { kind: "datadog", url: "https://dd.example", api: "v2" }, secret: keys },
    admin,
  );
  const config = { kind: "prometheus", url: "https://prometheus.example" };
  await createSource.run({ slug: "prom", name: "Prometheus", config }, admin);
});

const port: MeasurementPort = {
  targets: async () => [],
  read: async () => new Map(),
  readEvents: async (_source, requests) => new Map(requests.map((request) => [request.key, answers(request)])),
  close: async () => undefined,
};

function run(atMs: number) {
  const { runtime } = harness();
  runtime.setNow(atMs);
  return runMinute({ runtime, port, memory: createMinuteMemory() }, runtime.clock.now());
}

const definitionOf = (meter: object) => ({
  sli: { kind: "ratio", meter },
  targetPercent: "99",
  period: { kind: "rolling", days: 30 },
  alerting: { quietMs: 0 },
});

async function promise(slug: string, meter: object): Promise<void> {
  const definition = definitionOf(meter);
  await createObjective.run({ slug, name: slug, service: "shop", environment: "production", definition }, admin);
}

const level = async (slug: string) => (await getObjective.run({ slug }, admin)).level;
const silent = (): EventsReading => ({ status: "minutes", minutes: [] });

describe("an objective by queries that have minutes", () => {
  const meter = { kind: "query", source: "dd", good: "sum:ok{*}", total: "sum:all{*}", delayMs: 60_000 };
  const begin = T0 + minuteMs;

  it("takes each minute once it is closed, and asks again for one that is not there yet", async () => {
    await promise("by-minutes", meter);
    const asked: EventsRequest[] = [];
    let newest = begin;
    answers = (request) => {
      asked.push(request);
      const minutes = [];
      for (let at = request.fromMs; at < request.toMs && at < newest; at += minuteMs)
        minutes.push({ minuteMs: at, good: 98, total: 100 });
      return { status: "minutes", minutes };
    };
    await run(begin + minuteMs);
    newest = begin + 3 * minuteMs;
    for (let turn = 2; turn <= 4; turn += 1) await run(begin + turn * minuteMs);
    expect(asked.at(-1)?.toMs).toBe(begin + 3 * minuteMs);
    expect(await level("by-minutes")).toMatchObject({
      good: "392",
      total: "400",
      verdict: "missed",
      unknownMinutes: 0,
    });
  });

  it("goes on where it was after a source that refused, and gives no number for what is missing for good", async () => {
    answers = () => ({ status: "blind", cause: "unreachable", detail: "Datadog takes no more questions (429)." });
    await run(begin + 5 * minuteMs);
    const dark = await getObjective.run({ slug: "by-minutes" }, admin);
    expect(dark.blind).toMatchObject({ cause: "unreachable", detail: expect.stringContaining("429") });
    // The refused minute is there now; the one after it never comes.
    answers = ({ fromMs, toMs }) => ({
      status: "minutes",
      minutes: [...Array((toMs - fromMs) / minuteMs).keys()]
        .map((at) => ({ minuteMs: fromMs + at * minuteMs, good: 100, total: 100 }))
        .filter((one) => one.minuteMs !== begin + 4 * minuteMs),
    });
    for (let turn = 6; turn <= 9; turn += 1) await run(begin + turn * minuteMs);
    expect(await level("by-minutes")).toMatchObject({ total: "800", unknownMinutes: 1 });
    expect((await getObjective.run({ slug: "by-minutes" }, admin)).blind).toBeNull();
  });

  it("is unknown and says so while the source answers without the minutes", async () => {
    answers = silent;
    for (let turn = 10; turn <= 14; turn += 1) await run(begin + turn * minuteMs);
    const found = await getObjective.run({ slug: "by-minutes" }, admin);
    expect(found.blind).toMatchObject({ cause: "no_series" });
    expect(found.level).toMatchObject({ isDark: true, total: "800" });
    expect(Number(found.level.unknownMinutes)).toBeGreaterThan(2);
  });

  it("shares its minutes with others of the same queries, and a preview knows them too", async () => {
    await promise("by-minutes-too", meter);
    expect(await level("by-minutes-too")).toMatchObject({ total: "800" });
    const given = { service: "shop", environment: "production", definition: definitionOf(meter) };
    expect((await previewObjective.run(given, admin)).level.total).toBe("800");
  });
});

describe("an objective by counters that grow", () => {
  const begin = T0 + 60 * minuteMs;

  it("counts what they grew by, a reset from zero, and nothing while they are stale", async () => {
    answers = silent;
    await promise("by-counters", { kind: "query", source: "prom", good: 'orders{outcome="ok"}', total: "orders" });
    const read = (turn: number, good: number, total: number): EventsReading => ({
      status: "counters",
      sampledAt: instant(begin + turn * minuteMs),
      good: [{ id: "pod", count: good }],
      total: [{ id: "pod", count: total }],
    });
    const turns: EventsReading[] = [
      read(0, 1_000, 1_010),
      read(1, 1_090, 1_110),
      { status: "blind", cause: "stale", detail: "The newest sample is 90 000 ms old." },
      read(3, 1_300, 1_400),
      read(4, 40, 50),
    ];
    for (const [turn, reading] of turns.entries()) {
      answers = ({ good }) => (good.startsWith("orders") ? reading : silent());
      await run(begin + turn * minuteMs);
    }
    // 90 of 100, a gap that is too long to be of one minute, and 40 of 50 since the restart.
    expect(await level("by-counters")).toMatchObject({ good: "130", total: "150", unknownMinutes: 2 });
  });

  it("refuses what it could not count exactly, by field", async () => {
    const of = (meter: object) => refusalOf(promise("never", meter));
    expect(await of({ kind: "query", source: "prom", good: "rate(orders[5m])", total: "orders" })).toMatchObject({
      code: "invalid_input",
      fields: ["definition.sli.meter.good"],
    });
    expect(await of({ kind: "query", source: "nowhere", good: "a", total: "b" })).toMatchObject({
      fields: ["definition.sli.meter.source"],
    });
    const sliced = {
      ...definitionOf({ kind: "pushed", stream: "s" }),
      method: { kind: "timeslices", slicePercent: "99" },
    };
    const given = { slug: "never", name: "n", service: "shop", environment: "production", definition: sliced };
    expect(await refusalOf(createObjective.run(given, admin))).toMatchObject({ fields: ["definition.method"] });
  });
});

describe("an objective by pushed counts", () => {
  const begin = T0 + 120 * minuteMs;
  const push = (batches: object[]) =>
    pushCounts.run({ service: "shop", environment: "production", stream: "orders", batches }, callAs("developer"));
  const batch = (id: string, turn: number, more: object = {}) => ({
    ...{ id, minute: new Date(begin + turn * minuteMs).toISOString(), good: 99, bad: 1 },
    ...more,
  });

  it("is exact when every event was kept, and counts a batch that comes twice once", async () => {
    answers = silent;
    await promise("by-push", { kind: "pushed", stream: "orders", delayMs: 120_000 });
    harness().runtime.setNow(begin + minuteMs);
    expect(await push([batch("a", 0), batch("b", 0)])).toEqual({ taken: 2, known: 0, meters: 1 });
    expect(await push([batch("a", 0)])).toEqual({ taken: 0, known: 1, meters: 1 });
    await run(begin + minuteMs);
    expect(await level("by-push")).toMatchObject({ total: "0", verdict: "no_data" });
    await run(begin + 3 * minuteMs);
    expect(await level("by-push")).toMatchObject({ good: "198", total: "200", sampled: null, verdict: "met" });
  });

  it("is an estimate with a bound when they were sampled; a bound with the target in it leaves the verdict open", async () => {
    const minutes = [...Array(6).keys()].map((at) => batch(`s${at}`, 4 + at, { good: 198, bad: 2, probability: 0.01 }));
    for (const [at, one] of minutes.entries()) {
      harness().runtime.setNow(begin + (5 + at) * minuteMs);
      await push([one]);
      await run(begin + (6 + at) * minuteMs);
    }
    for (let turn = 12; turn <= 14; turn += 1) await run(begin + turn * minuteMs);
    const found = await getObjective.run({ slug: "by-push" }, admin);
    expect(found.level).toMatchObject({ good: "118998", total: "120200", verdict: "undetermined" });
    const { sampled, worstPercent, bestPercent, budgetLeftWorst } = found.level;
    expect(sampled).toMatchObject({ estimatePercent: "99.0000" });
    expect(Number(sampled?.lowPercent)).toBeLessThan(99);
    expect(Number(sampled?.highPercent)).toBeGreaterThan(99);
    expect(Number(worstPercent)).toBeLessThanOrEqual(Number(sampled?.lowPercent));
    expect(Number(bestPercent)).toBeGreaterThanOrEqual(Number(sampled?.highPercent));
    // 1 200 of 120 000 kept: half of the bound is near 1.96 · √(0.01 · 0.99 / 1 200).
    expect(Number(sampled?.boundPoints)).toBeGreaterThan(0.5);
    expect(Number(sampled?.boundPoints)).toBeLessThan(0.75);
    expect(budgetLeftWorst).toBeLessThan(0);
    const listed = (await listObjectives.run({}, admin)).items.find(({ slug }) => slug === "by-push");
    expect(listed?.level.sampled).toEqual(sampled);
  });

  it("has the same bound from stored sums as from minutes", async () => {
    const before = await level("by-push");
    answers = silent;
    await run(begin + 70 * minuteMs);
    await run(begin + 71 * minuteMs);
    const sealed = await harness().db.objectiveHour.findMany({ where: { objective: { slug: "by-push" } } });
    expect(sealed.some(({ heaviest, noiseGood }) => heaviest === 100 && noiseGood > 0)).toBe(true);
    const listed = (await listObjectives.run({}, admin)).items.find(({ slug }) => slug === "by-push");
    expect(listed?.level.sampled).toEqual(before.sampled);
  });

  it("refuses closed and coming minutes, half minutes, strange streams and other content under a known name, all or nothing", async () => {
    harness().runtime.setNow(begin + 80 * minuteMs);
    const fields = async (call: Promise<unknown>) => refusalOf(call);
    expect(await fields(push([batch("new", 79), batch("late", 70), batch("ahead", 82)]))).toMatchObject({
      code: "invalid_input",
      fields: ["batches.1.minute", "batches.2.minute"],
    });
    expect(await harness().db.pushedBatch.count({ where: { batchId: "new" } })).toBe(0);
    expect(
      await fields(push([{ ...batch("x", 79), minute: new Date(begin + 79 * minuteMs + 1_000).toISOString() }])),
    ).toMatchObject({
      fields: ["batches.0.minute"],
    });
    await push([batch("once", 79)]);
    expect(await fields(push([batch("once", 79, { good: 5 })]))).toMatchObject({
      code: "conflict",
      fields: ["batches.0.id"],
    });
    expect(await fields(push([batch("p", 79, { probability: 0 })]))).toMatchObject({
      fields: ["batches.0.probability"],
    });
    const elsewhere = { service: "shop", environment: "production", stream: "other", batches: [batch("y", 79)] };
    expect(await fields(pushCounts.run(elsewhere, admin))).toMatchObject({ fields: ["stream"] });
    expect(await fields(pushCounts.run({ ...elsewhere, stream: "orders" }, callAs("viewer")))).toMatchObject({
      code: "forbidden",
    });
  });
});

describe("an objective by metrics over OTLP", () => {
  const begin = T0 + 300 * minuteMs;
  const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const nanos = (ms: number) => `${ms}000000`;

  async function send(
    metric: object,
  ): Promise<{ partialSuccess?: { rejectedDataPoints: string; errorMessage: string } }> {
    const attributes = [attribute("service.name", "shop"), attribute("deployment.environment.name", "production")];
    const body = JSON.stringify({
      resourceMetrics: [{ resource: { attributes }, scopeMetrics: [{ metrics: [metric] }] }],
    });
    const headers = { "content-type": "application/json", authorization: "Bearer role:developer" };
    const answer = await answerOtlp(
      new Request("http://signalbox/v1/metrics", { method: "POST", body, headers }),
      "metrics",
    );
    expect(answer.status).toBe(200);
    return (await answer.json()) as object;
  }
  const counter = (turn: number, ok: number, failed: number) => ({
    name: "orders",
    sum: {
      isMonotonic: true,
      aggregationTemporality: 2,
      dataPoints: [
        ["ok", ok],
        ["failed", failed],
      ].map(([outcome, count]) => ({
        attributes: [attribute("outcome", `${outcome}`)],
        startTimeUnixNano: nanos(begin - 60 * minuteMs),
        timeUnixNano: nanos(begin + turn * minuteMs),
        asInt: `${count}`,
      })),
    },
  });
  const at = (turn: number) => harness().runtime.setNow(begin + turn * minuteMs + 1_000);

  it("counts cumulative sums by what they grew, points that come twice once, and minutes without any as unknown", async () => {
    answers = silent;
    const good = [{ attribute: "outcome", values: ["ok"] }];
    await promise("by-sum", { kind: "otlp_sum", metric: "orders", good });
    const told: [number, number, number][] = [
      [0, 5_000, 50],
      [1, 5_098, 52],
      [2, 5_198, 52],
      // Nothing was heard of the third minute; the fourth one begins with a point that is too far from the one before.
      [5, 5_400, 60],
      [6, 5_490, 70],
    ];
    for (const [turn, ok, failed] of told) {
      at(turn);
      await send(counter(turn, ok, failed));
      await send(counter(turn, ok, failed));
      await run(begin + turn * minuteMs + 2_000);
    }
    await run(begin + 9 * minuteMs);
    expect(await level("by-sum")).toMatchObject({ good: "288", total: "300" });
    const { unknownMinutes } = await level("by-sum");
    expect(unknownMinutes).toBe(3);
  });

  it("leaves latencies of a bucket across the threshold in doubt, at worst bad and at best good", async () => {
    await promise("by-latency", { kind: "otlp_latency", metric: "http.server.request.duration", thresholdMs: 300 });
    const histogram = (turn: number, bucketCounts: number[]) => ({
      name: "http.server.request.duration",
      unit: "s",
      histogram: {
        aggregationTemporality: 1,
        dataPoints: [
          {
            startTimeUnixNano: nanos(begin + (turn - 1) * minuteMs),
            timeUnixNano: nanos(begin + turn * minuteMs),
            explicitBounds: [0.1, 0.5],
            bucketCounts,
          },
        ],
      },
    });
    at(20);
    await send(histogram(20, [990, 6, 4]));
    at(21);
    await send(histogram(21, [1_000, 0, 0]));
    await run(begin + 24 * minuteMs);
    expect(await level("by-latency")).toMatchObject({
      good: "1990",
      total: "2000",
      worstPercent: "99.5000",
      bestPercent: "99.8000",
    });
    const [row] = await harness().db.serviceHour.findMany({
      where: { source: "otlp_latency" },
      select: { targetId: true },
    });
    expect(row?.targetId).toMatch(/^mtr_/);
  });

  it("tells the sender what it does not count, and why", async () => {
    at(30);
    const gauge = { name: "orders", gauge: { dataPoints: [{ timeUnixNano: nanos(begin), asInt: "4" }] } };
    expect((await send(gauge)).partialSuccess?.errorMessage).toContain("no count");
    await send(counter(30, 6_000, 80));
    at(36);
    const late = await send(counter(31, 6_100, 81));
    expect(late.partialSuccess?.errorMessage).toContain("later than a meter waits");
  });
});

it("is written to OpenSLO and to files of the product's own kind as it is", async () => {
  const { text, notes } = await exportObjectives.run({ format: "openslo" }, admin);
  expect(notes).toEqual([]);
  const files = [{ name: "objectives.yaml", text }];
  const { changes } = await planObjectives.run({ files }, admin);
  expect(new Set(changes.map(({ action }) => action))).toEqual(new Set(["unchanged"]));
});
