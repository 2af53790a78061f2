import type { KeptObject, KubernetesStore } from "./kubernetes-store";

export const ROLLOUTS = "argoproj.io/rollouts/shop";

interface Step {
  setWeight?: number;
  pause?: { duration?: string };
}

interface ArgoStatus {
  stableRS?: string;
  currentPodHash?: string;
  currentStepIndex?: number | null;
  pauseConditions?: { reason: string }[] | null;
  controllerPause?: boolean;
  abort?: boolean;
  promoteFull?: boolean;
  observedGeneration?: string;
  phase?: string;
  canary?: { weights: { canary: { weight: number }; stable: { weight: number } } };
}

/** Steps that rest at each of these weights. */
export function stepsAt(weights: readonly number[]): Step[] {
  return weights.flatMap((setWeight) => [{ setWeight }, { pause: {} }]);
}

/** A Rollout `shop` in namespace `shop` with this image. */
export function createRollout(store: KubernetesStore, image: string, canary: Record<string, unknown>): KeptObject {
  return store.create(ROLLOUTS, {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Rollout",
    name: "shop",
    namespace: "shop",
    spec: { replicas: 2, template: { spec: { containers: [{ name: "shop", image }] } }, strategy: { canary } },
  });
}

const imageOf = (rollout: KeptObject): string =>
  (rollout.spec.template as { spec: { containers: { image: string }[] } }).spec.containers[0]?.image ?? "";

export function setImage(store: KubernetesStore, image: string): void {
  store.edit(ROLLOUTS, "shop", "object", (rollout) => {
    (rollout.spec.template as { spec: { containers: { image: string }[] } }).spec.containers[0]!.image = image;
  });
}

/** What Argo Rollouts does with a canary and a traffic router whose pods are always there: one look at a Rollout. */
function reconciled(rollout: KeptObject): ArgoStatus {
  const steps = ((rollout.spec.strategy as { canary?: { steps?: Step[] } }).canary?.steps ?? []) as Step[];
  const status: ArgoStatus = { ...(rollout.status as ArgoStatus) };
  const hash = imageOf(rollout).replaceAll(/[^a-z0-9]/g, "");
  status.stableRS ??= hash;
  if (status.currentPodHash !== hash) {
    Object.assign(status, { currentPodHash: hash, abort: false, promoteFull: false });
    Object.assign(status, { currentStepIndex: 0, pauseConditions: null, controllerPause: false });
  }
  let weight = status.canary?.weights.canary.weight ?? 0;
  if (status.promoteFull) status.stableRS = hash;
  if (status.stableRS === hash) {
    weight = 0;
    Object.assign(status, { promoteFull: false, currentStepIndex: steps.length, pauseConditions: null });
    status.phase = "Healthy";
  } else if (status.abort) {
    weight = 0;
    Object.assign(status, { currentStepIndex: 0, pauseConditions: null, controllerPause: false, phase: "Degraded" });
  } else {
    weight = walk(steps, status, weight);
  }
  status.observedGeneration = String(rollout.metadata.generation);
  status.canary = { weights: { canary: { weight }, stable: { weight: 100 - weight } } };
  return status;
}

/** Walk on until a pause that nobody ended, or to the end, which is the promotion. */
function walk(steps: readonly Step[], status: ArgoStatus, from: number): number {
  let weight = from;
  let index = status.currentStepIndex ?? 0;
  for (; index < steps.length; index += 1) {
    const step = steps[index]!;
    if (step.setWeight !== undefined) weight = step.setWeight;
    if (!step.pause) continue;
    const isEnded = status.controllerPause && !status.pauseConditions?.length;
    if (!isEnded) break;
    status.controllerPause = false;
  }
  status.currentStepIndex = index;
  if (index >= steps.length) {
    status.stableRS = status.currentPodHash ?? "";
    status.phase = "Healthy";
    return 0;
  }
  Object.assign(status, { pauseConditions: [{ reason: "CanaryPauseStep" }], controllerPause: true, phase: "Paused" });
  return weight;
}

/** The controller: takes up each new state a moment later. `inForce` hears which images get which share. */
export function startArgoController(
  store: KubernetesStore,
  inForce: (shares: Readonly<Record<string, number>>) => void = () => undefined,
): () => void {
  function reconcile(): void {
    const rollout = store.find(ROLLOUTS, "shop");
    if (!rollout) return;
    const status = reconciled(rollout);
    const canary = status.canary?.weights.canary.weight ?? 0;
    inForce({ [status.currentPodHash ?? ""]: canary, [status.stableRS ?? ""]: 100 - canary });
    store.edit(ROLLOUTS, "shop", "status", (object) => {
      object.status = status as Record<string, unknown>;
    });
  }
  reconcile();
  return store.onEvent(({ collection, type }) => {
    if (collection === ROLLOUTS && type !== "DELETED") setImmediate(reconcile);
  });
}
