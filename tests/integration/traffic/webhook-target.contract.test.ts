import { randomUUID } from "node:crypto";
import { instant } from "@/lib/kernel/instant";
import type { EdgeConfigInput } from "@/lib/traffic/adapters/edge/edge-config";
import { startEdge } from "@/lib/traffic/adapters/edge/start-edge";
import { createWebhookTarget } from "@/lib/traffic/adapters/webhook-target";
import { plainFetchOutbound } from "../../support/fetch-outbound";
import { freePorts } from "../../support/haproxy";
import { startShopSlots } from "../../support/shop-slots";
import { startWebhookReceiver } from "../../support/webhook-receiver";
import { describeTargetContract, type TargetRig } from "./target-contract";

const secret = "whsec_c2lnbmFsYm94LXRlc3Qtc2VjcmV0LTMyLWJ5dGVzIQ==";

/** A user's own receiver in front of a data plane that only it can reach. */
async function startRig(): Promise<TargetRig> {
  const services = await startShopSlots({ a: 1, b: 1 });
  const [port] = await freePorts(1);
  const config: EdgeConfigInput = {
    listen: { port },
    admin: { token: randomUUID() },
    services: [
      { name: "shop", slots: { a: [services.a[0]!.url], b: [services.b[0]!.url] }, stickyCookie: "edge", drainMs: 0 },
    ],
  };
  let edge = await startEdge(config);
  const receiver = await startWebhookReceiver({
    secret,
    apply(intent) {
      const outcome = edge.apply("shop", intent);
      return outcome.accepted ? null : outcome.newest;
    },
    state: () => edge.state("shop"),
  });
  return {
    target: createWebhookTarget({
      config: { kind: "webhook", url: receiver.url },
      secret,
      fetchOutbound: plainFetchOutbound,
      now: () => instant(Date.now()),
      newId: randomUUID,
    }),
    url: edge.url ?? "",
    services,
    async restart(): Promise<void> {
      await edge.close();
      edge = await startEdge(config);
    },
    async close(): Promise<void> {
      await receiver.close();
      await edge.close();
      await services.close();
    },
  };
}

describeTargetContract("A webhook receiver", { fences: true }, startRig);
