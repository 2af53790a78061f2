import { randomUUID } from "node:crypto";
import { instant } from "@/lib/kernel/instant";
import { startEdge } from "@/lib/traffic/adapters/edge/start-edge";
import { createApiServer } from "@/lib/traffic/adapters/kubernetes/api-server";
import { createGatewayTarget } from "@/lib/traffic/adapters/kubernetes/gateway-target";
import { createRoute, ROUTES, startGatewayController, type Weights } from "../../support/gateway-controller";
import { freePorts } from "../../support/haproxy";
import { startKubernetesApi } from "../../support/kubernetes-api";
import { startShopSlots } from "../../support/shop-slots";
import { until } from "../../support/until";
import { describeTargetContract, type TargetRig } from "./target-contract";

/** An API server, and a gateway behind it that splits real requests as the weights of the route say. */
async function startRig(): Promise<TargetRig> {
  // So large that its first loading takes longer than a call may.
  await import("@kubernetes/client-node");
  const services = await startShopSlots({ a: 1, b: 1 });
  const [port] = await freePorts(1);
  const edge = await startEdge({
    listen: { port },
    admin: { token: randomUUID() },
    services: [{ name: "shop", slots: { a: [services.a[0]!.url], b: [services.b[0]!.url] } }],
  });
  const api = await startKubernetesApi();
  let epoch = 0;
  const inForce = ({ a, b }: Weights): void => {
    epoch += 1;
    const percent = (100 * b) / (a + b);
    edge.apply("shop", { epoch, sharePercent: { a: 100 - percent, b: percent }, closed: [] });
  };
  createRoute(api.store);
  const gateway = startGatewayController(api.store, { inForce });
  const server = createApiServer(
    { server: api.url, ca: api.ca, token: api.token },
    { policy: { allowCidrs: ["127.0.0.0/8"] }, deadlineMs: 5_000 },
  );
  const config = { server: api.url, ca: api.ca, namespace: "shop", route: "shop" };
  const backends = { a: "shop-a", b: "shop-b" };
  const target = createGatewayTarget({ kind: "gateway_api", ...config, backends }, server, () => instant(Date.now()));
  return {
    target,
    url: edge.url ?? "",
    services,
    /** The route is deleted and applied again, as a manifest that cannot be changed in place is. */
    async restart(): Promise<void> {
      const uid = api.store.find(ROUTES, "shop")?.metadata.uid;
      api.store.remove(ROUTES, "shop");
      createRoute(api.store);
      await until("the new route to be seen", async () => {
        const seen = await target.observe(AbortSignal.timeout(5_000)).catch(() => null);
        return seen !== null && seen.incarnation !== uid;
      });
    },
    async close(): Promise<void> {
      gateway.stop();
      await target.close();
      await server.close();
      await api.close();
      await edge.close();
      await services.close();
    },
  };
}

describeTargetContract("An HTTPRoute", { fences: true, holds: false, cuts: false }, startRig);
