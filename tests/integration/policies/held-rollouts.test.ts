import { afterEach, beforeEach, expect, it } from "vitest";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { createBudgetPolicy } from "@/lib/policies/use-cases/create-budget-policy";
import { getRolloutGate } from "@/lib/policies/use-cases/read-budget-policies";
import { retireBudgetPolicy } from "@/lib/policies/use-cases/retire-budget-policy";
import { rollbackService } from "@/lib/rollouts/use-cases/rollback-service";
import { createObjective } from "@/lib/slos/use-cases/create-objective";
import { createTestDatabase } from "@/tests/support/database";
import { type Load, startLoad } from "@/tests/support/load";
import { createReleaseRig, type ReleaseRig } from "@/tests/support/release-rig";
import { storeEvenTraffic } from "@/tests/support/scripted-counters";
import { until } from "@/tests/support/until";

/** Goal: a policy stops a rollout that is under way before its next step, and lets it be rolled back. Method: the whole rig, real parts. */

const hourMs = 3_600_000;
const step = (trafficPercent: number) => ({ trafficPercent, bakeMs: 700, approval: false, minRequests: 5 });
let rig: ReleaseRig;
let load: Load;
let drop: () => Promise<void>;

beforeEach(async () => {
  const database = await createTestDatabase();
  drop = database.drop;
  rig = await createReleaseRig({ databaseUrl: database.url, plane: "edge" });
  load = startLoad({ url: rig.url, ratePerSecond: 60, maxRequests: 6_000 });
  const { db } = rig.runtime;
  const target = await db.target.findUniqueOrThrow({
    where: { id: rig.targetId },
    include: { service: true, environment: true },
  });
  await rig.run(createObjective, {
    slug: "answers",
    name: "Answers",
    service: target.service.slug,
    environment: target.environment.slug,
    definition: { sli: { kind: "availability" }, targetPercent: "99.9", period: { kind: "rolling", days: 30 } },
  });
  const toMs = Math.floor(rig.runtime.clock.now() / hourMs) * hourMs;
  const past = { targetIds: [rig.targetId], fromMs: toMs - 30 * hourMs, toMs, requests: 1_000, errors: 500 };
  await storeEvenTraffic(prismaExecutor(db), past);
});

afterEach(async () => {
  await load.stop();
  await rig.close();
  await drop();
});

async function setPolicy(): Promise<void> {
  const { service, environment } = await rig.runtime.db.target.findUniqueOrThrow({
    where: { id: rig.targetId },
    include: { service: true, environment: true },
  });
  const definition = {
    scope: { tier: service.tier, environmentKinds: [environment.kind] },
    thresholds: [{ leftPercent: 0, effect: { kind: "freeze" as const, exemptions: [] } }],
  };
  await rig.run(createBudgetPolicy, { slug: "frozen", name: "Frozen", definition });
}

it("pauses a rollout under way before the next step, says why, goes on when the policy ends, and completes", async () => {
  const id = await rig.ship({ steps: [{ ...step(20), bakeMs: 4_000 }, step(100)], warmMs: 700 });
  await rig.reach(id, (rollout) => rollout.phase === "baking");
  await setPolicy();
  const paused = await rig.reach(id, (rollout) => rollout.pauseReasons.includes("budget"));
  expect(paused.phase).toBe("baking");
  expect(paused.commands).not.toContain("resume");
  expect(paused.snapshots.some(({ sentence }) => sentence.includes("error budget of “Answers”"))).toBe(true);
  const gate = await rig.run(getRolloutGate, { id });
  expect(gate).toMatchObject({ verdict: "held", consequence: "freeze" });
  await rig.run(retireBudgetPolicy, { slug: "frozen", revision: 1, reason: "Agreed on something else." });
  const done = await rig.reach(id, (rollout) => rollout.phase === "completed");
  expect(done.pauseReasons).toEqual([]);
});

it("keeps a release in the queue with the reason; taking a version back is never held", async () => {
  const first = await rig.ship({ steps: [step(20), step(100)], warmMs: 600_000 });
  await rig.reach(first, (rollout) => rollout.phase === "watching");
  await setPolicy();
  const setAtMs = performance.now();
  const target = await rig.runtime.db.target.findUniqueOrThrow({
    where: { id: rig.targetId },
    include: { service: true, environment: true },
  });
  const place = { service: target.service.slug, environment: target.environment.slug };
  await rig.run(rollbackService, { ...place, reason: "Support calls." });
  await rig.reach(first, (rollout) => rollout.phase === "rolled_back");
  // A new policy acts within two seconds: before, a release might have begun.
  await until("the policy to act", () => performance.now() - setAtMs > 2_100);
  const second = await rig.ship({}, { version: "9.0.0" });
  await rig.reach(second, (rollout) => rollout.phase === "queued" && rollout.sentence.includes("error budget"));
});
