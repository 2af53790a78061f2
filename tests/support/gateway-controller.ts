import type { KeptObject, KubernetesStore } from "./kubernetes-store";

export const ROUTES = "gateway.networking.k8s.io/httproutes/shop";

export interface Weights {
  readonly a: number;
  readonly b: number;
}

const backendsOf = (route: KeptObject): { name: string; weight?: number }[] =>
  (route.spec.rules as { backendRefs: { name: string; weight?: number }[] }[])[0]?.backendRefs ?? [];

/** The weights of `shop-a` and `shop-b` in the first rule. */
export function weightsIn(route: KeptObject): Weights {
  const weightOf = (name: string): number => {
    const ref = backendsOf(route).find((one) => one.name === name);
    return ref === undefined ? 0 : (ref.weight ?? 1);
  };
  return { a: weightOf("shop-a"), b: weightOf("shop-b") };
}

/** An HTTPRoute `shop` in namespace `shop`, all traffic on `shop-a`, as somebody would apply it. */
export function createRoute(store: KubernetesStore, rules?: unknown[]): KeptObject {
  const backendRefs = [
    { name: "shop-a", port: 80, weight: 100 },
    { name: "shop-b", port: 80, weight: 0 },
  ];
  const matched = [{ matches: [{ path: { type: "PathPrefix", value: "/" } }], backendRefs }];
  const spec = { parentRefs: [{ name: "public" }], hostnames: ["shop.example.org"], rules: rules ?? matched };
  return store.create(ROUTES, {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    name: "shop",
    namespace: "shop",
    spec,
  });
}

/**
 * A gateway as far as routes see it: takes each new state of a route up a moment later, puts its weights in force and says in the
 * status which generation it has seen, and whether it knows the backends.
 */
export function startGatewayController(
  store: KubernetesStore,
  options: { readonly inForce?: (weights: Weights) => void; readonly known?: readonly string[] } = {},
): { pause(): void; resume(): void; stop(): void } {
  let isPaused = false;
  const known = options.known ?? ["shop-a", "shop-b"];

  function reconcile(): void {
    const route = isPaused ? null : store.find(ROUTES, "shop");
    if (!route) return;
    options.inForce?.(weightsIn(route));
    const missing = backendsOf(route).filter(({ name }) => !known.includes(name));
    const observedGeneration = route.metadata.generation;
    const resolved =
      missing.length === 0
        ? { type: "ResolvedRefs", status: "True", reason: "ResolvedRefs", observedGeneration }
        : {
            type: "ResolvedRefs",
            status: "False",
            reason: "BackendNotFound",
            message: `service ${missing[0]?.name} not found`,
            observedGeneration,
          };
    store.edit(ROUTES, "shop", "status", (object) => {
      const accepted = { type: "Accepted", status: "True", reason: "Accepted", observedGeneration };
      object.status = { parents: [{ parentRef: { name: "public" }, conditions: [accepted, resolved] }] };
    });
  }

  const stop = store.onEvent(({ collection, type }) => {
    if (collection === ROUTES && type !== "DELETED") setImmediate(reconcile);
  });
  reconcile();
  return {
    pause(): void {
      isPaused = true;
    },
    resume(): void {
      isPaused = false;
      reconcile();
    },
    stop,
  };
}
