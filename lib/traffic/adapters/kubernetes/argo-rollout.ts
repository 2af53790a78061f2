import { z } from "zod";
import type { ArgoTargetConfig } from "@/lib/traffic/contract";
import type { SlotName, TargetAdvice, TrafficIntent } from "@/lib/traffic/port";
import type { KubernetesFailure } from "./failure";
import { isSameSplit, readNote, type Shares } from "./fence-note";
import { annotated, type KubernetesObject } from "./kubernetes-object";

/** Which slot Argo's stable version stands for, by the hash of its pods, and which pods were in the other. */
export const SLOTS_ANNOTATION = "signalbox.dev/slots";

const Step = z.looseObject({
  setWeight: z.number().int().min(0).max(100).optional(),
  pause: z.looseObject({ duration: z.union([z.string(), z.number()]).optional() }).optional(),
});
type Step = z.infer<typeof Step>;

const RolloutSpec = z.looseObject({
  strategy: z
    .looseObject({
      canary: z
        .looseObject({ steps: z.array(Step).default([]), trafficRouting: z.looseObject({}).optional() })
        .optional(),
    })
    .default({}),
});

const Weight = z.looseObject({ weight: z.number().int().min(0).max(100).default(0) });
const RolloutStatus = z.looseObject({
  stableRS: z.string().default(""),
  currentPodHash: z.string().default(""),
  currentStepIndex: z.number().int().nullish(),
  abort: z.boolean().default(false),
  promoteFull: z.boolean().default(false),
  observedGeneration: z.string().default(""),
  phase: z.string().default(""),
  message: z.string().default(""),
  canary: z
    .looseObject({
      weights: z.looseObject({ canary: Weight, stable: Weight, verified: z.boolean().nullish() }).nullish(),
    })
    .default({}),
});
type RolloutStatus = z.infer<typeof RolloutStatus>;

const SlotsNote = z.object({ stableSlot: z.enum(["a", "b"]), stable: z.string(), canary: z.string() });
type SlotsNote = z.infer<typeof SlotsNote>;

type Named = Pick<ArgoTargetConfig, "rollout" | "stableSlot">;

export interface RolloutReading {
  /** The slot that Argo's stable version stands for. */
  readonly stableSlot: SlotName;
  /** A second version is there, beside the stable one. */
  readonly hasCanary: boolean;
  /** As Argo reports them of its traffic router. */
  readonly shares: Shares;
  readonly isAborted: boolean;
  /** Argo has seen this state, and its traffic router what Argo set. */
  readonly isTaken: boolean;
  readonly steps: readonly Step[];
  readonly problem: KubernetesFailure | null;
}

/** Read the split of a Rollout as Argo reports it. Pure. */
export function readRollout(rollout: KubernetesObject, config: Named): RolloutReading {
  const status = statusOf(rollout);
  const canary = RolloutSpec.safeParse(rollout.spec).data?.strategy.canary;
  const stableSlot = stableSlotOf(rollout, status, config);
  const hasCanary = status.currentPodHash !== "" && status.currentPodHash !== status.stableRS;
  const percent = hasCanary ? (status.canary.weights?.canary.weight ?? 0) : 0;
  return {
    stableSlot,
    hasCanary,
    shares: stableSlot === "a" ? { a: 100 - percent, b: percent } : { a: percent, b: 100 - percent },
    isAborted: status.abort,
    isTaken:
      status.observedGeneration === String(rollout.metadata.generation ?? "") &&
      status.canary.weights?.verified !== false,
    steps: canary?.steps ?? [],
    problem: problemOf(canary, config),
  };
}

function problemOf(
  canary: { readonly steps: readonly Step[]; readonly trafficRouting?: unknown } | undefined,
  { rollout }: Named,
): KubernetesFailure | null {
  if (canary === undefined) {
    return {
      code: "not_a_canary",
      detail: `Rollout ${rollout} has no canary strategy, so its traffic cannot be shared out.`,
      remedy: "Write `strategy.canary` with steps and a traffic router in it; blue-green moves everything at once.",
    };
  }
  if (canary.trafficRouting !== undefined) return null;
  return {
    code: "no_traffic_routing",
    detail: `Rollout ${rollout} has no traffic router: its shares would be those of pods, and would lag behind them.`,
    remedy: "Write `strategy.canary.trafficRouting` for the router that you use.",
  };
}

/**
 * Argo knows a stable version and a new one; slots have names. When what was the new one is the stable one now, the roles
 * have changed. Pods that nobody of us has seen came by another way and are in the slot that is stable.
 */
function stableSlotOf(rollout: KubernetesObject, { stableRS }: RolloutStatus, config: Named): SlotName {
  const note = slotsNote(rollout);
  if (note === null) return config.stableSlot;
  if (stableRS !== note.stable && stableRS === note.canary) return note.stableSlot === "a" ? "b" : "a";
  return note.stableSlot;
}

function slotsNote(rollout: KubernetesObject): SlotsNote | null {
  try {
    return SlotsNote.safeParse(JSON.parse(rollout.metadata.annotations?.[SLOTS_ANNOTATION] ?? "null")).data ?? null;
  } catch {
    return null;
  }
}

/** The Rollout with a note of which pods are in which slot now. */
export function withSlots(rollout: KubernetesObject, config: Named): KubernetesObject {
  const { stableRS, currentPodHash } = statusOf(rollout);
  const note = { stableSlot: readRollout(rollout, config).stableSlot, stable: stableRS, canary: currentPodHash };
  return annotated(rollout, SLOTS_ANNOTATION, JSON.stringify(note));
}

/** What Argo is told: to stand at a step, to go back at once, or to make the new version the stable one. */
export type RolloutMove =
  | { readonly kind: "step"; readonly index: number }
  | { readonly kind: "abort" }
  | { readonly kind: "promote" }
  | { readonly kind: "none" }
  | { readonly kind: "impossible"; readonly failure: KubernetesFailure };

/**
 * How an intent is reached. A share is a step that sets it and then pauses for good. Nothing for a slot that is closed, or
 * that no step sets to 0, is an abort, which Argo does at once; everything for it with the other closed is the promotion.
 */
export function moveFor(reading: RolloutReading, intent: TrafficIntent, config: Named): RolloutMove {
  const { stableSlot, hasCanary, steps } = reading;
  const canarySlot = stableSlot === "a" ? "b" : "a";
  const percent = intent.sharePercent[canarySlot];
  if (!hasCanary)
    return percent === 0 ? { kind: "none" } : { kind: "impossible", failure: noSecond(percent, canarySlot, config) };
  if (percent === 0) return moveBack(reading, intent.closed.includes(canarySlot));
  if (percent === 100 && intent.closed.includes(stableSlot)) return { kind: "promote" };
  const index = restingStep(steps, percent);
  if (index !== null) return { kind: "step", index };
  return percent === 100 ? { kind: "promote" } : { kind: "impossible", failure: noStep(percent, steps, config) };
}

function moveBack({ steps, isAborted }: RolloutReading, closes: boolean): RolloutMove {
  const index = closes ? null : restingStep(steps, 0);
  if (index !== null) return { kind: "step", index };
  return isAborted ? { kind: "none" } : { kind: "abort" };
}

/** The step that sets this weight and is followed by a pause without an end; null when there is none. */
function restingStep(steps: readonly Step[], percent: number): number | null {
  const index = steps.findIndex(
    (step, at) => step.setWeight === percent && steps[at + 1]?.pause !== undefined && !steps[at + 1]?.pause?.duration,
  );
  return index < 0 ? null : index;
}

/** Weights at which the steps let a Rollout rest. */
export function restingWeights(steps: readonly Step[]): number[] {
  return steps.flatMap(({ setWeight }) =>
    setWeight !== undefined && restingStep(steps, setWeight) !== null ? [setWeight] : [],
  );
}

/** The Rollout with a move in its status; null when it stands so already. */
export function withMove(rollout: KubernetesObject, move: RolloutMove): KubernetesObject | null {
  const status = rollout.status ?? {};
  const parsed = statusOf(rollout);
  const set = (change: Record<string, unknown>): KubernetesObject => ({ ...rollout, status: { ...status, ...change } });
  switch (move.kind) {
    case "abort":
      return parsed.abort ? null : set({ abort: true });
    case "promote":
      return parsed.promoteFull ? null : set({ promoteFull: true, abort: false });
    case "step": {
      const at = parsed.currentStepIndex ?? -1;
      // At the step, or at the pause after it.
      if (!parsed.abort && (at === move.index || at === move.index + 1)) return null;
      // A pause that Argo thinks somebody ended would make it go on by itself.
      return set({ currentStepIndex: move.index, pauseConditions: null, controllerPause: false, abort: false });
    }
    default:
      return null;
  }
}

/** Until Argo has taken up what was written last, its report is of before, which is the truth as well. */
export function isShown(rollout: KubernetesObject, config: Named): boolean {
  const reading = readRollout(rollout, config);
  const note = readNote(rollout);
  return reading.isTaken && (note === null || isSameSplit(note.split, reading.shares));
}

export function rolloutAdvice(rollout: KubernetesObject, config: Named): TargetAdvice[] {
  const { steps, problem } = readRollout(rollout, config);
  const { phase, message } = statusOf(rollout);
  const advice: TargetAdvice[] = [];
  const rests = restingWeights(steps);
  if (problem === null && steps[0]?.setWeight !== 0) {
    advice.push({
      subject: "First step",
      message: `Rollout ${config.rollout} gives a new version traffic as soon as its pods are there: its steps do not begin with weight 0.`,
      remedy: "Let the steps begin with `setWeight: 0` and `pause: {}`; Signalbox then raises the first share.",
    });
  }
  if (problem === null && !rests.includes(100)) {
    advice.push({
      subject: "Steps",
      message: `Rollout ${config.rollout} can rest at ${rests.join(", ") || "no"} %. At 100 % it is promoted at once, and Argo takes the old version away.`,
      remedy:
        "End the steps with `setWeight: 100` and `pause: {}`: the old version then stays until the last step has baked.",
    });
  }
  if (phase === "Degraded") {
    advice.push({
      subject: "Argo Rollouts",
      message: `Argo calls Rollout ${config.rollout} degraded${message ? `: ${message.slice(0, 200)}` : ""}.`,
      remedy: "Look at it with `kubectl argo rollouts get rollout`.",
    });
  }
  return advice;
}

function noSecond(percent: number, slot: SlotName, { rollout }: Named): KubernetesFailure {
  return {
    code: "no_second_version",
    detail: `Slot ${slot} should get ${percent} %, but Rollout ${rollout} has one version only.`,
    remedy: "Give the Rollout the image of the other version; it comes up without traffic, and is then moved to.",
  };
}

function noStep(percent: number, steps: readonly Step[], { rollout }: Named): KubernetesFailure {
  return {
    code: "no_step",
    detail: `Rollout ${rollout} has no step that sets ${percent} % and then pauses; it can rest at ${restingWeights(steps).join(", ") || "no weight"}.`,
    remedy: `Write \`setWeight: ${percent}\` and \`pause: {}\` into its steps, or plan other percentages.`,
  };
}

function statusOf(rollout: KubernetesObject): RolloutStatus {
  return RolloutStatus.safeParse(rollout.status ?? {}).data ?? RolloutStatus.parse({});
}
