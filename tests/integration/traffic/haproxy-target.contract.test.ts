import { instant } from "@/lib/kernel/instant";
import { createHaproxyTarget } from "@/lib/traffic/adapters/haproxy/haproxy-target";
import { startHaproxy } from "../../support/haproxy";
import { startShopSlots } from "../../support/shop-slots";
import { describeTargetContract, type TargetRig } from "./target-contract";

/** Real HAProxy, sticky by cookie, two servers in slot a and three in slot b. */
async function startRig(checkIntervalMs?: number): Promise<TargetRig> {
  const services = await startShopSlots({ a: 2, b: 3 });
  const ports = (slot: "a" | "b"): number[] => services[slot].map((service) => service.port);
  const haproxy = await startHaproxy({ slots: { a: ports("a"), b: ports("b") }, cookie: true, checkIntervalMs });
  return {
    target: createHaproxyTarget({ config: haproxy.target, now: () => instant(Date.now()) }),
    url: haproxy.url,
    services,
    restart: haproxy.reload,
    async close(): Promise<void> {
      await haproxy.close();
      await services.close();
    },
  };
}

describeTargetContract("HAProxy", { fences: false }, () => startRig());
describeTargetContract("HAProxy with health checks", { fences: false }, () => startRig(200));
