import { Registry } from "prom-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startJourneys } from "@/lib/composition-synthetics";
import { instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { orderMoments } from "@/lib/synthetics/loop/order-moments";
import { endRun, giveUpOld } from "@/lib/synthetics/run-store";
import { createCheck } from "@/lib/synthetics/use-cases/create-check";
import { listDeploymentRuns, listRolloutRuns } from "@/lib/synthetics/use-cases/read-checks";
import { callAs, setUpHarness, T0 } from "@/tests/support/harness";
import { createMeasured, createProduction } from "@/tests/support/measured-services";
import { type StubServer, startStub } from "@/tests/support/stub-server";
import { until } from "@/tests/support/until";

/** Goal: journeys stand beside a rollout at each of its moments, once, and never keep it from anything. */

const harness = setUpHarness({ SIGNALBOX_OUTBOUND_ALLOW_CIDRS: "127.0.0.0/8" });
let shop: StubServer;
let isBroken = false;
let target = "";

beforeAll(async () => {
  await createProduction();
  target = await createMeasured("shop");
  shop = await startStub(() => (isBroken ? { status: 500, body: {} } : { body: {} }));
  const journey = { steps: [{ name: "Open", url: `${shop.url}/` }] };
  const check = { slug: "open", name: "Open the shop", service: "shop", environment: "production" };
  await createCheck.run({ ...check, journey, intervalMs: 86_400_000 }, callAs());
});
afterAll(() => shop?.close());

async function addRollout(
  id: string,
  phase: "preparing" | "baking" | "watching",
  stepIndex: number | null,
): Promise<void> {
  const { serviceId, environmentId } = await harness().db.target.findUniqueOrThrow({ where: { id: target } });
  await harness().db.rollout.create({
    data: {
      id,
      serviceId,
      environmentId,
      targetId: target,
      strategy: "canary",
      stableVersion: "1.0.0",
      canaryVersion: "1.1.0",
      phase,
      state: { stepIndex },
      pauseReasons: [],
      startedBy: "test",
    },
  });
}

const set = (id: string, data: object) => harness().db.rollout.update({ where: { id }, data });
const runsOf = (id: string) => listRolloutRuns.run({ id }, callAs("viewer"));
const order = () => orderMoments(prismaExecutor(harness().db), harness().runtime.clock.now());

describe("journeys around a rollout", () => {
  it("are asked for once at each moment, however many workers look", async () => {
    await addRollout("rol_once", "preparing", null);
    const asked = await Promise.all([order(), order(), order()]);
    expect(asked.reduce((sum, count) => sum + count, 0)).toBe(1);
    await set("rol_once", { phase: "baking", state: { stepIndex: 0 } });
    expect(await order()).toBe(1);
    await set("rol_once", { phase: "baking", state: { stepIndex: 1 } });
    await order();
    expect((await runsOf("rol_once")).items.map(({ cause, stepIndex }) => [cause, stepIndex])).toEqual([
      ["before", null],
      ["step", 0],
      ["step", 1],
    ]);
    await set("rol_once", { phase: "cancelled" });
  });

  it("come before only while no user is moved; too late is not run", async () => {
    await addRollout("rol_late", "baking", 0);
    await order();
    const [before] = (await runsOf("rol_late")).items;
    expect(before).toMatchObject({
      cause: "before",
      outcome: "not_run",
      reason: expect.stringContaining("had traffic"),
    });
    await set("rol_late", { phase: "rolled_back", finishedAt: new Date() });
  });

  it("are given up without a word about the service when no worker makes them", async () => {
    const wanted = instant(T0 + 1);
    await giveUpOld(prismaExecutor(harness().db), { started: wanted, wanted, now: instant(T0 + 60_001) });
    const { items } = await runsOf("rol_once");
    expect(new Set(items.map(({ outcome }) => outcome))).toEqual(new Set(["not_run"]));
  });

  it("close a release when they pass with all traffic moved, and say what the new version had when they ran", async () => {
    const loop = startJourneys(harness().runtime, new Registry());
    try {
      await addRollout("rol_good", "preparing", null);
      await until("the run before", async () => (await runsOf("rol_good")).items[0]?.outcome === "passed");
      await set("rol_good", { phase: "baking", state: { stepIndex: 0 }, observedSharePercent: 10 });
      await until("the run after the step", async () => (await runsOf("rol_good")).items[1]?.outcome === "passed");
      expect((await runsOf("rol_good")).closing).toBe("not_yet");
      await set("rol_good", { phase: "watching", state: { stepIndex: 1 }, observedSharePercent: 100 });
      const closed = await until("the end", async () => {
        const runs = await runsOf("rol_good");
        return runs.closing === "closed" ? runs : null;
      });
      expect(closed.items.map(({ sharePercent }) => sharePercent)).toEqual([null, 10, 100]);
      expect(closed.sentence).toBe("Closed: Open the shop passed with all traffic on the new version.");
      await set("rol_good", { phase: "completed", finishedAt: new Date() });
    } finally {
      await loop.stop();
    }
  });

  it("that fail leave it open, and leave the rollout as it is", async () => {
    isBroken = true;
    const loop = startJourneys(harness().runtime, new Registry());
    try {
      await addRollout("rol_bad", "watching", 1);
      const open = await until("the end", async () => {
        const runs = await runsOf("rol_bad");
        return runs.closing === "open" ? runs : null;
      });
      expect(open.sentence).toContain("Not closed: Open the shop failed");
      const rollout = await harness().db.rollout.findUniqueOrThrow({ where: { id: "rol_bad" } });
      expect(rollout).toMatchObject({ phase: "watching", revision: 1, pauseReasons: [] });
    } finally {
      await loop.stop();
    }
  });
});

describe("journeys around a deployment that a pipeline reports", () => {
  const runsAround = (id: string) => listDeploymentRuns.run({ id }, callAs("viewer"));

  async function report(id: string, state: "running" | "succeeded" | "failed"): Promise<void> {
    const { db } = harness();
    const { serviceId, environmentId } = await db.target.findUniqueOrThrow({ where: { id: target } });
    const name = `3.0.0-${id}`;
    const version = await db.version.upsert({
      where: { serviceId_name: { serviceId, name } },
      create: { id: `ver_${id}`, serviceId, name },
      update: {},
    });
    const finishedAt = state === "running" ? null : new Date();
    await db.deployment.upsert({
      where: { id },
      create: {
        ...{ id, serviceId, environmentId, versionId: version.id, attempt: 1, origin: "pipeline", state },
        ...{ startedAt: new Date(), finishedAt, startedBy: "pipeline" },
      },
      update: { state, finishedAt },
    });
  }

  it("are made before and after it, once each, and close it", async () => {
    await report("dep_reported", "running");
    await Promise.all([order(), order()]);
    expect((await runsAround("dep_reported")).items).toMatchObject([
      { cause: "before", deploymentId: "dep_reported", rolloutId: null, outcome: null },
    ]);
    expect(await runsAround("dep_reported")).toMatchObject({ closing: "not_yet" });
    await endAll("dep_reported", "passed");
    await report("dep_reported", "succeeded");
    await Promise.all([order(), order()]);
    expect((await runsAround("dep_reported")).items.map(({ cause }) => cause)).toEqual(["before", "end"]);
    expect(await runsAround("dep_reported")).toMatchObject({ closing: "waiting" });
    await endAll("dep_reported", "passed");
    expect(await runsAround("dep_reported")).toMatchObject({ closing: "closed" });
  });

  it("say when it was over too soon, leave a failed one open, and are asked for once more by nobody", async () => {
    await report("dep_late", "succeeded");
    await order();
    const [before, end] = (await runsAround("dep_late")).items;
    expect(before).toMatchObject({ cause: "before", outcome: "not_run" });
    expect(before?.reason).toContain("over before it could be made");
    expect(end).toMatchObject({ cause: "end", outcome: null });
    await endAll("dep_late", "failed");
    expect(await runsAround("dep_late")).toMatchObject({ closing: "open" });
    await report("dep_failed", "failed");
    await order();
    expect((await runsAround("dep_failed")).items.map(({ cause }) => cause)).toEqual(["before", "rolled_back"]);
    expect(await runsAround("dep_failed")).toMatchObject({ closing: "open" });
    expect(await order()).toBe(0);
  });

  async function endAll(deploymentId: string, outcome: "passed" | "failed"): Promise<void> {
    const open = await harness().db.syntheticRun.findMany({ where: { deploymentId, endedAt: null } });
    const end = { outcome, durationMs: 5, stepMs: [5], failedStep: null, reason: null, excerpt: null, status: null };
    for (const { id } of open) await endRun(prismaExecutor(harness().db), id, end, harness().runtime.clock.now());
  }
});
