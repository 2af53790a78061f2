import { abortRollout } from "@/lib/rollouts/use-cases/abort-rollout";
import { Random } from "../../bench/random";
import { figure, percentile } from "../../bench/report";
import { until } from "../../support/until";
import type { Fault, FaultOptions, FaultResult } from "../fault";
import { type HaproxyService, startHaproxyService } from "../haproxy-service";
import { type ChaosRig, planOf } from "../rig";
import { Findings, pause } from "../trials";

const deadlineMs = 10_000;

/** The edge is restarted: it begins with its configured, safe weights, and the owners set theirs again. */
async function restartOnce(rig: ChaosRig, services: readonly string[], findings: Findings): Promise<void> {
  await rig.plane.restart();
  const sinceMs = performance.now();
  const unsafe = services.filter((service) => rig.plane.shareOf(service) !== 0);
  findings.violated("services began with users on the canary", unsafe.length);
  await Promise.all(
    services.map(async (service) => {
      const atMs = await rig.plane
        .shareIs(service, (percent) => percent === 10, sinceMs, deadlineMs)
        .catch(() => Number.POSITIVE_INFINITY);
      if (atMs === Number.POSITIVE_INFINITY) findings.violated("shares were not set again");
      findings.recoveryMs.push(atMs - sinceMs);
    }),
  );
}

/** A reload starts another process on the same file, which takes over with its weights of that file. */
async function reloadOnce(behind: HaproxyService, findings: Findings): Promise<void> {
  await behind.haproxy.reload();
  const sinceMs = performance.now();
  const atMs = await behind.shareIs(10, deadlineMs).catch(() => Number.POSITIVE_INFINITY);
  if (atMs === Number.POSITIVE_INFINITY) findings.violated("shares of HAProxy were not set again");
  findings.recoveryMs.push(atMs - sinceMs);
}

async function runRestart(rig: ChaosRig, { trials }: FaultOptions): Promise<FaultResult> {
  const findings = new Findings(rig);
  const services = rig.services.slice(0, 8);
  const behind = await startHaproxyService(rig);
  const ids = new Map([...(await rig.bakeAll(services)), [behind.service, await bakeBehind(rig, behind)]]);
  try {
    for (let index = 0; index < trials; index += 1) {
      await restartOnce(rig, services, findings);
      await reloadOnce(behind, findings);
    }
  } finally {
    await endBehind(rig, ids.get(behind.service) ?? "");
    await behind.close();
    ids.delete(behind.service);
  }
  findings.rolloutIds.push(...ids.values());
  for (const id of ids.values()) {
    if ((await rig.phaseOf(id)) !== "baking") findings.violated("rollouts were changed by the restart");
  }
  const note = `n=${findings.recoveryMs.length}, restarted edge or reloaded HAProxy shows the share of the rollout again`;
  const value = percentile(findings.recoveryMs, 0.99);
  return findings.sum([figure({ id: "reload.p99Ms", value, unit: "ms", bar: 2_000, note })]);
}

function bakeBehind(rig: ChaosRig, { service }: HaproxyService): Promise<string> {
  rig.board.set(service, 0);
  return rig.bake(service, planOf(service));
}

async function endBehind(rig: ChaosRig, id: string): Promise<void> {
  await rig.run(abortRollout, { id, reason: "the trial is over" });
  await rig.reach(id, ["rolled_back"]);
}

/** Raised by hand: set back. Lowered by hand: taken over, the rollout waits for a person. */
async function editOnce(
  rig: ChaosRig,
  given: { raised: string; lowered: string; restMs: number },
  findings: Findings,
): Promise<void> {
  const ids = await rig.bakeAll([given.raised, given.lowered]);
  // The write with which a bake begins is on its way for some milliseconds, and nobody can tell what crosses with it.
  await pause(given.restMs);
  const sinceMs = performance.now();
  rig.plane.editByHand(given.raised, 60);
  rig.plane.editByHand(given.lowered, 2);
  const loweredId = ids.get(given.lowered) ?? "";
  const isAdopted = async (): Promise<boolean> => {
    const rows = await rig.database.query<{ reasons: string[] }>(
      "select pause_reasons as reasons from rollout where id = $1",
      [loweredId],
    );
    return rows[0]?.reasons.includes("drift") ?? false;
  };
  await rig.plane
    .shareIs(given.raised, (percent) => percent === 10, sinceMs, deadlineMs)
    .then((atMs) => findings.recoveryMs.push(atMs - sinceMs))
    .catch(() => findings.violated("shares raised by hand were left"));
  await until("the lowered share to be adopted", isAdopted, { deadlineMs })
    .then(() => findings.recoveryMs.push(performance.now() - sinceMs))
    .catch(() => findings.violated("shares lowered by hand were not adopted"));
  const above = rig.plane.changes.filter(
    (one) => one.service === given.lowered && one.atMs > sinceMs + 1 && one.percent > 2,
  );
  findings.violated("shares lowered by hand were raised again", above.length);
  findings.rolloutIds.push(...ids.values());
  for (const service of [given.raised, given.lowered]) rig.board.set(service, 1);
  for (const id of ids.values()) await rig.reach(id, ["rolled_back"]);
  rig.board.reset();
}

async function runEdit(rig: ChaosRig, { trials }: FaultOptions): Promise<FaultResult> {
  const random = new Random(36);
  const findings = new Findings(rig);
  for (let index = 0; index < trials; index += 1) {
    const [raised = "", lowered = ""] = rig.services.slice((2 * index) % (rig.services.length - 1));
    await editOnce(rig, { raised, lowered, restMs: 300 + 1_000 * random.next() }, findings);
  }
  const value = percentile(findings.recoveryMs, 0.99);
  const note = `n=${findings.recoveryMs.length}`;
  return findings.sum([figure({ id: "byHand.p99Ms", value, unit: "ms", bar: 2_000, note })]);
}

export const planeRestart: Fault = {
  row: 34,
  name: "the data plane is restarted and has forgotten its weights",
  promise: "It begins with the safe weights; the owner sets those of the rollout again.",
  barMs: null,
  fullTrials: 20,
  fastTrials: 1,
  run: runRestart,
};

export const planeEdited: Fault = {
  row: 36,
  name: "weights are edited by hand",
  promise: "A raised share is set back; a lowered one is taken over and never raised without a person.",
  barMs: null,
  fullTrials: 15,
  fastTrials: 1,
  run: runEdit,
};
