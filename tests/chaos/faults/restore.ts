import { abortRollout } from "@/lib/rollouts/use-cases/abort-rollout";
import { promoteRollout } from "@/lib/rollouts/use-cases/promote-rollout";
import { getRollout } from "@/lib/rollouts/use-cases/read-rollouts";
import { until } from "../../support/until";
import type { Fault, FaultOptions, FaultResult } from "../fault";
import type { ChaosRig } from "../rig";
import { Findings, pause } from "../trials";

/** Longer than a trial: only workers may move anything. */
const silenceMs = 120_000;
const cutOff =
  "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'signalbox' and pid <> pg_backend_pid()";

async function killWorkers(rig: ChaosRig): Promise<void> {
  for (const worker of rig.workers) worker.signal("SIGKILL");
  await Promise.all(rig.workers.map((worker) => worker.exited));
}

/** A copy of the database as it is now, beside it. */
async function backUp(rig: ChaosRig): Promise<void> {
  await killWorkers(rig);
  await rig.database.admin("drop database if exists backup with (force)");
  await rig.database.admin(cutOff);
  await rig.database.admin("create database backup template signalbox owner signalbox");
  await rig.ensureWorkers(2);
}

/** The copy takes the place of the database. */
async function restore(rig: ChaosRig): Promise<void> {
  await killWorkers(rig);
  await rig.database.admin("drop database signalbox with (force)");
  await rig.database.admin("alter database backup rename to signalbox");
}

interface Installation {
  readonly incarnation: number;
  readonly safe: boolean;
}

async function installationOf(rig: ChaosRig): Promise<Installation> {
  const [row] = await rig.database.query<Installation>("select incarnation, safe_mode as safe from installation");
  return row ?? { incarnation: -1, safe: false };
}

/** One rollout goes on after the backup, one is taken back. Then the backup is restored, which knows of neither. */
async function restoreOnce(rig: ChaosRig, findings: Findings): Promise<void> {
  const [raised = "", aborted = ""] = rig.services;
  const ids = await rig.bakeAll([raised, aborted], { silenceMs });
  const [raisedId = "", abortedId = ""] = [ids.get(raised), ids.get(aborted)];
  await backUp(rig);
  const before = await installationOf(rig);
  const { revision } = await rig.run(getRollout, { id: raisedId });
  await rig.run(promoteRollout, { id: raisedId, revision, reason: "chaos" });
  await rig.run(abortRollout, { id: abortedId, reason: "chaos" });
  await rig.reach(abortedId, ["rolled_back"]);
  await until("the share to rise", () => rig.plane.shareOf(raised) === 50, { deadlineMs: 15_000 });
  await restore(rig);
  const restoredMs = performance.now();
  await rig.ensureWorkers(2);
  const ownedMs = performance.now();
  const isPaused = async (): Promise<boolean> =>
    (
      await rig.database.query<{ reasons: string[] }>("select pause_reasons as reasons from rollout where id = $1", [
        abortedId,
      ])
    )[0]?.reasons.includes("drift") ?? false;
  await until("what was taken back since to be noticed", isPaused, { deadlineMs: 15_000 }).catch(() =>
    findings.violated("nobody noticed that it was taken back after the backup"),
  );
  findings.recoveryMs.push(performance.now() - ownedMs);
  await pause(1_500);
  const after = await installationOf(rig);
  findings.violated("the restore did not begin in safe mode", after.safe ? 0 : 1);
  findings.violated("the restore has no incarnation of its own", after.incarnation === before.incarnation + 1 ? 0 : 1);
  findings.violated("shares rose after the restore", risen(rig, restoredMs, [raised, aborted]));
  await rig.database.query("update installation set safe_mode = false");
  await pause(1_500);
  findings.violated("shares rose when safe mode was ended", risen(rig, restoredMs, [raised, aborted]));
  findings.rolloutIds.push(raisedId, abortedId);
}

/** Changes that moved more users onto a canary than the change before. */
function risen(rig: ChaosRig, sinceMs: number, services: readonly string[]): number {
  return services.reduce((sum, service) => {
    const own = rig.plane.changes.filter((change) => change.service === service);
    return (
      sum +
      own.filter((change, index) => change.atMs > sinceMs && change.percent > (own[index - 1]?.percent ?? 0)).length
    );
  }, 0);
}

async function run(rig: ChaosRig, { trials }: FaultOptions): Promise<FaultResult> {
  const findings = new Findings(rig);
  for (let index = 0; index < trials; index += 1) {
    await rig.heal(2);
    await restoreOnce(rig, findings);
  }
  await rig.heal(2);
  return findings.sum();
}

export const restoredBackup: Fault = {
  row: 44,
  name: "yesterday's backup is restored under running rollouts",
  promise:
    "It is noticed: a new incarnation, nothing rises until a person has looked, and what was taken back stays so.",
  barMs: 3_000,
  fullTrials: 3,
  fastTrials: 1,
  run,
};
