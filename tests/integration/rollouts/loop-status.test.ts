import { afterEach, beforeEach, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { systemActor } from "@/lib/platform/auth/actor";
import { createLog } from "@/lib/platform/log";
import { shardCount } from "@/lib/rollouts/domain/lease";
import { createSqlLeaseStore } from "@/lib/rollouts/loop/sql-lease-store";
import { getLoopStatus } from "@/lib/rollouts/use-cases/read-loop-status";
import { createTestDatabase, type TestDatabase } from "../../support/database";
import { createReleaseRig } from "../../support/release-rig";
import { createTestRuntime } from "../../support/runtime";
import { until } from "../../support/until";

/** Goal: people see which worker owns what, and what stands still because nobody does. */

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

const by = { actor: systemActor("tests") };

it("says that nobody works, who owns what, and that a restore is not looked at yet", async () => {
  const runtime = createTestRuntime({ databaseUrl: database.url });
  const read = () => getLoopStatus.run({}, by, runtime);
  expect((await read()).freeShards).toHaveLength(shardCount);
  const log = createLog("test", "silent");
  const store = createSqlLeaseStore({ databaseUrl: database.url, workerId: "w1", hostName: "one", ttlMs: 60_000, log });
  await store.renew(instant(Date.now()));
  await store.acquire(5);
  await runtime.db.installation.update({ where: { id: 1 }, data: { safeMode: true } });
  const status = await read();
  expect(status).toMatchObject({ isSafeMode: true, freeShards: [5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15] });
  expect(status.workers).toMatchObject([{ id: "w1", hostName: "one", state: "alive", shards: [0, 1, 2, 3, 4] }]);
  expect(status.workers[0]?.ownsSince).not.toBeNull();
  // The server of the tests does not wait for its disk, and says so.
  expect(status.commitSafety).toBe("lost_in_a_crash");
  await store.close();
  await runtime.close();
});

it("shows each target with its worker, and what its rollout wants and shows", async () => {
  const rig = await createReleaseRig({ databaseUrl: database.url, plane: "edge" });
  try {
    const step = { bakeMs: 120_000, approval: false, minRequests: 0 };
    const id = await rig.ship({
      steps: [
        { trafficPercent: 20, ...step },
        { trafficPercent: 100, ...step },
      ],
    });
    const status = await until(
      "the share to be shown",
      async () => {
        const seen = await rig.run(getLoopStatus, {});
        return seen.targets[0]?.rollout?.observedSharePercent === 20 && seen;
      },
      { deadlineMs: 30_000 },
    );
    expect(status).toMatchObject({ freeShards: [], targetCount: 1 });
    expect(status.targets).toMatchObject([
      { service: "shop", environment: "production", rollout: { id, wantedSharePercent: 20, isDrifting: false } },
    ]);
    expect(status.targets[0]?.ownerId).toBe(status.workers[0]?.id);
  } finally {
    await rig.close();
  }
});
