import type { ShopService } from "@/lib/demo/shop-service";
import { type RunningEdge, startEdge } from "@/lib/traffic/adapters/edge/start-edge";
import type { EdgeTargetConfig } from "@/lib/traffic/contract";
import { startToxicProxy, type ToxicProxy } from "../support/toxic-proxy";
import { startToyService } from "../support/toy-service";
import { until } from "../support/until";
import { type RecordingDoor, startRecordingDoor } from "./recording-door";

export const edgeToken = "edge-token-of-the-chaos-0123456789abcdef";
export const stableVersion = "1.0.0";
export const canaryVersion = "1.1.0";

/** A change of the canary's share that the data plane showed. */
export interface ShareChange {
  readonly atMs: number;
  readonly service: string;
  readonly percent: number;
}

/** The embedded edge with a service for each target, the two versions behind it, and an eye on every share. */
export interface ChaosPlane {
  /** The way to the admin door, which can be made ill. */
  readonly admin: ToxicProxy;
  readonly door: RecordingDoor;
  readonly canary: ShopService;
  readonly changes: readonly ShareChange[];
  configOf(service: string): EdgeTargetConfig;
  urlOf(service: string): string;
  shareOf(service: string): number;
  /** Monotonic time at which the share was as wanted, not before `sinceMs`. Throws after the deadline. */
  shareIs(service: string, wanted: (percent: number) => boolean, sinceMs: number, deadlineMs: number): Promise<number>;
  /** Write past the control plane, as a person with the token can: the newest accepted pair, another share. */
  editByHand(service: string, canaryPercent: number): void;
  /** End the edge and start it again on the same addresses; it begins with its configured weights. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

const lookEveryMs = 4;

function portOf(url: string | undefined): number {
  return url === undefined ? 0 : Number(new URL(url).port);
}

export async function startChaosPlane(services: readonly string[]): Promise<ChaosPlane> {
  const [stable, canary] = await Promise.all([
    startToyService({ version: stableVersion }),
    startToyService({ version: canaryVersion }),
  ]);
  // Any free port at first, the same one ever after.
  const start = (before: RunningEdge | null): Promise<RunningEdge> =>
    startEdge({
      admin: { host: "127.0.0.1", port: portOf(before?.adminUrl), token: edgeToken },
      services: services.map((name) => ({
        name,
        listen: { host: "127.0.0.1", port: portOf(before?.serviceUrls[name]) },
        slots: { a: [stable.url], b: [canary.url] },
      })),
    });
  let edge = await start(null);
  const door = await startRecordingDoor(() => edge.adminUrl);
  const admin = await startToxicProxy({ host: "127.0.0.1", port: door.port });

  const changes: ShareChange[] = [];
  const last = new Map<string, { percent: number; sinceMs: number }>();
  const look = (): void => {
    for (const service of services) {
      const percent = edge.state(service).slots.b.sharePercent;
      if (last.get(service)?.percent === percent) continue;
      const atMs = performance.now();
      last.set(service, { percent, sinceMs: atMs });
      changes.push({ atMs, service, percent });
    }
  };
  look();
  const watch = setInterval(look, lookEveryMs);
  const shareOf = (service: string): number => last.get(service)?.percent ?? 0;

  return {
    admin,
    door,
    canary,
    changes,
    configOf: (service) => ({ kind: "edge", adminUrl: `http://127.0.0.1:${admin.port}`, service }),
    urlOf: (service) => edge.serviceUrls[service] ?? "",
    shareOf,
    async shareIs(service, wanted, sinceMs, deadlineMs) {
      await until(`the share of ${service}`, () => wanted(shareOf(service)), { deadlineMs, everyMs: lookEveryMs });
      return Math.max(sinceMs, last.get(service)?.sinceMs ?? sinceMs);
    },
    editByHand(service, canaryPercent) {
      const { acceptedTerm, acceptedEpoch } = edge.state(service);
      const sharePercent = { a: 100 - canaryPercent, b: canaryPercent };
      edge.apply(service, { term: acceptedTerm ?? 0, epoch: acceptedEpoch ?? 0, sharePercent, closed: [], hold: null });
      look();
    },
    async restart() {
      await edge.close();
      edge = await start(edge);
      look();
    },
    async close() {
      clearInterval(watch);
      await admin.close();
      await door.close();
      await edge.close();
      await Promise.all([stable.close(), canary.close()]);
    },
  };
}
