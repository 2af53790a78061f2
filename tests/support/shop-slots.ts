import type { ShopService } from "@/lib/demo/shop-service";
import { startToyService } from "./toy-service";

export interface ShopSlots {
  readonly a: readonly ShopService[];
  readonly b: readonly ShopService[];
  close(): Promise<void>;
}

/** Version "stable" on `a` servers and "canary" on `b` servers. Close them. */
export async function startShopSlots(counts: { a: number; b: number }): Promise<ShopSlots> {
  const start = (version: string, count: number): Promise<ShopService[]> =>
    Promise.all(Array.from({ length: count }, () => startToyService({ version })));
  const [a, b] = await Promise.all([start("stable", counts.a), start("canary", counts.b)]);
  return {
    a,
    b,
    async close(): Promise<void> {
      await Promise.all([...a, ...b].map((service) => service.close()));
    },
  };
}
