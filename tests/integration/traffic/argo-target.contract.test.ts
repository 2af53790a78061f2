import { randomUUID } from "node:crypto";
import { instant } from "@/lib/kernel/instant";
import { startEdge } from "@/lib/traffic/adapters/edge/start-edge";
import { createApiServer } from "@/lib/traffic/adapters/kubernetes/api-server";
import { createArgoTarget } from "@/lib/traffic/adapters/kubernetes/argo-target";
import { createRollout, ROLLOUTS, setImage, startArgoController, stepsAt } from "../../support/argo-controller";
import { freePorts } from "../../support/haproxy";
import { startKubernetesApi } from "../../support/kubernetes-api";
import { startShopSlots } from "../../support/shop-slots";
import { until } from "../../support/until";
import { describeTargetContract, type TargetRig } from "./target-contract";

const canary = {
  canaryService: "shop-canary",
  stableService: "shop-stable",
  trafficRouting: { plugins: {} },
  steps: stepsAt(Array.from({ length: 101 }, (_, percent) => percent)),
};

/** An API server, Argo's controller as a model, and a proxy that splits real requests as Argo sets its router. */
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
  const stop = startArgoController(api.store, (shares) => {
    epoch += 1;
    const percent = shares.shop2 ?? 0;
    edge.apply("shop", { epoch, sharePercent: { a: 100 - percent, b: percent }, closed: [] });
  });
  const statusIs = (isSo: (status: Record<string, unknown>) => boolean): Promise<unknown> =>
    until("the controller", () => isSo(api.store.find(ROLLOUTS, "shop")?.status ?? {}));
  /** The first version, and then a second that waits without traffic. */
  const deploy = async (): Promise<void> => {
    createRollout(api.store, "shop:1", canary);
    await statusIs(({ stableRS }) => stableRS === "shop1");
    setImage(api.store, "shop:2");
    await statusIs(({ currentPodHash }) => currentPodHash === "shop2");
  };
  await deploy();
  const server = createApiServer(
    { server: api.url, ca: api.ca, token: api.token },
    { policy: { allowCidrs: ["127.0.0.0/8"] }, deadlineMs: 5_000 },
  );
  const config = { server: api.url, ca: api.ca, namespace: "shop", rollout: "shop", stableSlot: "a" } as const;
  const target = createArgoTarget({ kind: "argo_rollouts", ...config }, server, () => instant(Date.now()));
  return {
    target,
    url: edge.url ?? "",
    services,
    async restart(): Promise<void> {
      const uid = api.store.find(ROLLOUTS, "shop")?.metadata.uid;
      api.store.remove(ROLLOUTS, "shop");
      await deploy();
      await until("the new Rollout to be seen", async () => {
        const seen = await target.observe(AbortSignal.timeout(5_000)).catch(() => null);
        return seen !== null && seen.incarnation !== uid && seen.slots.b.serversTotal === 1;
      });
    },
    async close(): Promise<void> {
      stop();
      await target.close();
      await server.close();
      await api.close();
      await edge.close();
      await services.close();
    },
  };
}

describeTargetContract("A Rollout of Argo", { fences: true, holds: false, cuts: false, returns: false }, startRig);
