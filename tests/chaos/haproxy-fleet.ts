import { createService } from "@/lib/catalog/use-cases/create-service";
import { systemClock } from "@/lib/platform/clock";
import { createHaproxyTarget } from "@/lib/traffic/adapters/haproxy/haproxy-target";
import { createTarget } from "@/lib/traffic/use-cases/create-target";
import { fenceToken, startHaproxy } from "../support/haproxy";
import { startToyService } from "../support/toy-service";
import { until } from "../support/until";
import { canaryVersion, stableVersion } from "./plane";
import type { ChaosRig } from "./rig";

/** One more service of the rig, behind several real HAProxy processes with a fence, named by their places. */
export interface HaproxyFleet {
  readonly service: string;
  /** Where users come in at the first process. */
  readonly url: string;
  /** Monotonic time at which all of these showed this share of the canary. Throws after the deadline. */
  sharesAre(places: readonly number[], percent: number, deadlineMs: number): Promise<number>;
  /** The share of the canary that each of these shows. */
  sharesOf(places: readonly number[]): Promise<readonly number[]>;
  /** Stop or go on with these processes. */
  signal(places: readonly number[], signal: "SIGSTOP" | "SIGCONT"): void;
  close(): Promise<void>;
}

let count = 0;

export async function startHaproxyFleet(rig: ChaosRig, size: number): Promise<HaproxyFleet> {
  count += 1;
  const service = `fleet-${count}`;
  const [stable, canary] = await Promise.all([
    startToyService({ version: stableVersion }),
    startToyService({ version: canaryVersion }),
  ]);
  const slots = { a: [stable.port], b: [canary.port] };
  const proxies = await Promise.all(Array.from({ length: size }, () => startHaproxy({ slots, threads: 1 })));
  const [first, ...others] = proxies.map(({ target }) => target);
  if (first === undefined) throw new Error("a fleet has a process");
  const pids = await Promise.all(proxies.map((proxy) => proxy.pid()));
  await rig.run(createService, { slug: service, name: service, tier: 1 });
  await rig.run(createTarget, {
    service,
    environment: "production",
    config: { ...first, moreSockets: others.map(({ socket }) => socket) },
    secret: fenceToken,
    telemetry: [{ source: "target" }],
    live: { slot: "a", version: stableVersion },
  });
  const singles = proxies.map(({ target }) =>
    createHaproxyTarget({ config: target, fenceToken: null, now: systemClock.now }),
  );
  const shareAt = async (place: number): Promise<number> =>
    (await singles[place]?.observe(AbortSignal.timeout(1_000)))?.slots.b.sharePercent ?? Number.NaN;
  const sharesOf: HaproxyFleet["sharesOf"] = (places) =>
    Promise.all(places.map((place) => shareAt(place).catch(() => Number.NaN)));
  return {
    service,
    url: proxies[0]?.url ?? "",
    sharesOf,
    async sharesAre(places, percent, deadlineMs) {
      await until(
        `proxies ${places.join(", ")} to show ${percent} %`,
        async () => (await sharesOf(places)).every((share) => Math.abs(share - percent) < 0.5),
        { deadlineMs, everyMs: 5 },
      );
      return performance.now();
    },
    signal(places, signal) {
      for (const place of places) process.kill(pids[place] ?? 0, signal);
    },
    async close() {
      await Promise.all(singles.map((single) => single.close()));
      await Promise.all(proxies.map((proxy) => proxy.close()));
      await Promise.all([stable.close(), canary.close()]);
    },
  };
}
