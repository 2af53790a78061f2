import type { Instant } from "@/lib/kernel/instant";
import type { ArgoTargetConfig } from "@/lib/traffic/contract";
import type { SlotName, SlotObservation, TrafficTarget } from "@/lib/traffic/port";
import type { ApiServer } from "./api-server";
import { isShown, moveFor, type RolloutReading, readRollout, rolloutAdvice, withMove, withSlots } from "./argo-rollout";
import { kubernetesError } from "./failure";
import { createKubernetesTarget, type SplitKind } from "./kubernetes-target";

/**
 * A Rollout of Argo Rollouts. Its spec is not touched, so that nothing fights over it with whoever keeps it in Git: what is
 * wanted is noted in annotations, and Argo is moved along its own steps through the status.
 */
export function createArgoTarget(config: ArgoTargetConfig, server: ApiServer, now: () => Instant): TrafficTarget {
  const place = {
    group: "argoproj.io",
    version: "v1alpha1",
    plural: "rollouts",
    namespace: config.namespace,
    name: config.rollout,
  };
  return createKubernetesTarget({ server, place, kind: rolloutKind(config), now });
}

function rolloutKind(config: ArgoTargetConfig): SplitKind {
  return {
    observe(rollout) {
      const reading = readRollout(rollout, config);
      if (reading.problem !== null) throw kubernetesError(reading.problem);
      return { a: slotOf(reading, "a"), b: slotOf(reading, "b") };
    },
    sharesOf: (rollout) => readRollout(rollout, config).shares,
    isTaken: (rollout) => isShown(rollout, config),
    refuse(rollout, intent, onlyLowers): void {
      const reading = readRollout(rollout, config);
      if (!onlyLowers && reading.problem !== null) throw kubernetesError(reading.problem);
      const move = moveFor(reading, intent, config);
      if (move.kind === "impossible") throw kubernetesError(move.failure);
    },
    write: (rollout) => withSlots(rollout, config),
    writeStatus: (rollout, intent) => withMove(rollout, moveFor(readRollout(rollout, config), intent, config)),
    advise: (rollout) => rolloutAdvice(rollout, config),
    complain(): void {},
  };
}

function slotOf({ shares, stableSlot, hasCanary }: RolloutReading, slot: SlotName): SlotObservation {
  const isThere = slot === stableSlot || hasCanary;
  return {
    sharePercent: shares[slot],
    serversTotal: isThere ? 1 : 0,
    serversUp: null,
    // Connections that are open end by themselves: no traffic router can be told to cut them.
    closed: shares[slot] === 0,
  };
}
