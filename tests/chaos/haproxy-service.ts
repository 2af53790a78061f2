import { createService } from "@/lib/catalog/use-cases/create-service";
import type { ShopService } from "@/lib/demo/shop-service";
import { systemClock } from "@/lib/platform/clock";
import { createHaproxyTarget } from "@/lib/traffic/adapters/haproxy/haproxy-target";
import { createTarget } from "@/lib/traffic/use-cases/create-target";
import { type RunningHaproxy, startHaproxy } from "../support/haproxy";
import { startToyService } from "../support/toy-service";
import { until } from "../support/until";
import { canaryVersion, stableVersion } from "./plane";
import type { ChaosRig } from "./rig";

/** One more service of the rig, behind a real HAProxy whose configured weights are the safe ones. */
export interface HaproxyService {
  readonly service: string;
  readonly haproxy: RunningHaproxy;
  /** The old version, behind slot a. */
  readonly stable: ShopService;
  /** Monotonic time at which HAProxy showed this share of the canary. Throws after the deadline. */
  shareIs(percent: number, deadlineMs: number): Promise<number>;
  close(): Promise<void>;
}

let count = 0;

export async function startHaproxyService(
  rig: ChaosRig,
  { isHealthChecked = false }: { readonly isHealthChecked?: boolean } = {},
): Promise<HaproxyService> {
  count += 1;
  const service = `haproxy-${count}`;
  const [stable, canary] = await Promise.all([
    startToyService({ version: stableVersion }),
    startToyService({ version: canaryVersion }),
  ]);
  const haproxy = await startHaproxy({ slots: { a: [stable.port], b: [canary.port] } });
  const urls = { a: [`${stable.url}/healthz`], b: [`${canary.url}/healthz`] };
  await rig.run(createService, { slug: service, name: service, tier: 1 });
  await rig.run(createTarget, {
    service,
    environment: "production",
    config: haproxy.target,
    ...(isHealthChecked ? { health: { urls, intervalMs: 250, timeoutMs: 500 } } : {}),
    telemetry: [{ source: "target" }],
    live: { slot: "a", version: stableVersion },
  });
  const target = createHaproxyTarget({ config: haproxy.target, fenceToken: null, now: systemClock.now });
  const share = async (): Promise<number> => (await target.observe(AbortSignal.timeout(1_000))).slots.b.sharePercent;
  return {
    service,
    haproxy,
    stable,
    async shareIs(percent, deadlineMs) {
      await until(
        `HAProxy to show ${percent} %`,
        async () => Math.abs((await share().catch(() => -1)) - percent) < 0.5,
        { deadlineMs, everyMs: 5 },
      );
      return performance.now();
    },
    async close() {
      await target.close();
      await haproxy.close();
      await Promise.all([stable.close(), canary.close()]);
    },
  };
}
