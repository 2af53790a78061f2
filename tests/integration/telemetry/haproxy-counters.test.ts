import { afterEach, describe, expect, test } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { createHaproxyCounters } from "@/lib/telemetry/adapters/haproxy-counters";
import type { CountsRead, CountsReading } from "@/lib/telemetry/port";
import { createHaproxyTarget } from "@/lib/traffic/adapters/haproxy/haproxy-target";
import type { HaproxyTargetConfig } from "@/lib/traffic/contract";
import { freeze } from "../../support/freeze";
import { freePorts, startHaproxy } from "../../support/haproxy";
import { type ShopSlots, startShopSlots } from "../../support/shop-slots";
import { askMany } from "../../support/traffic-clients";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

const signal = (): AbortSignal => AbortSignal.timeout(5_000);
const now = () => instant(Date.now());

async function rig(services: ShopSlots, bPorts?: readonly number[]) {
  const slots = { a: services.a.map((one) => one.port), b: bPorts ?? services.b.map((one) => one.port) };
  const haproxy = await startHaproxy({ slots });
  closers.push(haproxy.close, services.close);
  await createHaproxyTarget({ config: haproxy.target, fenceToken: null, now }).apply(
    { epoch: 1, sharePercent: { a: 50, b: 50 }, closed: [] },
    { term: 0, hold: null },
    signal(),
  );
  return { haproxy, read: () => readOne(haproxy.target) };
}

async function readOne(config: HaproxyTargetConfig): Promise<CountsReading> {
  const source = createHaproxyCounters({ config, now });
  const readings = await source.readCounts([{ key: "errors", selectors: { a: {}, b: {} } }], signal());
  return readings.get("errors")!;
}

const totals = (reading: CountsReading) => {
  expect(reading.status).toBe("read");
  const { slots } = reading as CountsRead;
  const sum = (slot: "a" | "b", what: "requests" | "errors"): number =>
    slots[slot].reduce((total, series) => total + series[what], 0);
  return {
    a: { requests: sum("a", "requests"), errors: sum("a", "errors") },
    b: { requests: sum("b", "requests"), errors: sum("b", "errors") },
  };
};

describe("HAProxy's counters as a source", () => {
  test("count requests and 5xx of each server, without a histogram", async () => {
    const services = await startShopSlots({ a: 2, b: 1 });
    const { haproxy, read } = await rig(services);
    services.b[0]!.setFaults({ errorRatio: 1 });
    await askMany(haproxy.url, 100);
    const reading = (await read()) as CountsRead;
    const { a, b } = totals(reading);
    expect(a.errors).toBe(0);
    expect(a.requests + b.requests).toBe(100);
    expect(b.errors).toBe(b.requests);
    expect(b.requests).toBeGreaterThan(45);
    expect(reading.slots.a.map((series) => series.id.split("@")[0])).toEqual(["a1", "a2"]);
    expect(reading.slots.a.every((series) => series.latencyBuckets === null)).toBe(true);
  });

  test("see a server that is not there although another one saved every user", async () => {
    const [nobodyThere] = await freePorts(1);
    const services = await startShopSlots({ a: 1, b: 0 });
    const { haproxy, read } = await rig(services, [nobodyThere!]);
    expect(await askMany(haproxy.url, 20, 2)).toEqual({ stable: 20 });
    const { b } = totals(await read());
    expect(b.requests).toBeGreaterThan(5);
    expect(b.errors).toBe(b.requests);
  });

  test("are new series after a reload", async () => {
    const { haproxy, read } = await rig(await startShopSlots({ a: 1, b: 1 }));
    await askMany(haproxy.url, 10);
    const before = (await read()) as CountsRead;
    await haproxy.reload();
    const after = (await read()) as CountsRead;
    expect(after.slots.a[0]?.id).not.toBe(before.slots.a[0]?.id);
    expect(after.slots.a[0]?.requests).toBe(0);
  });

  test("are blind with a cause when HAProxy cannot be asked, and always for queries", async () => {
    const { haproxy } = await rig(await startShopSlots({ a: 1, b: 1 }));
    const causeOf = async (config: HaproxyTargetConfig) => {
      const reading = await readOne(config);
      return reading.status === "blind" ? reading.cause : "read";
    };
    expect(await causeOf({ ...haproxy.target, backend: "nope" })).toBe("no_series");
    expect(await causeOf({ ...haproxy.target, socket: "/nowhere.sock" })).toBe("unreachable");
    const thaw = await freeze(await haproxy.pid());
    expect(await causeOf(haproxy.target)).toBe("timeout");
    thaw();
    const source = createHaproxyCounters({ config: haproxy.target, now });
    const scalars = await source.readScalars([{ key: "depth", query: "up" }], signal());
    expect(scalars.get("depth")).toMatchObject({ status: "blind", cause: "wrong_shape" });
  });
});
