import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { callAs, setUpHarness, T0 } from "@/tests/support/harness";
import { batchesOf, createOrders, differencesOf, hashOf, type Orders, orderServices } from "@/tests/support/orders";
import { MemoryIntake, type Reading, toldBy } from "@/tests/support/signals-memory";
import { wholeStream } from "@/tests/support/whole-stream";

/**
 * Goal: no order of arrival and no repetition changes a result. Method: one story of 5 000 facts of every kind, told by two sources in many
 * orders with repetitions and in batches of chance; every row that comes of it has one hash. Two hundred orders through PostgreSQL:
 * `npm run bench -- permutation`.
 */
const startAt = instant(Date.parse("2026-03-01T00:00:00Z"));
const facts = wholeStream({ seed: 11, facts: 5_000, services: orderServices, startAt });

describe("two hundred orders of five thousand facts", () => {
  /** The last word of each kind, and all that was said in order: whatever a projection could look at. */
  const everything: Reading = (ordered) => ordered.map(({ id, sourceId }) => `${id} ${sourceId}`);
  const lastWords: Reading = (ordered) => Object.fromEntries(ordered.map(({ fact }) => [fact.kind, fact]));
  const told = toldBy(facts, ["evs_1", "evs_2"]);

  function hashOfOrder(seed: number): string {
    const intake = new MemoryIntake([everything, lastWords]);
    for (const batch of batchesOf(told, seed, ["evs_1", "evs_2"])) intake.take(batch);
    return hashOf(intake.rows());
  }

  it("make the same rows", { timeout: 300_000 }, () => {
    expect(facts.length).toBeGreaterThanOrEqual(5_000);
    expect(new Set(facts.map(({ kind }) => kind)).size, "every kind is told").toBe(11);
    const hashes = new Set(Array.from({ length: 200 }, (_, seed) => hashOfOrder(seed + 1)));
    expect(hashes.size).toBe(1);
  });

  it("would not, if a projection looked at arrival", () => {
    let arrived = 0;
    const arrival: Reading = () => {
      arrived += 1;
      return arrived;
    };
    const intakes = [1, 2].map((seed) => {
      arrived = 0;
      const intake = new MemoryIntake([arrival]);
      for (const batch of batchesOf(told, seed, ["evs_1", "evs_2"])) intake.take(batch);
      return hashOf(intake.rows());
    });
    expect(new Set(intakes).size).toBe(2);
  });
});

describe("some orders through readers, projectors, attribution and delivery records", () => {
  const harness = setUpHarness();
  let orders: Orders;

  beforeAll(async () => {
    const { database } = harness();
    const { asSuperuser } = database;
    orders = await createOrders({ databaseUrl: database.url, now: T0, call: callAs("admin"), asSuperuser });
  });
  afterAll(() => orders.close());

  it("make the same tables and the same figures", { timeout: 300_000 }, async () => {
    const told = toldBy(facts, orders.sources);
    const first = await orders.tell(told, 1);
    for (const [table, rows] of first) expect(rows.length, `${table} has rows`).toBeGreaterThan(0);
    expect(JSON.parse(first.get("figures")?.[0] ?? "{}").deploymentCount).toBeGreaterThan(100);
    // Orders in which a lane is looked at between what belongs together: a version without a commit before one that goes back (31), a run
    // of a repository that only deployments name (49), and a request that has the commit of an earlier deployment (62).
    for (const seed of [31, 49, 62]) expect(differencesOf(first, await orders.tell(told, seed))).toEqual([]);
  });
});
