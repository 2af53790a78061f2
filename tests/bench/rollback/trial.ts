import type { ShopFaultsPatch } from "@/lib/demo/shop-faults";
import type { PlanOverrides } from "@/lib/rollouts/contract";
import type { Answered, Load } from "../../support/load";
import type { ReleaseRig } from "../../support/release-rig";

/** One fault of the bench: what breaks, what counts as a bad answer, how long a trial may take. */
export interface Fault {
  readonly name: string;
  readonly faults: ShopFaultsPatch;
  /** False where a version that is bad from the start never gets a user at all. */
  readonly mayStartBad: boolean;
  isBad(answer: Answered): boolean;
  readonly deadlineMs: number;
}

export interface TrialResult {
  readonly fault: string;
  readonly fromStart: boolean;
  /** First bad response to the last user-visible one; null when the version stayed in traffic. */
  readonly onsetToLastMs: number | null;
  /** From the fault's onset to the end of the rollback, for faults that show no bad response. */
  readonly onsetToRolledBackMs: number | null;
  readonly userErrors: number;
  readonly cause: string | null;
  readonly canaryAfterMs: number;
}

const healthy: ShopFaultsPatch = { errorRatio: 0, extraLatencyMs: 0, healthy: true };
export const canaryVersion = "1.1.0";

/** A 10 % canary that bakes for as long as the trial takes. */
export function planOfTrial(latencyEnabled: boolean): PlanOverrides {
  return {
    steps: [
      { trafficPercent: 10, bakeMs: 600_000, approval: false, minRequests: 20 },
      { trafficPercent: 100, bakeMs: 1_000, approval: false, minRequests: 20 },
    ],
    triggers: latencyEnabled ? {} : { latency: { enabled: false } },
  };
}

function setFaults(rig: ReleaseRig, patch: ShopFaultsPatch): void {
  for (const service of rig.canary) service.setFaults(patch);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function waitBaking(rig: ReleaseRig, id: string): Promise<void> {
  await rig.reach(id, (rollout) => rollout.phase === "baking" || rollout.phase === "rolled_back", 30_000);
}

/** Ship the canary, break it (from its first request, or in the middle of the step), and time how long users see it. */
export async function runTrial(
  rig: ReleaseRig,
  load: Load,
  fault: Fault,
  given: { fromStart: boolean; latencyEnabled: boolean; jitterMs: number },
): Promise<TrialResult> {
  setFaults(rig, given.fromStart ? fault.faults : healthy);
  const beganAt = load.answers.length;
  const id = await rig.ship(planOfTrial(given.latencyEnabled));
  if (!given.fromStart) {
    await waitBaking(rig, id);
    await pause(1_500 + given.jitterMs);
    setFaults(rig, fault.faults);
  }
  const onsetMs = performance.now();
  const done = await rig.reach(id, (rollout) => rollout.phase === "rolled_back", fault.deadlineMs).catch(() => null);
  const endedMs = performance.now();
  await pause(1_200);
  setFaults(rig, healthy);
  const seen = load.answers
    .slice(beganAt)
    .filter((answer) => answer.version === canaryVersion || answer.version === null);
  const bad = seen.filter(fault.isBad);
  const first = bad[0]?.atMs ?? null;
  const last = bad[bad.length - 1]?.atMs ?? null;
  const lateLimitMs = endedMs + 1_000;
  const onset = given.fromStart && first !== null ? first : onsetMs;
  return {
    fault: fault.name,
    fromStart: given.fromStart,
    onsetToLastMs: done && first !== null && last !== null ? last - first : null,
    onsetToRolledBackMs: done ? endedMs - onset : null,
    userErrors: bad.length,
    cause: done?.rollbackCause ?? null,
    canaryAfterMs: seen.filter((answer) => answer.version === canaryVersion && answer.atMs > lateLimitMs).length,
  };
}
