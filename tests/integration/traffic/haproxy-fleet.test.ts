import { afterEach, describe, expect, test } from "vitest";
import { AppError } from "@/lib/kernel/app-error";
import { instant } from "@/lib/kernel/instant";
import type { OutboundClient } from "@/lib/platform/http/outbound";
import { lowestShareOf } from "@/lib/rollouts/domain/fleet-members";
import { createHaproxyCounters } from "@/lib/telemetry/adapters/haproxy-counters";
import { createHaproxyFleet } from "@/lib/traffic/adapters/haproxy/haproxy-fleet";
import { createHaproxyTarget } from "@/lib/traffic/adapters/haproxy/haproxy-target";
import type { HaproxyTargetConfig } from "@/lib/traffic/contract";
import type { TrafficIntent, TrafficTarget } from "@/lib/traffic/port";
import { testTarget } from "@/lib/traffic/test-target";
import { freeze } from "../../support/freeze";
import { fenceToken, type RunningHaproxy, startHaproxy } from "../../support/haproxy";
import { startShopSlots } from "../../support/shop-slots";
import { askMany } from "../../support/traffic-clients";
import { unguarded } from "../../support/write-guards";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

const signal = (): AbortSignal => AbortSignal.timeout(3_000);
const now = () => instant(Date.now());
const split = (epoch: number, canary: number): TrafficIntent => ({
  epoch,
  sharePercent: { a: 100 - canary, b: canary },
  closed: canary === 0 ? ["b"] : [],
});

interface Fleet {
  readonly proxies: readonly RunningHaproxy[];
  readonly config: HaproxyTargetConfig;
  readonly target: TrafficTarget;
  /** The same processes, each looked at alone. */
  readonly singles: readonly TrafficTarget[];
  canaryShares(): Promise<number[]>;
  freeze(index: number): Promise<() => void>;
}

async function startFleet(count: number): Promise<Fleet> {
  const services = await startShopSlots({ a: 1, b: 1 });
  const slots = { a: services.a.map(({ port }) => port), b: services.b.map(({ port }) => port) };
  const proxies = await Promise.all(Array.from({ length: count }, () => startHaproxy({ slots })));
  closers.push(services.close, ...proxies.map((proxy) => proxy.close));
  const [first, ...others] = proxies.map(({ target }) => target);
  if (first === undefined) throw new Error("a fleet has a process");
  const config = { ...first, moreSockets: others.map(({ socket }) => socket) };
  const singles = proxies.map((proxy) => createHaproxyTarget({ config: proxy.target, fenceToken, now }));
  return {
    proxies,
    config,
    target: createHaproxyFleet({ config, fenceToken, now, deadlineMs: 1_000 }),
    singles,
    canaryShares: () =>
      Promise.all(singles.map(async (single) => (await single.observe(signal())).slots.b.sharePercent)),
    freeze: async (index) => freeze(await proxies[index]!.pid()),
  };
}

async function failureOf(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw new Error("it did not fail as it should");
  return error;
}

describe("a fleet of HAProxy processes", () => {
  test("says how many cannot be seen, takes the canary out of the others at once, and of that one when it goes on", async () => {
    const fleet = await startFleet(3);
    await fleet.target.apply(split(1, 20), unguarded, signal());
    expect(await fleet.canaryShares()).toEqual([20, 20, 20]);
    const goOn = await fleet.freeze(1);

    const blind = await failureOf(fleet.target.observe(signal()));
    expect(blind.message).toMatch(/^1 of 3 proxies cannot be seen\. /);
    expect(blind.message).toContain(fleet.proxies[1]!.socket);
    expect(blind.code).toBe("upstream_timeout");

    const partial = await failureOf(fleet.target.apply(split(2, 0), unguarded, signal()));
    expect(partial.message).toMatch(/^1 of 3 proxies did not take the split\. /);
    expect(partial.reasons[0]).toMatchObject({ code: "partial", facts: { failed: 1, of: 3 } });
    for (const index of [0, 2]) {
      expect((await fleet.singles[index]!.observe(signal())).slots.b).toMatchObject({ sharePercent: 0, closed: true });
    }
    goOn();
    expect((await fleet.target.observe(signal())).slots.b).toMatchObject({ sharePercent: 20, closed: false });
    await fleet.target.apply(split(2, 0), unguarded, signal());
    expect(await fleet.canaryShares()).toEqual([0, 0, 0]);
    expect((await fleet.target.observe(signal())).slots.b).toMatchObject({ sharePercent: 0, closed: true });
  });

  test("shows what somebody lowered or raised at one of them", async () => {
    const fleet = await startFleet(2);
    await fleet.target.apply(split(1, 20), unguarded, signal());
    const before = await fleet.target.observe(signal());
    await fleet.proxies[1]!.command("set weight shop/b1 0");
    const lowered = await fleet.target.observe(signal());
    expect(lowered.slots.b.sharePercent).toBeCloseTo(20, 1);
    expect(lowestShareOf(lowered, "b")).toBe(0);
    expect(lowered.incarnation).toBe(before.incarnation);
    await fleet.proxies[0]!.command("set weight shop/b1 256");
    expect((await fleet.target.observe(signal())).slots.b.sharePercent).toBeGreaterThan(50);
  });

  test("is another one as soon as one of them was reloaded, which has forgotten its fence as well", async () => {
    const fleet = await startFleet(2);
    await fleet.target.claim?.(4, signal());
    await fleet.target.apply(split(7, 20), { term: 4, hold: null }, signal());
    const before = await fleet.target.observe(signal());
    expect(before.accepted).toEqual({ term: 4, epoch: 7 });
    await fleet.proxies[1]!.reload();
    const after = await fleet.target.observe(signal());
    expect(after.incarnation).not.toBe(before.incarnation);
    expect(after.accepted).toEqual({ term: 4, epoch: 7 });
    expect(after.members?.map(({ accepted }) => accepted)).toEqual([{ term: 4, epoch: 7 }, null]);
    expect(lowestShareOf(after, "b")).toBe(0);
  });

  test("refuses what one of them refuses for a newer write, also while another is away", async () => {
    const fleet = await startFleet(3);
    await fleet.singles[2]!.apply(split(9, 10), { term: 8, hold: null }, signal());
    const goOn = await fleet.freeze(0);
    const refused = await failureOf(fleet.target.apply(split(10, 50), { term: 7, hold: null }, signal()));
    expect(refused.reasons[0]).toMatchObject({ code: "fenced", facts: { acceptedTerm: 8, acceptedEpoch: 9 } });
    expect((await failureOf(fleet.target.claim!(7, signal()))).reasons[0]).toMatchObject({ code: "fenced" });
    goOn();
  });

  test("counts the requests of all, and none while one cannot be read", async () => {
    const fleet = await startFleet(2);
    await Promise.all([askMany(fleet.proxies[0]!.url, 30), askMany(fleet.proxies[1]!.url, 12)]);
    const counters = createHaproxyCounters({ config: fleet.config, now });
    const read = async () =>
      (await counters.readCounts([{ key: "all", selectors: { a: {}, b: {} } }], signal())).get("all");
    const reading = await read();
    if (reading?.status !== "read") throw new Error("it was not read");
    expect(reading.slots.a.reduce((sum, series) => sum + series.requests, 0)).toBe(42);
    expect(new Set(reading.slots.a.map(({ id }) => id)).size).toBe(2);
    const goOn = await fleet.freeze(1);
    expect(await read()).toMatchObject({ status: "blind", cause: "timeout" });
    goOn();
  });

  test("tells in the connection test how many answer", async () => {
    const fleet = await startFleet(2);
    const given = { target: fleet.target, health: null, liveSlot: "a" as const, outbound: {} as OutboundClient };
    expect(await testTarget(given)).toMatchObject({ ok: true, fence: { kind: "native" } });
    const goOn = await fleet.freeze(1);
    const { ok, findings } = await testTarget(given);
    expect(ok).toBe(false);
    expect(findings[0]?.message).toMatch(/^1 of 2 proxies cannot be seen\. /);
    goOn();
  });
});
