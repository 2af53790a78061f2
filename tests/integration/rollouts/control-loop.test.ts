import { afterEach, describe, expect, it } from "vitest";
import type { SampleView } from "@/lib/rollouts/api-contract";
import type { PlanOverrides } from "@/lib/rollouts/contract";
import { defaultPlans } from "@/lib/rollouts/domain/default-plans";
import { createTemplate } from "@/lib/rollouts/use-cases/create-template";
import { previewPolicy } from "@/lib/rollouts/use-cases/preview-policy";
import { getRolloutSamples } from "@/lib/rollouts/use-cases/read-rollouts";
import { bestOf } from "../../support/best-of";
import { createTestDatabase } from "../../support/database";
import { type Load, startLoad } from "../../support/load";
import { createReleaseRig, type ReleaseRig, type RigOptions } from "../../support/release-rig";
import { until } from "../../support/until";

/** Goal: the whole loop on real parts takes a bad version out by itself and lets a good one through. */

const quick: PlanOverrides = {
  steps: [
    { trafficPercent: 10, bakeMs: 1_500, approval: false, minRequests: 20 },
    { trafficPercent: 50, bakeMs: 1_000, approval: false, minRequests: 20 },
    { trafficPercent: 100, bakeMs: 500, approval: false, minRequests: 20 },
  ],
  warmMs: 1_000,
};

let rig: ReleaseRig | undefined;
let load: Load | undefined;
let drop: (() => Promise<void>) | undefined;

async function build(options: Omit<RigOptions, "databaseUrl">): Promise<ReleaseRig> {
  await tearDown();
  const database = await createTestDatabase();
  drop = database.drop;
  rig = await createReleaseRig({ databaseUrl: database.url, ...options });
  load = startLoad({ url: rig.url, ratePerSecond: 100, maxRequests: 6_000 });
  return rig;
}

async function tearDown(): Promise<void> {
  await load?.stop();
  await rig?.close();
  await drop?.();
  rig = load = drop = undefined;
}
afterEach(tearDown);

const planes = [
  { name: "HAProxy and Prometheus", options: { plane: "haproxy", prometheusScrapeMs: 500 } },
  { name: "the embedded edge and its own counters", options: { plane: "edge" } },
] as const;

describe.each(planes)("canary through $name", ({ options }) => {
  it("lets a healthy version through to 100 % and keeps the old one warm until the end", async () => {
    const { ship, reach, url } = await build(options);
    const id = await ship(quick);
    const done = await reach(id, (rollout) => rollout.phase === "completed" || rollout.phase === "rolled_back", 40_000);
    expect(done.phase).toBe("completed");
    const log = done.snapshots.flatMap((snapshot) => snapshot.eventKinds);
    expect(log).toEqual(
      expect.arrayContaining(["step_started", "step_shown", "step_passed", "watch_started", "completed"]),
    );
    const answer = await fetch(url);
    expect(answer.headers.get("x-version")).toBe("1.1.0");
  });

  it("takes a version that fails every request out of traffic, and says why", async () => {
    // A machine that stalls lets more requests through to a bad version, as it does everything later.
    expect(await bestOf(60, failedUntilRolledBack)).toBeLessThan(60);
  }, 180_000);

  async function failedUntilRolledBack(): Promise<number> {
    const { ship, reach, run, canary } = await build(options);
    for (const service of canary) service.setFaults({ errorRatio: 1 });
    const id = await ship(quick);
    const done = await reach(id, (rollout) => rollout.phase === "rolled_back", 30_000);
    expect(["error_rate", "burn_rate"]).toContain(done.rollbackCause);
    expect(done.rollback?.why).toMatch(/\d+ of \d+/);
    // What is kept shows the end: nothing goes to the canary, and the answers that decided are on the charts.
    let items: SampleView[] = [];
    await until("the end to be on the charts", async () => {
      items = (await run(getRolloutSamples, { id })).items;
      return items.at(-1)?.observedSharePercent === 0;
    });
    expect(items.at(-1)).toMatchObject({ desiredSharePercent: 0, observedSharePercent: 0 });
    expect(items.some((sample) => sample.canary.errors > 0)).toBe(true);
    const sinceMs = performance.now();
    await load?.stop();
    const late = load?.answers.filter((answer) => answer.version === "1.1.0" && answer.atMs > sinceMs);
    expect(late).toEqual([]);
    return load?.answers.filter((answer) => answer.status >= 500).length ?? 0;
  }

  it("takes a version out whose health check dies", async () => {
    const { ship, reach, run, canary } = await build(options);
    const id = await ship({
      ...quick,
      steps: [
        { trafficPercent: 10, bakeMs: 60_000, approval: false, minRequests: 20 },
        { trafficPercent: 100, bakeMs: 0, approval: false, minRequests: 0 },
      ],
    });
    await reach(id, (rollout) => rollout.phase === "baking");
    for (const service of canary) service.setFaults({ healthy: false });
    const done = await reach(id, (rollout) => rollout.phase === "rolled_back", 20_000);
    expect(done.rollbackCause).toBe("health");
    // What was kept of it fails again under the same limits, and not under patient ones.
    await run(createTemplate, { slug: "usual", name: "Usual", plan: defaultPlans.canary });
    const again = async (failuresInARow: number) => {
      const others = { errorRate: { enabled: false }, latency: { enabled: false }, burnRate: { enabled: false } };
      const overrides = { triggers: { ...others, health: { failuresInARow } } };
      return (await run(previewPolicy, { slug: "shop", template: "usual", overrides })).rollouts[0];
    };
    await until("its last look to be kept", async () => (await again(2))?.failure?.check === "health");
    expect(await again(2)).toMatchObject({ outcome: "same", failure: { check: "health", step: 1 } });
    expect(await again(20)).toMatchObject({ outcome: "spared", failure: null });
  });
});
