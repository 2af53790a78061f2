import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { createApiServer } from "@/lib/traffic/adapters/kubernetes/api-server";
import { createArgoTarget } from "@/lib/traffic/adapters/kubernetes/argo-target";
import { FENCE_ANNOTATION } from "@/lib/traffic/adapters/kubernetes/fence-note";
import { createRollout, ROLLOUTS, setImage, startArgoController, stepsAt } from "../../support/argo-controller";
import { type KubernetesApi, startKubernetesApi } from "../../support/kubernetes-api";
import { by, canaryOf, codeOf, failureOf, share, signal } from "../../support/target-calls";
import { until } from "../../support/until";

const closers: (() => Promise<void> | void)[] = [];

beforeAll(async () => {
  await import("@kubernetes/client-node");
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

describe("Argo Rollouts", () => {
  const statusOf = (api: KubernetesApi) => api.store.find(ROLLOUTS, "shop")?.status ?? {};

  async function withRollout(weights: readonly number[], canary: Record<string, unknown> = { trafficRouting: {} }) {
    const api = await startKubernetesApi();
    closers.push(api.close);
    createRollout(api.store, "shop:1", { ...canary, steps: stepsAt(weights) });
    closers.push(startArgoController(api.store));
    const config = { server: api.url, ca: null, namespace: "shop", rollout: "shop", stableSlot: "a" } as const;
    const address = { server: api.url, ca: api.ca, token: api.token };
    const server = createApiServer(address, { policy: { allowCidrs: ["127.0.0.0/8"] }, deadlineMs: 5_000 });
    closers.push(() => server.close());
    const target = createArgoTarget({ kind: "argo_rollouts", ...config }, server, () => instant(0));
    closers.push(() => target.close());
    const deploy = async (version: number): Promise<void> => {
      setImage(api.store, `shop:${version}`);
      await until("its pods", () => statusOf(api).currentPodHash === `shop${version}`);
      await until("them to be seen", async () => (await target.observe(signal())).slots.b.serversTotal === 1);
    };
    return { api, target, deploy };
  }

  test("set weight, abort, set again, promote: then the slots have changed roles, and the next version comes up in the other", async () => {
    const { api, target, deploy } = await withRollout([0, 10, 50, 100]);
    expect(await target.observe(signal())).toMatchObject({
      slots: { a: { sharePercent: 100 }, b: { serversTotal: 0 } },
    });
    await deploy(2);
    expect(await canaryOf(target)).toBe(0);
    await target.apply(share(10, 1), by(1), signal());
    expect(await canaryOf(target)).toBe(10);
    await target.apply(share(0, 2, ["b"]), by(1), signal());
    expect(statusOf(api)).toMatchObject({ abort: true });
    expect(await target.observe(signal())).toMatchObject({ slots: { b: { sharePercent: 0, closed: true } } });
    await target.apply(share(50, 3), by(1), signal());
    await target.apply(share(100, 4), by(1), signal());
    expect(statusOf(api)).toMatchObject({ abort: false, stableRS: "shop1" });
    await target.apply(share(100, 5, ["a"]), by(1), signal());
    expect(statusOf(api)).toMatchObject({ stableRS: "shop2", promoteFull: false });
    expect(await target.observe(signal())).toMatchObject({
      slots: { a: { sharePercent: 0, closed: true }, b: { sharePercent: 100, closed: false } },
    });
    expect(await codeOf(target.apply(share(0, 6, ["b"]), by(1), signal()))).toBe("no_second_version");
    setImage(api.store, "shop:3");
    await until("the third in slot a", async () => (await target.observe(signal())).slots.a.serversTotal === 1);
    await target.apply({ epoch: 7, sharePercent: { a: 10, b: 90 }, closed: [] }, by(1), signal());
    expect((await target.observe(signal())).slots.a.sharePercent).toBe(10);
    expect(api.store.find(ROLLOUTS, "shop")?.metadata.generation).toBe(3);
  });

  test("a share without a step that rests at it is refused, with the steps there are", async () => {
    const { target, deploy } = await withRollout([0, 10]);
    await deploy(2);
    const error = await failureOf(target.apply(share(25), by(1), signal()));
    expect(error.reasons[0]).toMatchObject({ code: "no_step", message: expect.stringContaining("rest at 0, 10") });
    const advice = await target.advise!("a", signal());
    expect(advice.map(({ subject }) => subject)).toEqual(["Steps"]);
  });

  test("a replaced worker's step is refused, also between its two writes", async () => {
    const { api, target, deploy } = await withRollout([0, 10, 50]);
    await deploy(2);
    await target.apply(share(10, 5), by(2), signal());
    api.beforeUpdate(
      () =>
        void api.store.edit(ROLLOUTS, "shop", "object", (rollout) => {
          const note = { term: 3, epoch: 1, split: { a: 100, b: 0 }, before: { a: 90, b: 10 } };
          rollout.metadata.annotations = { ...rollout.metadata.annotations, [FENCE_ANNOTATION]: JSON.stringify(note) };
        }),
    );
    expect(await codeOf(target.apply(share(50, 6), by(2), signal()))).toBe("fenced");
    expect(await canaryOf(target)).toBe(10);
  });

  test("without a traffic router its shares would be those of pods: it is refused", async () => {
    const { target } = await withRollout([0, 10], {});
    expect(await codeOf(target.observe(signal()))).toBe("no_traffic_routing");
  });
});
