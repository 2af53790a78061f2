import { type RunningEdge, startEdge } from "@/lib/traffic/adapters/edge/start-edge";
import { serveHost } from "./hosts";
import { sharedNowMs } from "./shared-clock";

/** Embedded edges in a process of their own, with as many services as an edge may have. */
export type PlaneOrder =
  | {
      readonly kind: "start";
      /** The first begins with its safe split, the others with `canaryPercent`. */
      readonly services: readonly string[];
      readonly token: string;
      readonly canaryPercent: number;
    }
  | { readonly kind: "awaitZero"; readonly service: string; readonly deadlineMs: number };
export interface PlaneAnswer {
  readonly adminUrls: Readonly<Record<string, string>>;
  readonly incarnations: Readonly<Record<string, string>>;
  /** When the canary's share was 0, on the shared clock; null after the deadline. */
  readonly zeroAtMs: number | null;
}

const servicesPerEdge = 100;
const lookEveryMs = 2;
const edges = new Map<string, RunningEdge>();

async function start(order: Extract<PlaneOrder, { kind: "start" }>): Promise<PlaneAnswer> {
  const { services, token, canaryPercent } = order;
  const adminUrls: Record<string, string> = {};
  const incarnations: Record<string, string> = {};
  for (let at = 0; at < services.length; at += servicesPerEdge) {
    const own = services.slice(at, at + servicesPerEdge);
    const slots = { a: ["http://127.0.0.1:9"], b: ["http://127.0.0.1:9"] };
    const edge = await startEdge({
      admin: { host: "127.0.0.1", port: 0, token },
      services: own.map((name) => ({ name, slots })),
    });
    for (const name of own) {
      edges.set(name, edge);
      adminUrls[name] = edge.adminUrl;
      incarnations[name] = edge.state(name).incarnation;
      if (name === services[0]) continue;
      const sharePercent = { a: 100 - canaryPercent, b: canaryPercent };
      edge.apply(name, { term: 0, epoch: 0, sharePercent, closed: [], hold: null });
    }
  }
  return { adminUrls, incarnations, zeroAtMs: null };
}

function awaitZero(service: string, deadlineMs: number): Promise<PlaneAnswer> {
  const edge = edges.get(service);
  const untilMs = sharedNowMs() + deadlineMs;
  return new Promise((resolve) => {
    const answer = (zeroAtMs: number | null): void => resolve({ adminUrls: {}, incarnations: {}, zeroAtMs });
    const look = (): void => {
      const nowMs = sharedNowMs();
      if (edge?.state(service).slots.b.sharePercent === 0) answer(nowMs);
      else if (nowMs > untilMs) answer(null);
      else setTimeout(look, lookEveryMs);
    };
    look();
  });
}

serveHost<PlaneOrder, PlaneAnswer>((order) =>
  order.kind === "start" ? start(order) : awaitZero(order.service, order.deadlineMs),
);
