import type { Fault, FaultOptions, FaultResult } from "../fault";
import type { ChaosRig } from "../rig";
import { busiest, Findings, isTakenBack } from "../trials";

const spinMs = 5_000;

/** The owner's event loop does something else for longer than its lease; it wakes up and believes that no time has passed. */
async function blockOnce(rig: ChaosRig, findings: Findings): Promise<void> {
  const services = rig.services.slice(0, 6);
  const ids = await rig.bakeAll(services);
  const { worker, owned } = await busiest(rig, services);
  worker.order({ spinMs });
  const sinceMs = performance.now();
  for (const service of owned) rig.board.set(service, 1);
  for (const service of owned) {
    const zeroMs = await isTakenBack(rig, findings, { service, id: ids.get(service) ?? "", sinceMs });
    findings.recoveryMs.push((zeroMs ?? Number.POSITIVE_INFINITY) - sinceMs);
  }
  await rig.ensureWorkers(2);
  findings.violated("canaries had users again", owned.filter((service) => rig.plane.shareOf(service) > 0).length);
  findings.raw.push({ owned: owned.length, maxMs: Math.max(...findings.recoveryMs.slice(-owned.length)) });
}

async function run(rig: ChaosRig, { trials }: FaultOptions): Promise<FaultResult> {
  const findings = new Findings(rig);
  for (let index = 0; index < trials; index += 1) {
    await rig.heal(2);
    await blockOnce(rig, findings);
  }
  return findings.sum();
}

export const blockedOwner: Fault = {
  row: 3,
  name: "the owner's event loop is blocked for 5 s",
  promise: "It does not believe its lease any more when it wakes up; its successor has taken the canaries out.",
  barMs: 3_000,
  fullTrials: 10,
  fastTrials: 1,
  run,
};
