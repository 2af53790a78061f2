import type { ShopFaultsPatch } from "@/lib/demo/shop-faults";
import type { ShopService } from "@/lib/demo/shop-service";
import { startEdge } from "@/lib/traffic/adapters/edge/start-edge";
import { fenceToken, startHaproxy } from "../haproxy";
import { startLoad } from "../load";
import { startToyService } from "../toy-service";

export type SlotName = "a" | "b";

const adminToken = "toy-shop-admin-token";
const edgeSecret = "edge-token-of-the-shops-0123456789abcdef";

/** One shop with visitors, as data that another process can use. */
export interface ToyShop {
  readonly name: string;
  /** Where its visitors come in. */
  readonly url: string;
  /** What a target's form or the API is given for it. */
  readonly config: Readonly<Record<string, unknown>> & { readonly kind: "edge" | "haproxy" };
  readonly secret: string;
  readonly slotUrls: Readonly<Record<SlotName, string>>;
}

export interface ToyShopsOptions {
  /** Behind one edge. */
  readonly names: readonly string[];
  /** Behind an HAProxy each. */
  readonly onHaproxy: readonly string[];
  /** Visitors of each shop. */
  readonly ratePerSecond: number;
}

export interface ToyShops {
  readonly shops: Readonly<Record<string, ToyShop>>;
  close(): Promise<void>;
}

/** Switch faults of the version in one slot, from any process. */
export async function setFaults(shop: ToyShop, slot: SlotName, patch: ShopFaultsPatch): Promise<void> {
  const answer = await fetch(`${shop.slotUrls[slot]}/admin/faults`, {
    method: "PUT",
    headers: { "x-admin-token": adminToken },
    body: JSON.stringify(patch),
  });
  if (!answer.ok) throw new Error(`faults were refused: ${await answer.text()}`);
}

/** Small real services in two slots each behind their data planes, with steady visitors. Close them. */
export async function startToyShops({ names, onHaproxy, ratePerSecond }: ToyShopsOptions): Promise<ToyShops> {
  const closings: (() => Promise<void>)[] = [];
  const shops: Record<string, ToyShop> = {};
  const slots = new Map<string, Record<SlotName, ShopService>>();
  for (const name of [...names, ...onHaproxy]) {
    const { a, b } = await startSlots(name);
    slots.set(name, { a, b });
    closings.push(
      () => a.close(),
      () => b.close(),
    );
  }
  const slotUrls = (name: string): Record<SlotName, string> => {
    const { a, b } = slots.get(name) as Record<SlotName, ShopService>;
    return { a: a.url, b: b.url };
  };
  const edge = await startEdge({
    admin: { host: "127.0.0.1", port: 0, token: edgeSecret },
    services: names.map((name) => {
      const { a, b } = slotUrls(name);
      return { name, listen: { host: "127.0.0.1", port: 0 }, slots: { a: [a], b: [b] } };
    }),
  });
  closings.push(() => edge.close());
  for (const name of names) {
    const config = { kind: "edge", adminUrl: edge.adminUrl, service: name } as const;
    shops[name] = { name, url: edge.serviceUrls[name] ?? "", config, secret: edgeSecret, slotUrls: slotUrls(name) };
  }
  for (const name of onHaproxy) {
    const { a, b } = slots.get(name) as Record<SlotName, ShopService>;
    const haproxy = await startHaproxy({ slots: { a: [a.port], b: [b.port] } });
    closings.push(() => haproxy.close());
    shops[name] = { name, url: haproxy.url, config: haproxy.target, secret: fenceToken, slotUrls: slotUrls(name) };
  }
  for (const { url } of Object.values(shops)) {
    const load = startLoad({ url: `${url}/`, ratePerSecond });
    closings.push(() => load.stop());
  }
  return {
    shops,
    async close(): Promise<void> {
      for (const one of closings.splice(0).toReversed()) await one();
    },
  };
}

async function startSlots(service: string): Promise<Record<SlotName, ShopService>> {
  const faults = { baseLatencyMedianMs: 12, baseLatencySigma: 0.3 };
  const [a, b] = await Promise.all([
    startToyService({ service, version: "1.0.0", adminToken, faults }),
    startToyService({ service, version: "1.1.0", adminToken, faults }),
  ]);
  return { a, b };
}
