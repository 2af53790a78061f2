import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rollBackTrain } from "@/lib/releases/use-cases/roll-back-train";
import { getRollout } from "@/lib/rollouts/use-cases/read-rollouts";
import { createTestDatabase, type TestDatabase } from "../../support/database";
import { createTrainRig, stableVersion, standingsOf, type TrainRig } from "../../support/train-rig";

/**
 * Goal: four real services move in their order, and a failure in the third takes exactly what depends on it back, last first. Method: real
 * HAProxy, both real loops, users; the new version of the third breaks under them.
 */

const services = ["catalog", "orders", "payments", "checkout"];
const step = (trafficPercent: number) => ({ trafficPercent, bakeMs: 300, approval: false, minRequests: 3 });

let database: TestDatabase;
let rig: TrainRig;
beforeAll(async () => {
  database = await createTestDatabase();
  const plan = { steps: [step(50), step(100)], warmMs: 600_000, triggers: { latency: { enabled: false } } };
  rig = await createTrainRig({ databaseUrl: database.url, services, plan });
}, 60_000);
afterAll(async () => {
  await rig?.close();
  await database?.drop();
});

const versionAt = async (service: string) => (await fetch(rig.car(service).url)).headers.get("x-version");

describe("a train of four services", () => {
  it("goes in order, takes the closure of a failure back in reverse, and the rest when a person asks", async () => {
    const id = await rig.depart();
    const moved = await rig.reach(
      id,
      (train) => train.cars.every(({ at: [here] }) => here?.standing === "moved"),
      90_000,
    );
    const started = await Promise.all(
      moved.cars.map(async ({ at: [here] }) => (await rig.run(getRollout, { id: here?.rollout?.id ?? "" })).createdAt),
    );
    expect(started).toEqual(started.toSorted());
    expect(moved.order).toEqual(services.map((service) => [service]));

    rig.car("payments").canary.setFaults({ errorRatio: 1 });
    const back = await rig.reach(id, (train) => train.phase === "rolled_back");
    expect(back.rollback).toMatchObject({ services: ["checkout", "payments"], failed: ["payments"], by: null });
    expect(standingsOf(back)).toMatchObject({
      catalog: "moved",
      orders: "moved",
      payments: "failed",
      checkout: "back",
    });
    const tookMs = Date.parse(back.endedAt ?? "") - Date.parse(back.rollback?.decidedAt ?? "");
    expect(tookMs).toBeLessThan(10_000);
    expect(await Promise.all(services.map(versionAt))).toEqual(["1.1.0", "1.1.0", stableVersion, stableVersion]);
    expect(back.events.map(({ kind }) => kind)).toContain("car_back");

    // What did not fail stays until a person takes it back, too.
    await rig.run(rollBackTrain, { id, reason: "All of it" });
    const all = await rig.reach(id, (train) => train.phase === "rolled_back");
    expect(all.rollback).toMatchObject({ services: ["orders", "catalog"], by: "tests" });
    expect(await Promise.all(services.map(versionAt))).toEqual(services.map(() => stableVersion));
  }, 150_000);
});
