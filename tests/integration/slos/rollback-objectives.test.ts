import { afterEach, expect, it } from "vitest";
import { laneSources } from "@/lib/composition-insights";
import { createRecordBuilder } from "@/lib/insights/loop/record-builder";
import { instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { listRollbackTimes } from "@/lib/rollouts/rollback-times-read-model";
import type { DeliverySli } from "@/lib/slos/sli-contract";
import { createObjective } from "@/lib/slos/use-cases/create-objective";
import { getObjective } from "@/lib/slos/use-cases/read-objectives";
import { createTestDatabase } from "../../support/database";
import { type Load, startLoad } from "../../support/load";
import { createReleaseRig, type ReleaseRig } from "../../support/release-rig";
import { drain } from "../insights/insight-rig";

/** Goal: how fast this product takes a bad version back is an objective on its own records of real rollbacks. */

let rig: ReleaseRig | undefined;
let load: Load | undefined;
let drop: (() => Promise<void>) | undefined;

afterEach(async () => {
  await load?.stop();
  await rig?.close();
  await drop?.();
});

it("knows of a real rollback when the bad sample was seen and when the traffic was back", async () => {
  const database = await createTestDatabase();
  drop = database.drop;
  rig = await createReleaseRig({ databaseUrl: database.url, plane: "edge" });
  load = startLoad({ url: rig.url, ratePerSecond: 100, maxRequests: 4_000 });
  const { runtime, run, canary, ship, reach } = rig;
  for (const service of canary) service.setFaults({ errorRatio: 1 });
  const begunAt = Date.now();
  const id = await ship({
    steps: [
      { trafficPercent: 50, bakeMs: 60_000, approval: false, minRequests: 20 },
      { trafficPercent: 100, bakeMs: 0, approval: false, minRequests: 0 },
    ],
  });
  const done = await reach(id, (rollout) => rollout.phase === "rolled_back", 30_000);
  const lane = { serviceId: done.service.id, environmentId: done.environment.id };
  const times = await listRollbackTimes(prismaExecutor(runtime.db), [lane], instant(begunAt));
  expect(times).toHaveLength(1);
  const [{ badSampleAt, backAt } = { badSampleAt: 0, backAt: 0 }] = times;
  expect(badSampleAt).toBeGreaterThanOrEqual(begunAt);
  expect((backAt ?? 0) - badSampleAt).toBeGreaterThan(0);
  expect((backAt ?? 0) - badSampleAt).toBeLessThan(10_000);
  await drain(createRecordBuilder({ db: runtime.db, log: runtime.log, sources: laneSources, pollMs: 20 }));
  const promised = async (slug: string, sli: DeliverySli) => {
    const definition = { sli, targetPercent: "95", period: { kind: "rolling" as const, days: 30 } };
    await run(createObjective, { slug, name: slug, service: "shop", environment: "production", definition });
    return run(getObjective, { slug });
  };
  const inTime = await promised("in-time", { kind: "delivery", measure: "bad_sample_to_back", withinMs: 10_000 });
  expect(inTime.delivery).toMatchObject({ good: 1, bad: 0, unknown: 0, eventName: "rollbacks" });
  // One is too few to say that nineteen of twenty are in time.
  expect(inTime.level.verdict).toBe("undetermined");
  const tooSlow = await promised("too-slow", { kind: "delivery", measure: "bad_sample_to_back", withinMs: 1 });
  expect(tooSlow.delivery).toMatchObject({ good: 0, bad: 1 });
  const succeeded = await promised("succeeded", { kind: "delivery", measure: "rollback_success" });
  expect(succeeded.delivery).toMatchObject({ good: 1, bad: 0, unknown: 0 });
  const detected = await promised("detected", { kind: "delivery", measure: "time_to_detect", withinMs: 60_000 });
  expect(detected.delivery).toMatchObject({ good: 1, bad: 0 });
  const decided = await promised("decided", { kind: "delivery", measure: "rollback_time", withinMs: 10_000 });
  expect(decided.delivery).toMatchObject({ good: 1, bad: 0 });
});
