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

const preview = (overrides: object) =>
  previewPolicy.run({ slug: "shop", template: "usual", overrides }, callAs("developer"));

it("says which past rollouts would have been taken back, when and by what, and of which nobody can tell", async () => {
  const triggers = { burnRate: { enabled: false } };
  const strict = await preview({ triggers });
  expect(strict.sentence).toContain("Of 2 past rollouts 1 more would have been taken back");
  const [uncounted, bad] = strict.rollouts;
  expect(uncounted).toMatchObject({ id: "rol_uncounted", outcome: "not_counted", failure: null });
  expect(bad).toMatchObject({ id: "rol_bad", outcome: "caught", failure: { check: "error_rate", step: 1 } });
  expect(bad?.failure?.canaryRequests).toBeLessThan(4_000);
  const lax = await preview({ triggers: { ...triggers, errorRate: { maxIncreasePp: 10 } } });
  expect(lax.rollouts.map(({ outcome }) => outcome)).toEqual(["not_counted", "same"]);
  expect(await harness().db.serviceRolloutPolicy.count()).toBe(0);
  expect(await harness().db.auditEvent.count({ where: { action: "policy.preview" } })).toBe(2);
});

it("refuses what could not be saved, and services and templates that are not there", async () => {
  expect(await refusalOf(preview({ steps: [] }))).toMatchObject({ code: "invalid_input" });
  const elsewhere = { slug: "nowhere", template: "usual" };
  expect(await refusalOf(previewPolicy.run(elsewhere, callAs("viewer")))).toMatchObject({ code: "not_found" });
});
