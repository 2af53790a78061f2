import { afterEach, beforeAll, describe, expect, test } from "vitest";
import type { AppError } from "@/lib/kernel/app-error";
import { instant } from "@/lib/kernel/instant";
import { createApiServer } from "@/lib/traffic/adapters/kubernetes/api-server";
import { FENCE_ANNOTATION } from "@/lib/traffic/adapters/kubernetes/fence-note";
import { createGatewayTarget } from "@/lib/traffic/adapters/kubernetes/gateway-target";
import type { TrafficTarget } from "@/lib/traffic/port";
import { createRoute, ROUTES, startGatewayController, weightsIn } from "../../support/gateway-controller";
import { type KubernetesApi, startKubernetesApi } from "../../support/kubernetes-api";
import type { KeptObject } from "../../support/kubernetes-store";
import { selfSigned } from "../../support/self-signed";
import { by, canaryOf, codeOf, failureOf, share, signal } from "../../support/target-calls";
import { until } from "../../support/until";

/*
 * Goal: whatever an API server of Kubernetes answers, nothing older wins, nobody's change is overwritten blindly, and a person
 * is told in words. Method: a server that keeps versions, conflicts and watches as the real one does, with planned faults.
 */

const loopback = { allowCidrs: ["127.0.0.0/8"] };
const closers: (() => Promise<void> | void)[] = [];
beforeAll(async () => {
  await import("@kubernetes/client-node");
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Given {
  readonly ca?: string | null;
  readonly token?: string;
  readonly allowCidrs?: readonly string[];
  readonly deadlineMs?: number;
}

async function startApi(): Promise<KubernetesApi> {
  const api = await startKubernetesApi();
  closers.push(api.close);
  return api;
}

function serverOf(api: KubernetesApi, given: Given = {}) {
  const { ca = api.ca, token = api.token, allowCidrs = loopback.allowCidrs, deadlineMs = 5_000 } = given;
  const server = createApiServer({ server: api.url, ca, token }, { policy: { allowCidrs }, deadlineMs });
  closers.push(() => server.close());
  return server;
}

/** A worker's own target for the route `shop`. */
function routeTarget(api: KubernetesApi, given: Given & { b?: string } = {}): TrafficTarget {
  const config = { server: api.url, ca: null, namespace: "shop", route: "shop" };
  const backends = { a: "shop-a", b: given.b ?? "shop-b" };
  const now = () => instant(0);
  const target = createGatewayTarget({ kind: "gateway_api", ...config, backends }, serverOf(api, given), now);
  closers.push(() => target.close());
  return target;
}

async function withRoute(): Promise<KubernetesApi> {
  const api = await startApi();
  createRoute(api.store);
  closers.push(startGatewayController(api.store).stop);
  return api;
}

const weights = (api: KubernetesApi) => weightsIn(api.store.find(ROUTES, "shop")!);
/** Somebody with kubectl. */
const byHand = (api: KubernetesApi, b: number): KeptObject =>
  api.store.edit(ROUTES, "shop", "object", (route) => {
    const [rule] = route.spec.rules as { backendRefs: { weight: number }[] }[];
    rule!.backendRefs[0]!.weight = 100 - b;
    rule!.backendRefs[1]!.weight = b;
  });

describe("versions and conflicts", () => {
  test("what somebody else wrote in between is kept: 409 is read again and decided again", async () => {
    const api = await withRoute();
    const target = routeTarget(api);
    api.beforeUpdate(() => {
      api.store.edit(ROUTES, "shop", "object", (route) => {
        route.spec.hostnames = ["new.example.org"];
        route.metadata.annotations = { ...route.metadata.annotations, "kept.example.org/by": "somebody" };
      });
    });
    await target.apply(share(10), by(1), signal());
    const route = api.store.find(ROUTES, "shop")!;
    expect(route.spec.hostnames).toEqual(["new.example.org"]);
    expect(route.metadata.annotations).toHaveProperty("kept.example.org/by", "somebody");
    expect(weights(api)).toEqual({ a: 90, b: 10 });
    expect(api.seen.filter((call) => call === "update httproutes")).toHaveLength(2);
  });

  test("a worker that was replaced in the middle of its write is refused, and its split never shows", async () => {
    const api = await withRoute();
    const [old, next] = [routeTarget(api), routeTarget(api)];
    await old.apply(share(50, 7), by(3), signal());
    // Taken over between the old worker's read and its write.
    api.beforeUpdate(
      () =>
        void api.store.edit(ROUTES, "shop", "object", (route) => {
          const note = { term: 4, epoch: 1, split: { a: 100, b: 0 }, before: { a: 50, b: 50 } };
          route.metadata.annotations = { ...route.metadata.annotations, [FENCE_ANNOTATION]: JSON.stringify(note) };
          const [rule] = route.spec.rules as { backendRefs: { weight: number }[] }[];
          rule!.backendRefs[0]!.weight = 100;
          rule!.backendRefs[1]!.weight = 0;
        }),
    );
    const refused = await failureOf(old.apply(share(75, 8), by(3), signal()));
    expect(refused.reasons[0]).toMatchObject({ code: "fenced", facts: { acceptedTerm: 4, acceptedEpoch: 1 } });
    expect(weights(api)).toEqual({ a: 100, b: 0 });
    expect(await next.observe(signal())).toMatchObject({ accepted: { term: 4, epoch: 1 }, fence: "native" });
    expect(await codeOf(old.apply(share(75, 9_000), by(3), signal()))).toBe("fenced");
  });

  test("it gives up after eight conflicts in a row, and says so", async () => {
    const api = await withRoute();
    api.next.push(...Array.from({ length: 8 }, () => ({ verb: "update", status: 409 })));
    expect(await codeOf(routeTarget(api).apply(share(10), by(1), signal()))).toBe("conflict");
    expect(weights(api)).toEqual({ a: 100, b: 0 });
  });
});

describe("an edit by hand", () => {
  test("is seen through the watch without another read, and is not raised upon before it was looked at", async () => {
    const api = await withRoute();
    const target = routeTarget(api);
    await target.apply(share(50), by(1), signal());
    expect(await canaryOf(target)).toBe(50);
    await until("the watch", () => api.watches() === 1);
    const gets = api.seen.filter((call) => call === "get httproutes").length;
    byHand(api, 5);
    expect(await codeOf(target.apply(share(75, 2), by(1), signal()))).toBe("changed_by_hand");
    await until("the edit to be seen", async () => (await canaryOf(target)) === 5);
    expect(api.seen.filter((call) => call === "get httproutes").length - gets).toBe(1);
    // Now whoever decides has seen it.
    await target.apply(share(75, 2), by(1), signal());
    expect(weights(api)).toEqual({ a: 25, b: 75 });
    // Taking traffic away waits for nobody.
    byHand(api, 90);
    await target.apply(share(0, 3, ["b"]), by(1), signal());
    expect(weights(api)).toEqual({ a: 100, b: 0 });
  });

  test("a backend that somebody removed keeps the other from nothing, and is named", async () => {
    const api = await withRoute();
    const target = routeTarget(api);
    await target.apply(share(50), by(1), signal());
    api.store.edit(ROUTES, "shop", "object", (route) => {
      const [rule] = route.spec.rules as { backendRefs: unknown[] }[];
      rule!.backendRefs.splice(1, 1);
    });
    const gone = await until("the removal to be seen", async () => {
      const error = await target.observe(signal()).then(
        () => null,
        (reason: AppError) => reason,
      );
      return error;
    });
    expect(gone.reasons[0]).toMatchObject({ code: "backend_unknown", message: expect.stringContaining("shop-b") });
    expect(await codeOf(target.apply(share(75, 2), by(1), signal()))).toBe("backend_unknown");
    expect(await codeOf(target.apply(share(0, 3, ["b"]), by(1), signal()))).toBe("backend_unknown");
    expect(weights(api)).toEqual({ a: 100, b: 0 });
  });

  test("a garbled note of the fence counts as none", async () => {
    const api = await withRoute();
    api.store.edit(ROUTES, "shop", "object", (route) => {
      route.metadata.annotations = { [FENCE_ANNOTATION]: '{"term":-1' };
    });
    const target = routeTarget(api);
    expect(await target.observe(signal())).toMatchObject({ accepted: null });
    await target.apply(share(10), by(1), signal());
    expect(await target.observe(signal())).toMatchObject({ accepted: { term: 1, epoch: 1 } });
  });
});

describe("the watch", () => {
  test.each(["politely", "abruptly"] as const)("ends %s: nothing is missed, and it is begun anew", async (how) => {
    const api = await withRoute();
    const target = routeTarget(api);
    await target.observe(signal());
    await until("the watch", () => api.watches() === 1);
    api.bookmark();
    api.endWatches(how);
    byHand(api, 20);
    await until("the edit to be seen", async () => (await canaryOf(target)) === 20);
    await until("the next watch", async () => {
      await target.observe(signal());
      return api.watches() === 1;
    });
  });

  test("begins where the history is forgotten (410): everything is read again", async () => {
    const api = await withRoute();
    const target = routeTarget(api);
    await target.observe(signal());
    await until("the watch", () => api.watches() === 1);
    api.next.push({ verb: "watch", status: 410 });
    api.endWatches("politely");
    byHand(api, 30);
    api.store.forgetHistory();
    await until("the edit to be seen", async () => (await canaryOf(target)) === 30);
    await until("a watch again", async () => {
      await target.observe(signal());
      return api.watches() === 1;
    });
    byHand(api, 40);
    await until("the next edit to be seen", async () => (await canaryOf(target)) === 40);
  });

  test("may be denied: every look reads, and the connection test names the verb", async () => {
    const api = await withRoute();
    api.denied.add("watch httproutes");
    const target = routeTarget(api);
    await target.observe(signal());
    byHand(api, 15);
    await until("the edit to be seen", async () => (await canaryOf(target)) === 15);
    const advice = await until("the refusal", async () =>
      (await target.advise!("a", signal())).find(({ subject }) => subject === "Watch"),
    );
    expect(advice.message).toMatch(/watch httproutes\.gateway\.networking\.k8s\.io in namespace shop/);
  });
});

describe("an API server in trouble", () => {
  test("that asks for patience (429) is left alone for as long as it says", async () => {
    const api = await withRoute();
    const target = routeTarget(api);
    api.next.push({ verb: "get", status: 429, retryAfterSeconds: 30 });
    const first = await failureOf(target.observe(signal()));
    expect(first.reasons[0]).toMatchObject({ code: "throttled", facts: { retryAfterSeconds: 30 } });
    expect(await codeOf(target.observe(signal()))).toBe("throttled");
    expect(await codeOf(target.apply(share(10), by(1), signal()))).toBe("throttled");
    expect(api.seen).toEqual(["get httproutes"]);
  });

  test("that hangs ends each call within its deadline", async () => {
    const api = await withRoute();
    const target = routeTarget(api, { deadlineMs: 300 });
    api.hang();
    const startedMs = performance.now();
    expect((await failureOf(target.observe(signal()))).code).toBe("upstream_timeout");
    expect(performance.now() - startedMs).toBeLessThan(5_000);
    const aborted = target.apply(share(10), by(1), AbortSignal.timeout(50));
    expect((await failureOf(aborted)).code).toBe("upstream_timeout");
  });

  test("that fails (500) is told as such", async () => {
    const api = await withRoute();
    api.next.push({ verb: "update", status: 500 });
    expect(await codeOf(routeTarget(api).apply(share(10), by(1), signal()))).toBe("refused");
  });
});

describe("what a connection test finds, in words", () => {
  test("a wrong token, a missing verb, a missing kind, a missing route, a missing backend", async () => {
    const api = await withRoute();
    const look = (given: Given & { b?: string } = {}) => failureOf(routeTarget(api, given).observe(signal()));
    expect((await look({ token: "of-somebody-else" })).message).toMatch(/does not know our token \(401\)/);
    expect((await look({ b: "shop-c" })).message).toMatch(/no backend shop-c .* it has shop-a, shop-b/);
    api.denied.add("get httproutes");
    expect((await look()).message).toMatch(/does not let our token get httproutes\.gateway\.networking\.k8s\.io/);
    api.denied.clear();
    api.denied.add("update httproutes");
    const denied = await failureOf(routeTarget(api).apply(share(10), by(1), signal()));
    expect(denied.reasons[0]).toMatchObject({ code: "forbidden", remedy: expect.stringContaining('verb "update"') });
    api.store.remove(ROUTES, "shop");
    expect((await look()).reasons[0]?.code).toBe("object_unknown");
    api.installed.clear();
    expect((await look()).message).toMatch(/Install its definitions \(CRDs\)/);
  });

  test("a certificate of a stranger, and an address that may not be reached", async () => {
    const api = await withRoute();
    const stranger = await failureOf(routeTarget(api, { ca: selfSigned().cert }).observe(signal()));
    expect(stranger.reasons[0]?.code).toBe("not_trusted");
    const blocked = await failureOf(routeTarget(api, { allowCidrs: [] }).observe(signal()));
    expect([blocked.code, blocked.reasons[0]?.code]).toEqual(["upstream_failed", "address_blocked"]);
    expect(api.seen).toEqual([]);
  });

  test("a gateway that knows no such Service, and a route that nobody has taken up", async () => {
    const api = await startApi();
    createRoute(api.store);
    const target = routeTarget(api);
    const subjects = async () => (await target.advise!("a", signal())).map(({ subject }) => subject);
    expect(await subjects()).toEqual(["Gateway"]);
    closers.push(startGatewayController(api.store, { known: ["shop-a"] }).stop);
    expect(await subjects()).toEqual(["Backends"]);
  });
});

test("the split before is shown until the gateway has taken the next one up", async () => {
  const api = await startApi();
  createRoute(api.store);
  const gateway = startGatewayController(api.store);
  closers.push(gateway.stop);
  const target = routeTarget(api);
  await target.apply(share(10), by(1), signal());
  gateway.pause();
  await target.apply(share(50, 2), by(1), signal());
  expect(await canaryOf(target)).toBe(10);
  expect(await target.observe(signal())).toMatchObject({ accepted: { term: 1, epoch: 2 } });
  gateway.resume();
  await until("the gateway to be heard", async () => (await canaryOf(target)) === 50);
});
