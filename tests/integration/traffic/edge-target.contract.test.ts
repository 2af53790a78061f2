import { instant } from "@/lib/kernel/instant";
import { fetchThrough } from "@/lib/platform/http/fetch-outbound";
import type { EdgeConfigInput } from "@/lib/traffic/adapters/edge/edge-config";
import { startEdge } from "@/lib/traffic/adapters/edge/start-edge";
import { createEdgeDoors } from "@/lib/traffic/adapters/edge-door";
import { createEdgeTarget } from "@/lib/traffic/adapters/edge-target";
import { freePorts } from "../../support/haproxy";
import { countingClient } from "../../support/outbound";
import { startShopSlots } from "../../support/shop-slots";
import { describeTargetContract, type TargetRig } from "./target-contract";

const token = "an-admin-token-of-more-than-32-characters";

/** The embedded edge, sticky by cookie, steered over its admin door. */
async function startRig(): Promise<TargetRig> {
  const services = await startShopSlots({ a: 2, b: 3 });
  const [port, adminPort] = await freePorts(2);
  const config: EdgeConfigInput = {
    listen: { port },
    admin: { port: adminPort, token },
    services: [
      {
        name: "shop",
        slots: { a: services.a.map((service) => service.url), b: services.b.map((service) => service.url) },
        stickyCookie: "edge",
      },
    ],
  };
  let edge = await startEdge(config);
  const outbound = countingClient();
  return {
    target: createEdgeTarget({
      config: { kind: "edge", adminUrl: edge.adminUrl, service: "shop" },
      token,
      doors: createEdgeDoors(fetchThrough(outbound)),
      now: () => instant(Date.now()),
    }),
    url: edge.url ?? "",
    services,
    async restart(): Promise<void> {
      await edge.close();
      edge = await startEdge(config);
    },
    async close(): Promise<void> {
      await outbound.close();
      await edge.close();
      await services.close();
    },
  };
}

describeTargetContract("The embedded edge", { fences: true }, startRig);
