import { beforeAll, describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { answerOtlp } from "@/lib/otlp/adapters/otlp-endpoint";
import { createBudgetPolicy } from "@/lib/policies/use-cases/create-budget-policy";
import { getBudgetGate } from "@/lib/policies/use-cases/read-budget-policies";
import type { ObjectiveView } from "@/lib/slos/contract";
import { runMinute } from "@/lib/slos/loop/minute-loop";
import { createMinuteMemory } from "@/lib/slos/loop/minute-memory";
import type { MeasurementPort } from "@/lib/slos/port";
import { createObjective } from "@/lib/slos/use-cases/create-objective";
import { pushCounts } from "@/lib/slos/use-cases/push-counts";
import { getObjective, listObjectives } from "@/lib/slos/use-cases/read-objectives";
import { takeRunMinutes } from "@/lib/synthetics/loop/take-minutes";
import { createCheck } from "@/lib/synthetics/use-cases/create-check";
import type { CountsReading, EventsReading } from "@/lib/telemetry/port";
import { createSource } from "@/lib/telemetry/use-cases/create-source";
import { callAs, setUpHarness, T0 } from "@/tests/support/harness";
import { createMeasured } from "@/tests/support/measured-services";
import { builderOf, drain, makePlaces, tell } from "../insights/insight-rig";

/**
 * Goal: whatever counts an objective, when all of it is cut nothing shows better for 24 hours: not the level, not the budget, not the alerts,
 * not the list, not the gate. Periods of one day, so that every bad minute leaves the period in the dark.
 */

const harness = setUpHarness({ SIGNALBOX_OUTBOUND_ALLOW_CIDRS: "127.0.0.0/8" });
const admin = callAs("admin");
const minuteMs = 60_000;
const lightMinutes = 78;
/** After an hour everything goes wrong and is so when it is cut: the strict objectives have lost their budget, and page. */
const isBad = (minute: number) => minute >= 62;
const goodOf = (minute: number) => (isBad(minute) ? 500 : 1_000);

/** Each way in which an objective can be counted. */
const counted: Readonly<Record<string, object>> = {
  counters: { kind: "availability" },
  latency: { kind: "latency", thresholdMs: 250 },
  "query-counters": { kind: "ratio", meter: { kind: "query", source: "prom", good: "ok", total: "all" } },
  "query-minutes": { kind: "ratio", meter: { kind: "query", source: "dd", good: "sum:ok{*}", total: "sum:all{*}" } },
  "otlp-sum": {
    kind: "ratio",
    meter: { kind: "otlp_sum", metric: "orders", good: [{ attribute: "outcome", values: ["ok"] }] },
  },
  "otlp-latency": { kind: "ratio", meter: { kind: "otlp_latency", metric: "request.duration", thresholdMs: 500 } },
  pushed: { kind: "ratio", meter: { kind: "pushed", stream: "whole", delayMs: 120_000 } },
  sampled: { kind: "ratio", meter: { kind: "pushed", stream: "sampled", delayMs: 120_000 } },
  journeys: { kind: "availability", check: "buying" },
};
const strictOf = (name: string) => `${name}-strict`;
const laxOf = (name: string) => `${name}-lax`;
const slugs = [...Object.keys(counted).flatMap((name) => [strictOf(name), laxOf(name)]), "composed", "deliveries"];

const memory = createMinuteMemory();
let isCut = false;
let minuteNow = 0;
let targetId = "";
let served = { requests: 0, errors: 0 };

function reading(): CountsReading {
  if (isCut) return { status: "blind", cause: "unreachable", detail: "Nobody answers." };
  const { requests, errors } = served;
  const latencyBuckets = [
    { upperBoundMs: 250, count: requests - errors },
    { upperBoundMs: Number.POSITIVE_INFINITY, count: requests },
  ];
  const a = [{ id: "one", requests, errors, latencyBuckets }];
  return { status: "read", sampledAt: instant(T0 + minuteNow * minuteMs), slots: { a, b: [] } };
}

function events(source: string, fromMs: number, toMs: number): EventsReading {
  if (isCut) return { status: "blind", cause: "unreachable", detail: "Nobody answers." };
  if (source === "prom") {
    const { requests, errors } = served;
    const sampledAt = instant(T0 + minuteNow * minuteMs);
    const one = (count: number) => [{ id: "pod", count }];
    return { status: "counters", sampledAt, good: one(requests - errors), total: one(requests) };
  }
  const minutes = Array.from({ length: (toMs - fromMs) / minuteMs }, (_, index) => fromMs + index * minuteMs);
  return {
    status: "minutes",
    minutes: minutes.map((at) => ({ minuteMs: at, good: goodOf((at - T0) / minuteMs), total: 1_000 })),
  };
}

const port: MeasurementPort = {
  targets: async () => [
    {
      targetId,
      source: "scripted",
      sourceKey: "scripted",
      request: { key: targetId, selectors: { a: {}, b: {} } },
      slots: ["a", "b"] as const,
      freshSlot: "b" as const,
    },
  ],
  read: async (_source, requests) => new Map(requests.map(({ key }) => [key, reading()])),
  readEvents: async (_source, requests) =>
    new Map(requests.map(({ key, good, fromMs, toMs }) => [key, events(good === "ok" ? "prom" : "dd", fromMs, toMs)])),
  close: async () => undefined,
};

const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const nanos = (ms: number) => `${ms}000000`;

/** What a service sends of the minute before `minute`: deltas, so that a batch is the minute. */
async function sendOtlp(minute: number): Promise<void> {
  const point = { startTimeUnixNano: nanos(T0 + (minute - 1) * minuteMs), timeUnixNano: nanos(T0 + minute * minuteMs) };
  const good = goodOf(minute - 1);
  const counts = { ok: good, failed: 1_000 - good };
  const dataPoints = Object.entries(counts).map(([outcome, asInt]) => ({
    ...{ ...point, attributes: [attribute("outcome", outcome)], asInt: `${asInt}` },
  }));
  const histogram = { ...point, explicitBounds: [0.5], bucketCounts: [counts.ok, counts.failed] };
  const metrics = [
    { name: "orders", sum: { isMonotonic: true, aggregationTemporality: 1, dataPoints } },
    { name: "request.duration", unit: "s", histogram: { aggregationTemporality: 1, dataPoints: [histogram] } },
  ];
  const attributes = [attribute("service.name", "shop"), attribute("deployment.environment.name", "production")];
  const body = JSON.stringify({ resourceMetrics: [{ resource: { attributes }, scopeMetrics: [{ metrics }] }] });
  const headers = { "content-type": "application/json", authorization: "Bearer role:developer" };
  const request = new Request("http://signalbox/v1/metrics", { method: "POST", body, headers });
  expect((await answerOtlp(request, "metrics")).status).toBe(200);
}

async function push(minute: number): Promise<void> {
  const good = goodOf(minute - 1);
  const batch = { id: `${minute}`, minute: new Date(T0 + (minute - 1) * minuteMs).toISOString() };
  const place = { service: "shop", environment: "production" };
  await pushCounts.run({ ...place, stream: "whole", batches: [{ ...batch, good, bad: 1_000 - good }] }, admin);
  const kept = { good: good / 5, bad: (1_000 - good) / 5, probability: 0.2 };
  await pushCounts.run({ ...place, stream: "sampled", batches: [{ ...batch, ...kept }] }, admin);
}

async function runJourney(minute: number): Promise<void> {
  const at = new Date(T0 + (minute - 1) * minuteMs + 5_000);
  const { id: checkId } = await harness().db.syntheticCheck.findUniqueOrThrow({ where: { slug: "buying" } });
  const outcome = isBad(minute - 1) ? "failed" : "passed";
  const times = { wantedAt: at, startedAt: at, endedAt: new Date(at.getTime() + 200), durationMs: 200 };
  await harness().db.syntheticRun.create({ data: { checkId, cause: "schedule", outcome, ...times } });
}

async function tick(minute: number): Promise<void> {
  const { runtime } = harness();
  minuteNow = minute;
  runtime.setNow(T0 + minute * minuteMs + 5_000);
  await runMinute({ runtime, port, memory, takeMinutes: takeRunMinutes }, runtime.clock.now());
}

async function promise(slug: string, sli: object, targetPercent: string): Promise<void> {
  const isDelivery = slug === "deliveries";
  const service = isDelivery ? "checkout" : "shop";
  const period = { kind: "rolling", days: isDelivery ? 30 : 1 };
  const definition = { sli, targetPercent, period, alerting: { quietMs: 0, minRequests: 5 } };
  await createObjective.run({ slug, name: slug, service, environment: "production", definition }, admin);
}

/** Fifteen working days of deployments, each told by a source that is heard every hour until it is cut. */
async function tellDeployments(): Promise<void> {
  const dayMs = 24 * 60 * minuteMs;
  const days = Array.from({ length: 20 }, (_, day) => day).filter((day) => day % 7 !== 0);
  const ids = await tell(
    harness(),
    days.map((day) => ({ version: `1.${day}`, hoursAgo: day * 24 + 2 })),
  );
  await drain(builderOf(harness()));
  const { db } = harness();
  await db.eventSource.create({ data: { id: "src_ci", slug: "ci", name: "Jenkins", kind: "jenkins", config: {} } });
  for (const id of ids) {
    await db.deployment.update({ where: { id }, data: { subjectKey: `run:${id}` } });
    const fact = { kind: "run", subjectKey: `run:${id}`, occurredAt: new Date(T0 - 20 * dayMs), sourceId: "src_ci" };
    await db.signalFact.create({ data: { id: `fact_${id}`, ...fact, body: {} } });
  }
  const heard = Array.from({ length: 20 * 24 }, (_, hour) => new Date(T0 - 20 * dayMs + hour * 60 * minuteMs));
  await db.deliveryTally.createMany({
    data: heard.map((hour) => ({ sourceId: "src_ci", hour, outcome: "parsed", count: 3n, lastAt: hour })),
  });
}

beforeAll(async () => {
  await makePlaces();
  targetId = await createMeasured("shop");
  const keys = "apikey0123456789:appkey0123456789";
  const dd = { kind: "datadog", url: "https://dd.example", api: "v2" };
  await createSource.run({ slug: "dd", name: "Datadog", config: dd, secret: keys }, admin);
  const prom = { kind: "prometheus", url: "https://prometheus.example" };
  await createSource.run({ slug: "prom", name: "Prometheus", config: prom }, admin);
  const place = { service: "shop", environment: "production" };
  const journey = { steps: [{ name: "Pay", url: "http://127.0.0.1:8080/pay" }] };
  await createCheck.run({ slug: "buying", name: "Buying", ...place, journey, intervalMs: minuteMs }, admin);
  for (const [name, sli] of Object.entries(counted)) {
    await promise(strictOf(name), sli, "99");
    await promise(laxOf(name), sli, "50");
  }
  const parts = ["counters", "pushed"].map((name) => ({ objective: laxOf(name), weight: 1 }));
  await promise("composed", { kind: "composite", combine: "all", parts }, "40");
  await tellDeployments();
  const frequency = { kind: "delivery", measure: "deployment_frequency", timeZone: "UTC", holidays: [] };
  await promise("deliveries", frequency, "50");
  const definition = {
    scope: { tier: 1, environmentKinds: ["production"] },
    thresholds: [{ leftPercent: 0, effect: { kind: "freeze", exemptions: [] } }],
  };
  await createBudgetPolicy.run({ slug: "tier-1", name: "Tier 1", definition }, admin);
});

const gravity = {
  band: ["healthy", "observe", "attention", "dark", "unhealthy", "uncertain", "exhausted"],
  verdict: ["met", "undetermined", "no_data", "missed"],
  alert: ["not_looked", "quiet", "pending", "frozen", "firing"],
  gate: ["go", "undetermined", "held"],
};

interface Look {
  readonly band: number;
  readonly verdict: number;
  readonly left: number;
  readonly alerts: readonly number[];
}

const viewer = callAs("viewer");
const page = (slug: string) => getObjective.run({ slug }, viewer);
const gate = () => getBudgetGate.run({ service: "shop", environment: "production" }, viewer);

async function lookAtAll(): Promise<Map<string, Look>> {
  return new Map((await listObjectives.run({}, viewer)).items.map((view) => [view.slug, lookOf(view)]));
}

function of(looks: ReadonlyMap<string, Look>, slug: string): Look {
  const found = looks.get(slug);
  if (!found) throw new Error(`${slug} is not looked at`);
  return found;
}

function lookOf(view: ObjectiveView): Look {
  return {
    band: gravity.band.indexOf(view.band),
    verdict: gravity.verdict.indexOf(view.level.verdict),
    left: view.level.budgetLeftWorst ?? Number.NEGATIVE_INFINITY,
    alerts: view.alerts.map(({ status }) => gravity.alert.indexOf(status)),
  };
}

function expectNotGreener(was: Look, is: Look, about: string): void {
  expect(is.band, `band of ${about}`).toBeGreaterThanOrEqual(was.band);
  expect(is.verdict, `verdict of ${about}`).toBeGreaterThanOrEqual(was.verdict);
  expect(is.left, `budget of ${about}`).toBeLessThanOrEqual(was.left);
  // Firing becomes frozen, which keeps that it was; it never becomes quiet.
  for (const [rule, state] of is.alerts.entries())
    expect(state, `rule ${rule} of ${about}`).toBeGreaterThanOrEqual(Math.min(3, was.alerts[rule] ?? 0));
}

describe("every kind of source", () => {
  it("tells while it is there, of the bad and of the good", async () => {
    await tick(0);
    for (let minute = 1; minute <= lightMinutes; minute += 1) {
      served = { requests: served.requests + 1_000, errors: served.errors + 1_000 - goodOf(minute - 1) };
      harness().runtime.setNow(T0 + minute * minuteMs + 1_000);
      await sendOtlp(minute);
      await push(minute);
      await runJourney(minute);
      await tick(minute);
    }
    for (const name of Object.keys(counted)) {
      const [strict, lax] = [await page(strictOf(name)), await page(laxOf(name))];
      expect([name, strict.band, strict.level.verdict, strict.level.isDark]).toEqual([
        name,
        "exhausted",
        "missed",
        false,
      ]);
      expect([name, strict.alerts.some(({ status }) => status === "firing")]).toEqual([name, true]);
      expect([name, lax.level.total === "0"]).toEqual([name, false]);
    }
    expect((await page("deliveries")).level.verdict).toBe("met");
    expect((await gate()).verdict).toBe("held");
  });

  it("cut, shows nothing better for 24 hours: on the page, in the list, in its alerts and at the gate", async () => {
    isCut = true;
    let was = await lookAtAll();
    const wasPage = new Map<string, Look>();
    for (const slug of slugs) wasPage.set(slug, lookOf(await page(slug)));
    const wasGate = gravity.gate.indexOf((await gate()).verdict);
    const pagesAt = new Set([10, 370, 1_440]);
    for (let minute = 1; minute <= 24 * 60; minute += minute < 10 ? 1 : 30) {
      await tick(lightMinutes + minute);
      const is = await lookAtAll();
      for (const slug of slugs) expectNotGreener(of(was, slug), of(is, slug), `${slug} after ${minute} min`);
      was = is;
      if (!pagesAt.has(minute)) continue;
      for (const slug of slugs) {
        const now = lookOf(await page(slug));
        expectNotGreener(of(wasPage, slug), now, `the page of ${slug} after ${minute} min`);
        wasPage.set(slug, now);
      }
      expect(gravity.gate.indexOf((await gate()).verdict)).toBeGreaterThanOrEqual(wasGate);
    }
    for (const slug of slugs.filter((one) => one !== "deliveries" && one !== "composed")) {
      const { level, alerts } = await page(slug);
      expect([slug, level.isDark]).toEqual([slug, true]);
      expect([slug, new Set(alerts.map(({ status }) => status))]).toEqual([slug, new Set(["frozen"])]);
    }
  });
});
