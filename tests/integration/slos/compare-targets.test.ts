import { beforeAll, expect, it } from "vitest";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { compareTargets } from "@/lib/slos/use-cases/compare-targets";
import { callAs, refusalOf, setUpHarness, T0 } from "@/tests/support/harness";
import { createMeasured, createProduction, threeNines } from "@/tests/support/measured-services";
import { storeEvenTraffic } from "@/tests/support/scripted-counters";

/** Goal: before a target is promised, everybody sees what it and others would have meant over the last two quarters. */

const harness = setUpHarness();
const at = (text: string) => Date.parse(text);
const place = { service: "checkout", environment: "production" };

/** A second quarter with a thousandth of errors, and a third one without, but for an hour in which all failed. */
beforeAll(async () => {
  await createProduction();
  const targetId = await createMeasured("checkout");
  const db = prismaExecutor(harness().db);
  const store = (from: string, to: string, errors: number) =>
    storeEvenTraffic(db, { targetIds: [targetId], fromMs: at(from), toMs: at(to), requests: 1_000, errors });
  await store("2026-04-01T00:00Z", "2026-07-01T00:00Z", 1);
  await store("2026-07-01T00:00Z", "2026-08-01T00:00Z", 0);
  await store("2026-08-01T00:00Z", "2026-08-01T01:00Z", 1_000);
  await store("2026-08-01T01:00Z", "2026-10-01T00:00Z", 0);
});

const compare = (targets: string[]) =>
  compareTargets.run({ ...place, definition: threeNines, targets }, callAs("viewer"));

it("weighs every target over both quarters: level, budget and what the alerts would have said", async () => {
  const { knownSince, targets } = await compare(["99.8", "99.9", "99.99"]);
  expect(knownSince).toBe("2026-04-01T00:00:00.000Z");
  const said = targets.map(({ targetPercent, quarters }) => [
    targetPercent,
    ...quarters.map(({ level, budgetUsedWorstPercent }) => [level.verdict, budgetUsedWorstPercent]),
  ]);
  // An hour of 2208 is 45.28 % of 0.1 % of the quarter; the level is the same whatever is promised.
  expect(said).toEqual([
    ["99.8", ["met", "50.0"], ["met", "22.6"]],
    ["99.9", ["met", "100.0"], ["met", "45.2"]],
    ["99.99", ["missed", "1000.0"], ["missed", "452.8"]],
  ]);
  const [loose, , strict] = targets;
  expect(loose?.quarters.map(({ from }) => from)).toEqual(["2026-04-01T00:00:00.000Z", "2026-07-01T00:00:00.000Z"]);
  expect(loose?.quarters[0]).toMatchObject({ pages: 0, tickets: 0 });
  expect(loose?.quarters[1]?.pages).toBe(2);
  // A thousandth of errors is ten times what 99.99 % allows: a ticket for the whole quarter.
  expect(strict?.quarters[0]?.tickets).toBeGreaterThan(0);
});

it("looks ahead: what the next 13 weeks are expected to use of each budget, with the releases that are planned", async () => {
  const { db, runtime } = harness();
  const service = await db.service.findUniqueOrThrow({ where: { slug: "checkout" } });
  const environment = await db.environment.findUniqueOrThrow({ where: { slug: "production" } });
  const train = (id: string, plannedAt: string) =>
    db.train.create({
      data: {
        ...{ id, name: `Train ${id}`, note: "", phase: "planned", state: {}, reach: "train", abreast: 1 },
        ...{ createdBy: "test", createdAt: new Date(plannedAt), plannedAt: new Date(plannedAt) },
        cars: {
          create: { id: `car_${id}`, position: 0, serviceId: service.id, version: "2.0.0", flags: [], after: [] },
        },
        stops: { create: { position: 0, environmentId: environment.id, goesOn: true } },
      },
    });
  await train("soon", "2026-10-08T09:00Z");
  await train("late", "2027-05-01T09:00Z");
  // Nothing was counted in the weeks before now.
  expect(await compare(["99.9"])).toMatchObject({ outlook: null, targets: [{ aheadUsedPercent: null }] });
  runtime.setNow("2026-10-01T00:00Z");
  const { outlook, targets } = await compare(["99.8", "99.9"]);
  runtime.setNow(T0);
  expect(outlook).toMatchObject({
    ...{ unit: "events", weeks: 26, from: "2026-10-01T00:00:00.000Z", to: "2026-12-31T00:00:00.000Z" },
    launches: { usual: 0, cost: null, planned: [{ id: "soon", name: "Train soon" }] },
  });
  expect(outlook?.total).toBeGreaterThan(0);
  const [loose, strict] = targets.map(({ aheadUsedPercent }) => aheadUsedPercent);
  expect(strict?.expected).toBeCloseTo(2 * (loose?.expected ?? Number.NaN), 6);
  expect(strict?.low).toBeLessThanOrEqual(strict?.expected ?? 0);
  expect(strict?.high).toBeGreaterThanOrEqual(strict?.expected ?? 0);
});

it("names the obstacle of a target that could not be saved, and shows what it would have meant all the same", async () => {
  const { targets } = await compare(["90", "99.9"]);
  expect(targets.map(({ obstacle }) => obstacle !== null)).toEqual([true, false]);
  expect(targets[0]?.obstacle).toContain("can never fire");
  expect(targets[0]?.quarters).toHaveLength(2);
});

it("refuses what is not counted by the minute", async () => {
  const definition = {
    sli: { kind: "delivery" as const, measure: "change_failure_rate" as const },
    targetPercent: "90",
    period: { kind: "rolling" as const, days: 30 },
  };
  const asked = compareTargets.run({ ...place, definition, targets: ["90"] }, callAs("viewer"));
  expect((await refusalOf(asked)).fields).toEqual(["definition.sli"]);
});
