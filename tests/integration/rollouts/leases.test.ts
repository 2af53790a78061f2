import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { createLog } from "@/lib/platform/log";
import { type HeldShard, shardCount } from "@/lib/rollouts/domain/lease";
import type { LeaseStore } from "@/lib/rollouts/loop/lease-store";
import { createSqlLeaseStore } from "@/lib/rollouts/loop/sql-lease-store";
import { createTestDatabase, type TestDatabase } from "../../support/database";
import { until } from "../../support/until";

/** Goal: a shard has one owner at a time, by the database's word. Method: several stores over one real database. */

let database: TestDatabase;
const open: LeaseStore[] = [];
const now = () => instant(Date.now());

function storeOf(workerId: string, ttlMs = 5_000): LeaseStore {
  const log = createLog("test", "silent");
  const store = createSqlLeaseStore({ databaseUrl: database.url, workerId, hostName: "test", ttlMs, log });
  open.push(store);
  return store;
}

beforeEach(async () => {
  database = await createTestDatabase();
});

afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
  await database.drop();
});

const shardsOf = (answer: { held: readonly { shard: number }[] }) => answer.held.map(({ shard }) => shard).sort();

describe("leases", () => {
  it("give every shard to one of many who ask at once", async () => {
    const stores = Array.from({ length: 6 }, (_, index) => storeOf(`w${index}`));
    const answers = await Promise.all(stores.map((store) => store.acquire(shardCount)));
    const held = answers.flatMap(shardsOf).toSorted((one, other) => one - other);
    expect(held).toEqual(Array.from({ length: shardCount }, (_, shard) => shard));
    expect(await stores[0]?.acquire(shardCount)).toMatchObject({ held: [] });
  });

  it("are taken over at once when the owner's session ends, with a higher epoch", async () => {
    const [first, second] = [storeOf("w1", 600_000), storeOf("w2", 600_000)];
    expect(shardsOf(await first.acquire(shardCount))).toHaveLength(shardCount);
    expect(shardsOf(await second.acquire(shardCount))).toEqual([]);
    await first.close();
    const taken = await until("the shards to be free", async () => {
      const { held } = await second.acquire(shardCount);
      return held.length > 0 && held;
    });
    expect(taken.every(({ epoch }) => epoch === 2)).toBe(true);
  });

  it("are taken over when they expire, and the owner before learns it when it renews", async () => {
    const [slow, quick] = [storeOf("w1", 300), storeOf("w2", 60_000)];
    await slow.acquire(shardCount);
    // Shards may expire between two looks, some in one and the rest in the next.
    const taken: HeldShard[] = [];
    await until("the lease to expire", async () => {
      taken.push(...(await quick.acquire(shardCount)).held);
      return taken.length === shardCount;
    });
    expect(taken.every(({ epoch }) => epoch === 2)).toBe(true);
    expect(shardsOf(await slow.renew(now()))).toEqual([]);
    expect(shardsOf(await quick.renew(now()))).toHaveLength(shardCount);
  });

  it("hand over the time that was counted, and are free at once when given back", async () => {
    const [first, second] = [storeOf("w1"), storeOf("w2")];
    await first.acquire(shardCount);
    const ahead = instant(Date.now() + 3_600_000);
    expect((await first.renew(ahead)).countedTo).toBe(ahead);
    await first.release(Array.from({ length: shardCount }, (_, shard) => shard));
    const taken = await second.acquire(shardCount);
    expect(taken).toMatchObject({ countedTo: ahead, isSafeMode: false });
    expect(taken.held).toHaveLength(shardCount);
    expect(taken.lineage.timeline).toBeGreaterThanOrEqual(1);
  });

  it("take an epoch above one that was seen elsewhere", async () => {
    const store = storeOf("w1");
    await store.acquire(1);
    expect((await store.raise(0, 41)).held).toEqual([{ shard: 0, epoch: 42 }]);
    expect((await store.raise(0, 7)).held).toEqual([{ shard: 0, epoch: 43 }]);
    expect((await storeOf("w2").raise(0, 99)).held).toEqual([]);
  });

  it("count only workers that renew", async () => {
    const [first, second] = [storeOf("w1", 400), storeOf("w2", 400)];
    await first.renew(now());
    await second.renew(now());
    expect((await first.renew(now())).workerCount).toBe(2);
    await until("the silent one not to count", async () => (await first.renew(now())).workerCount === 1);
  });
});

describe("hints", () => {
  it("tell others at once that shards were given back", async () => {
    const [first, second] = [storeOf("w1"), storeOf("w2")];
    await first.renew(now());
    await first.acquire(shardCount);
    await second.renew(now());
    let hints = 0;
    second.onFreed(() => {
      hints += 1;
    });
    await first.release([3]);
    await until("the hint of one shard", () => hints === 1);
    await first.leave();
    await until("the hint of all", () => hints === 2);
    // What frees nothing tells nobody.
    await first.leave();
    await second.renew(now());
    expect(hints).toBe(2);
  });
});

describe("a database that was restored", () => {
  const run = async (text: string) => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    return (await client.query(text).finally(() => client.end())).rows;
  };
  const installation = async () =>
    (await run("select incarnation, safe_mode as safe, system_identifier as place from installation"))[0];

  it("is noticed by the first worker, and by it alone", async () => {
    expect(await installation()).toEqual({ incarnation: 0, safe: false, place: null });
    await storeOf("w1").renew(now());
    const original = await installation();
    expect(original).toMatchObject({ incarnation: 0, safe: false });
    await storeOf("w2").renew(now());
    expect(await installation()).toEqual(original);
    // A dump has the row of where it came from.
    await run("update installation set system_identifier = '7000000000000000000:1'");
    const answers = await Promise.all([storeOf("w3").renew(now()), storeOf("w4").renew(now())]);
    expect(answers.map(({ isSafeMode, lineage }) => ({ isSafeMode, ...lineage }))).toMatchObject([
      { isSafeMode: true, incarnation: 1 },
      { isSafeMode: true, incarnation: 1 },
    ]);
    expect(await installation()).toEqual({ ...original, incarnation: 1, safe: true });
  });
});
