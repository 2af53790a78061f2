import path from "node:path";
import type { TargetStateAnswer, TrafficIntentMessage } from "@/lib/traffic/contract";
import type { DataPlane, PlacedService } from "./data-plane";
import { demoHost } from "./port-book";

/** The embedded edge as it runs: what of it is used here. */
interface Edge {
  readonly adminUrl: string;
  apply(service: string, intent: TrafficIntentMessage): unknown;
  state(service: string): TargetStateAnswer;
  close(): Promise<void>;
}

interface Address {
  readonly host: string;
  readonly port: number;
}

/** Starts an embedded edge with a door for each service. */
export type StartEdge = (config: {
  admin: Address & { token: string };
  stateFile: string;
  services: {
    name: string;
    listen: Address;
    slots: { a: string[]; b: string[] };
    initialSharePercent: { a: number; b: number };
  }[];
}) => Promise<Edge>;

/** Start the embedded edge in this process, with a door for each service. */
export async function startEdgePlane(given: {
  readonly startEdge: StartEdge;
  readonly adminPort: number;
  readonly token: string;
  readonly folder: string;
  readonly services: readonly PlacedService[];
}): Promise<DataPlane> {
  const address = (port: number): string => `http://${demoHost}:${port}`;
  const edge = await given.startEdge({
    admin: { host: demoHost, port: given.adminPort, token: given.token },
    stateFile: path.join(given.folder, "edge-epochs.json"),
    services: given.services.map(({ slug, frontPort, slotPorts, liveSlot }) => ({
      name: slug,
      listen: { host: demoHost, port: frontPort },
      slots: { a: [address(slotPorts.a)], b: [address(slotPorts.b)] },
      initialSharePercent: liveSlot === "a" ? { a: 100, b: 0 } : { a: 0, b: 100 },
    })),
  });
  // What a rollout leaves behind, so that nobody has to put it right: everything to the live slot, the other one closed.
  for (const { slug, liveSlot } of given.services) {
    const sharePercent = liveSlot === "a" ? { a: 100, b: 0 } : { a: 0, b: 100 };
    const closed = [liveSlot === "a" ? ("b" as const) : ("a" as const)];
    const { acceptedTerm, acceptedEpoch } = edge.state(slug);
    edge.apply(slug, { term: acceptedTerm ?? 0, epoch: acceptedEpoch ?? 0, sharePercent, closed, hold: null });
  }
  return {
    kind: "edge",
    secret: given.token,
    targetOf: (service) => ({ kind: "edge", adminUrl: edge.adminUrl, service }),
    onFailure: () => undefined,
    close: () => edge.close(),
  };
}
