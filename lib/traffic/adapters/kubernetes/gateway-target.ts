import type { Instant } from "@/lib/kernel/instant";
import type { GatewayTargetConfig } from "@/lib/traffic/contract";
import type { SlotObservation, TrafficTarget } from "@/lib/traffic/port";
import type { ApiServer } from "./api-server";
import { kubernetesError } from "./failure";
import { readNote, type Shares } from "./fence-note";
import { readRoute, routeAdvice, stickyFailure, withShares } from "./http-route";
import type { KubernetesObject } from "./kubernetes-object";
import { createKubernetesTarget, type SplitKind } from "./kubernetes-target";

/** An HTTPRoute of the Gateway API, split by the weights of its backends. */
export function createGatewayTarget(config: GatewayTargetConfig, server: ApiServer, now: () => Instant): TrafficTarget {
  const place = {
    group: "gateway.networking.k8s.io",
    version: "v1",
    plural: "httproutes",
    namespace: config.namespace,
    name: config.route,
  };
  return createKubernetesTarget({ server, place, kind: routeKind(config), now });
}

function routeKind(config: GatewayTargetConfig): SplitKind {
  const slot = (share: number, isSticky: boolean): SlotObservation => ({
    sharePercent: share,
    serversTotal: 1,
    serversUp: null,
    // Connections that are open end by themselves: no gateway can be told to cut them.
    closed: share === 0 && !isSticky,
  });
  return {
    observe(route) {
      const { problem, isSticky } = readRoute(route, config);
      if (problem !== null) throw kubernetesError(problem);
      const shares = sharesInForce(route, config);
      return { a: slot(shares.a, isSticky), b: slot(shares.b, isSticky) };
    },
    sharesOf: (route) => readRoute(route, config).shares,
    isTaken: (route) => readRoute(route, config).isTaken,
    refuse(route, intent, onlyLowers): void {
      const { problem, isSticky } = readRoute(route, config);
      if (onlyLowers) return;
      if (problem !== null) throw kubernetesError(problem);
      if (isSticky && intent.sharePercent.a > 0 && intent.sharePercent.b > 0)
        throw kubernetesError(stickyFailure(config));
    },
    write: (route, intent) => withShares(route, config, intent),
    advise: (route) => routeAdvice(route, config),
    complain(route): void {
      const { problem } = readRoute(route, config);
      if (problem !== null) throw kubernetesError(problem);
    },
  };
}

/** Until every gateway has seen what was written last, the split before it is what users get. */
function sharesInForce(route: KubernetesObject, config: GatewayTargetConfig): Shares {
  const { shares, isTaken } = readRoute(route, config);
  const note = readNote(route);
  return isTaken || note === null ? shares : note.before;
}
