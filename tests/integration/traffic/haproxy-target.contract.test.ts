import { instant } from "@/lib/kernel/instant";
import { createHaproxyFleet } from "@/lib/traffic/adapters/haproxy/haproxy-fleet";
import { createHaproxyTarget } from "@/lib/traffic/adapters/haproxy/haproxy-target";
import { fenceToken, type HaproxyOptions, startHaproxy } from "../../support/haproxy";
import { startShopSlots } from "../../support/shop-slots";
import { describeTargetContract, type TargetRig } from "./target-contract";

/** Real HAProxy, sticky by cookie, two servers in slot a and three in slot b. */
async function startRig(options: Partial<HaproxyOptions>): Promise<TargetRig> {
  const services = await startShopSlots({ a: 2, b: 3 });
  const ports = (slot: "a" | "b"): number[] => services[slot].map((service) => service.port);
  const haproxy = await startHaproxy({ slots: { a: ports("a"), b: ports("b") }, cookie: true, ...options });
  return {
    target: createHaproxyTarget({
      config: haproxy.target,
      fenceToken: options.unfenced ? null : fenceToken,
      now: () => instant(Date.now()),
    }),
    url: haproxy.url,
    services,
    restart: haproxy.reload,
    async close(): Promise<void> {
      await haproxy.close();
      await services.close();
    },
  };
}

/** Two processes in front of the same servers; users come in by the second. */
async function startFleetRig(): Promise<TargetRig> {
  const services = await startShopSlots({ a: 2, b: 3 });
  const ports = (slot: "a" | "b"): number[] => services[slot].map((service) => service.port);
  const start = () => startHaproxy({ slots: { a: ports("a"), b: ports("b") }, cookie: true });
  const [first, second] = await Promise.all([start(), start()]);
  return {
    target: createHaproxyFleet({
      config: { ...first.target, moreSockets: [second.target.socket] },
      fenceToken,
      now: () => instant(Date.now()),
      deadlineMs: 1_000,
    }),
    url: second.url,
    services,
    async restart(): Promise<void> {
      await Promise.all([first.reload(), second.reload()]);
    },
    async close(): Promise<void> {
      await Promise.all([first.close(), second.close()]);
      await services.close();
    },
  };
}

describeTargetContract("a fleet of two HAProxy processes", { fences: true }, startFleetRig);
describeTargetContract("HAProxy without a fence", { fences: false }, () => startRig({ unfenced: true }));
describeTargetContract("HAProxy with two threads", { fences: true }, () => startRig({ threads: 2 }));
describeTargetContract("HAProxy with one thread and health checks", { fences: true }, () =>
  startRig({ threads: 1, checkIntervalMs: 200 }),
);
