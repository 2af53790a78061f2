import { beforeAll, expect, it } from "vitest";
import { defaultPlans } from "@/lib/rollouts/domain/default-plans";
import { createTemplate } from "@/lib/rollouts/use-cases/create-template";
import { previewPolicy } from "@/lib/rollouts/use-cases/preview-policy";
import { callAs, refusalOf, setUpHarness, T0 } from "@/tests/support/harness";
import { createMeasured, createProduction } from "@/tests/support/measured-services";

/** Goal: a way of rolling out is tried on the counts of past rollouts before it is saved, and changes nothing. */

const harness = setUpHarness();

beforeAll(async () => {
  await createProduction();
  const targetId = await createMeasured("shop");
  await createTemplate.run({ slug: "usual", name: "Usual", plan: defaultPlans.canary }, callAs("admin"));
  const { db } = harness();
  const { serviceId, environmentId } = await db.target.findUniqueOrThrow({ where: { id: targetId } });
  const rollout = (id: string, canaryVersion: string) => ({
    ...{ id, serviceId, environmentId, targetId, strategy: "canary", stableVersion: "1.0.0", canaryVersion },
    ...{ phase: "completed" as const, state: {}, pauseReasons: [], startedBy: "test" },
  });
  const plan = { triggers: { metrics: [queue] } };
  await db.rollout.create({ data: { ...rollout("rol_sick", "1.3.0"), state: { plan } } });
  await keepSick(db);
  await db.rollout.create({ data: rollout("rol_bad", "1.1.0") });
  await db.rollout.create({ data: rollout("rol_uncounted", "1.2.0") });
  // 3 % of the new version's requests fail, none of the old one's.
  await db.rolloutSample.createMany({
    data: Array.from({ length: 40 }, (_, index) => ({
      ...{ rolloutId: "rol_bad", at: new Date(T0 + index * 5_000), source: "prometheus", stepIndex: 0 },
      ...{ desiredSharePercent: 10, canaryRequests: 100n * BigInt(index + 1), canaryErrors: 3n * BigInt(index + 1) },
      ...{ baselineRequests: 900n * BigInt(index + 1), baselineErrors: 0n },
    })),
  });
});

const queue = {
  id: "queue",
  sourceId: "prom",
  query: "depth",
  failWhen: "above",
  limit: 50,
  failuresInARow: 1,
} as const;

/** A rollout whose errors were fine, and whose latency, health and queue were not: 60 ms slower, three bad checks, a queue of 20. */
async function keepSick(db: ReturnType<typeof harness>["db"]): Promise<void> {
  await db.rolloutSample.createMany({
    data: Array.from({ length: 40 }, (_, index) => ({
      ...{ rolloutId: "rol_sick", at: new Date(T0 + index * 5_000), source: "prometheus", stepIndex: 0 },
      ...{ desiredSharePercent: 50, canaryRequests: 100n * BigInt(index + 1), canaryErrors: 0n },
      ...{ baselineRequests: 100n * BigInt(index + 1), baselineErrors: 0n },
      latency: `20,50,100|0,0,${100 * (index + 1)},0|${100 * (index + 1)},0,0,0`,
    })),
  });
  const run = { fromMs: T0 + 10_000, untilMs: T0 + 14_000, count: 3, ok: false, detail: "http://a answered 500" };
  const well = { fromMs: T0, untilMs: T0, count: 1, ok: true, detail: "" };
  const metrics = [{ id: "queue", source: "prom", samples: [{ atMs: T0 + 20_000, value: 20 }] }];
  await db.rolloutLook.create({
    data: {
      ...{ rolloutId: "rol_sick", at: new Date(T0 + 20_000), stepIndex: 0, stepStartedAt: new Date(T0) },
      heard: { health: [well, run], metrics },
    },
  });
}

const preview = (overrides: object) =>
  previewPolicy.run({ slug: "shop", template: "usual", overrides }, callAs("developer"));

it("says which past rollouts would have been taken back, when and by what, and of which nobody can tell", async () => {
  const triggers = { burnRate: { enabled: false } };
  const strict = await preview({ triggers });
  expect(strict.sentence).toContain("Of 3 past rollouts 2 more would have been taken back");
  const [uncounted, bad, sick] = strict.rollouts;
  expect(uncounted).toMatchObject({ id: "rol_uncounted", outcome: "not_counted", failure: null });
  expect(sick).toMatchObject({ outcome: "caught", failure: { check: "health", step: 1, canaryRequests: null } });
  expect(sick?.judged).toEqual(["error_rate", "latency", "health"]);
  expect(bad?.notKept).toEqual(["latency", "health"]);
  expect(bad).toMatchObject({ id: "rol_bad", outcome: "caught", failure: { check: "error_rate", step: 1 } });
  expect(bad?.failure?.canaryRequests).toBeLessThan(4_000);
  const lax = await preview({ triggers: { ...triggers, errorRate: { maxIncreasePp: 10 } } });
  expect(lax.rollouts.map(({ outcome }) => outcome)).toEqual(["not_counted", "same", "caught"]);
  expect(await harness().db.serviceRolloutPolicy.count()).toBe(0);
  expect(await harness().db.auditEvent.count({ where: { action: "policy.preview" } })).toBe(2);
});

it("judges latency, health and custom metrics again by their own limits", async () => {
  const off = { errorRate: { enabled: false }, burnRate: { enabled: false }, latency: { enabled: false } };
  const causeOf = async (triggers: object) => {
    const { rollouts } = await preview({ triggers: { ...off, ...triggers } });
    return rollouts.find(({ id }) => id === "rol_sick")?.failure?.check ?? null;
  };
  const patient = { failuresInARow: 4 };
  expect(await causeOf({ health: patient })).toBeNull();
  expect(await causeOf({ health: { failuresInARow: 3 } })).toBe("health");
  expect(await causeOf({ health: patient, latency: { enabled: true, maxIncreaseMs: 20 } })).toBe("latency");
  expect(await causeOf({ health: patient, latency: { enabled: true, maxIncreaseMs: 500 } })).toBeNull();
  expect(await causeOf({ health: patient, metrics: [queue] })).toBeNull();
  expect(await causeOf({ health: patient, metrics: [{ ...queue, limit: 10 }] })).toBe("metric");
  const otherQuestion = { ...queue, limit: 10, query: "another" };
  expect(await causeOf({ health: patient, metrics: [otherQuestion] })).toBeNull();
});

it("refuses what could not be saved, and services and templates that are not there", async () => {
  expect(await refusalOf(preview({ steps: [] }))).toMatchObject({ code: "invalid_input" });
  const elsewhere = { slug: "nowhere", template: "usual" };
  expect(await refusalOf(previewPolicy.run(elsewhere, callAs("viewer")))).toMatchObject({ code: "not_found" });
});
