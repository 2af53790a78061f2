import { describe, expect, test } from "vitest";
import {
  moveFor,
  readRollout,
  restingWeights,
  rolloutAdvice,
  SLOTS_ANNOTATION,
  withMove,
  withSlots,
} from "@/lib/traffic/adapters/kubernetes/argo-rollout";
import type { KubernetesObject } from "@/lib/traffic/adapters/kubernetes/kubernetes-object";
import type { SlotName, TrafficIntent } from "@/lib/traffic/port";

const config = { rollout: "shop", stableSlot: "a" } as const;
const rest = (...weights: number[]) => weights.flatMap((setWeight) => [{ setWeight }, { pause: {} }]);

function rollout(status: Record<string, unknown>, steps: unknown = rest(0, 10, 100)): KubernetesObject {
  const canary = { trafficRouting: {}, steps };
  const metadata = { name: "shop", uid: "1", resourceVersion: "1", generation: 2 };
  return { metadata, spec: { strategy: { canary } }, status: { observedGeneration: "2", ...status } };
}
const two = { stableRS: "one", currentPodHash: "two", currentStepIndex: 1 };
const weights = (weight: number) => ({ canary: { weights: { canary: { weight }, stable: { weight: 100 - weight } } } });
const intent = (b: number, closed: readonly SlotName[] = []): TrafficIntent => ({
  epoch: 1,
  sharePercent: { a: 100 - b, b },
  closed,
});
const move = (object: KubernetesObject, wanted: TrafficIntent) => moveFor(readRollout(object, config), wanted, config);

describe("reading a Rollout", () => {
  test("one version has everything; of two, Argo's report is the split", () => {
    const single = readRollout(rollout({ stableRS: "one", currentPodHash: "one" }), config);
    expect(single).toMatchObject({ hasCanary: false, shares: { a: 100, b: 0 }, stableSlot: "a", problem: null });
    expect(readRollout(rollout({ ...two, ...weights(10) }), config)).toMatchObject({
      hasCanary: true,
      shares: { a: 90, b: 10 },
    });
  });

  test("slots follow the pods: what was the canary and is stable now has taken its slot along", () => {
    const noted = withSlots(rollout(two), config);
    const stableWith = (stableRS: string) =>
      readRollout({ ...noted, status: { stableRS, currentPodHash: stableRS } }, config).stableSlot;
    expect([stableWith("one"), stableWith("two")]).toEqual(["a", "b"]);
    // Shipped past us: it replaced what was stable.
    expect(stableWith("three")).toBe("a");
    const garbled = { ...noted, metadata: { ...noted.metadata, annotations: { [SLOTS_ANNOTATION]: "{" } } };
    expect(readRollout(garbled, config).stableSlot).toBe("a");
  });

  test("is taken up when Argo has seen it and its router agrees", () => {
    expect(readRollout(rollout(two), config).isTaken).toBe(true);
    expect(readRollout(rollout({ ...two, observedGeneration: "1" }), config).isTaken).toBe(false);
    const unverified = { canary: { weights: { canary: { weight: 1 }, stable: { weight: 99 }, verified: false } } };
    expect(readRollout(rollout({ ...two, ...unverified }), config).isTaken).toBe(false);
  });

  test("names what keeps it from being split", () => {
    const blueGreen = { ...rollout(two), spec: { strategy: { blueGreen: {} } } };
    expect(readRollout(blueGreen, config).problem?.code).toBe("not_a_canary");
    const byPods = { ...rollout(two), spec: { strategy: { canary: { steps: [] } } } };
    expect(readRollout(byPods, config).problem?.code).toBe("no_traffic_routing");
  });
});

describe("reaching an intent", () => {
  test.each([
    [intent(10), { kind: "step", index: 2 }],
    [intent(0), { kind: "step", index: 0 }],
    [intent(0, ["b"]), { kind: "abort" }],
    [intent(100), { kind: "step", index: 4 }],
    [intent(100, ["a"]), { kind: "promote" }],
    [intent(11), { kind: "impossible", failure: { code: "no_step" } }],
  ])("%j is %j", (wanted, expected) => {
    expect(move(rollout(two), wanted)).toMatchObject(expected);
  });

  test("without steps for it, nothing is an abort and everything the promotion", () => {
    const bare = rollout(two, rest(10));
    expect([move(bare, intent(0)).kind, move(bare, intent(100)).kind]).toEqual(["abort", "promote"]);
    expect(move(rollout({ ...two, abort: true }, []), intent(0, ["b"]))).toEqual({ kind: "none" });
  });

  test("with one version only its own slot can have everything", () => {
    const single = rollout({ stableRS: "one", currentPodHash: "one" });
    expect(move(single, intent(0, ["b"]))).toEqual({ kind: "none" });
    expect(move(single, intent(10))).toMatchObject({ failure: { code: "no_second_version" } });
  });

  test("a pause that ends by itself is no rest", () => {
    expect(restingWeights([{ setWeight: 5 }, { pause: { duration: "1m" } }, ...rest(20), { setWeight: 50 }])).toEqual([
      20,
    ]);
  });
});

test("moves are absolute: where the Rollout stands already nothing is written", () => {
  const at = rollout({ ...two, currentStepIndex: 3, controllerPause: true });
  expect(withMove(at, { kind: "step", index: 2 })).toBeNull();
  expect(withMove(at, { kind: "step", index: 0 })?.status).toMatchObject({
    currentStepIndex: 0,
    pauseConditions: null,
    controllerPause: false,
    abort: false,
    stableRS: "one",
  });
  expect(withMove(rollout({ ...two, abort: true }), { kind: "abort" })).toBeNull();
  expect(
    withMove(rollout({ ...two, abort: true, currentStepIndex: 2 }), { kind: "step", index: 2 })?.status,
  ).toMatchObject({ abort: false });
  expect(withMove(rollout(two), { kind: "promote" })?.status).toMatchObject({ promoteFull: true });
});

test("what a person should put right: steps that begin with traffic, or do not rest at 100 %, and Argo's own word", () => {
  const advice = rolloutAdvice(rollout({ ...two, phase: "Degraded", message: "no pods" }, rest(5)), config);
  expect(advice.map(({ subject }) => subject)).toEqual(["First step", "Steps", "Argo Rollouts"]);
  expect(rolloutAdvice(rollout(two), config)).toEqual([]);
});
