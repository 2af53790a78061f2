import { abortRollout } from "@/lib/rollouts/use-cases/abort-rollout";
import type { Fault, FaultOptions, FaultResult } from "../fault";
import type { ChaosRig } from "../rig";
import { Findings, isTakenBack } from "../trials";

/**
 * Whoever listens for notices is cut off just before a person aborts, so that the notice of it reaches nobody: the worker
 * finds the command when it looks for it.
 */
async function loseOnce(rig: ChaosRig, service: string, findings: Findings): Promise<void> {
  const id = await rig.bake(service);
  const ended = await rig.database.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'signalbox leases'",
  );
  findings.violated("nobody listened", ended.length === 0 ? 1 : 0);
  const sinceMs = performance.now();
  await rig.run(abortRollout, { id, reason: "chaos" });
  const zeroMs = await isTakenBack(rig, findings, { service, id, sinceMs });
  findings.recoveryMs.push((zeroMs ?? Number.POSITIVE_INFINITY) - sinceMs);
}

async function run(rig: ChaosRig, { trials }: FaultOptions): Promise<FaultResult> {
  const findings = new Findings(rig);
  for (let index = 0; index < trials; index += 1) {
    await rig.ensureWorkers(2);
    await loseOnce(rig, rig.services[index % rig.services.length] ?? "", findings);
  }
  return findings.sum();
}

export const noticesLost: Fault = {
  row: 21,
  name: "notices of the database are lost while a person aborts",
  promise: "Notices are hints: the worker sees the command with its next look.",
  barMs: 1_000,
  fullTrials: 20,
  fastTrials: 1,
  run,
};
