import { figure, percentile } from "../../bench/report";
import type { Fault, FaultOptions, FaultResult } from "../fault";
import type { ChaosRig } from "../rig";
import { Findings } from "../trials";

const silenceMs = 1_000;

/** Every worker and the database die at once. What the data plane was told last is all that is left. */
async function dieOnce(rig: ChaosRig, findings: Findings): Promise<void> {
  const ids = await rig.bakeAll(rig.services, { silenceMs });
  findings.rolloutIds.push(...ids.values());
  for (const worker of rig.workers) worker.signal("SIGKILL");
  await Promise.all([rig.database.crash(), ...rig.workers.map((worker) => worker.exited)]);
  await Promise.all(
    rig.services.map(async (service) => {
      const renewed = rig.plane.door.writes.findLast((write) => write.service === service && write.isAccepted);
      const sinceMs = renewed?.atMs ?? 0;
      const zeroMs = await rig.plane
        .shareIs(service, (percent) => percent === 0, sinceMs, 10_000)
        .catch(() => Number.POSITIVE_INFINITY);
      if (zeroMs === Number.POSITIVE_INFINITY) findings.violated("shares stayed with nobody there");
      findings.recoveryMs.push(zeroMs - sinceMs - silenceMs);
    }),
  );
  await rig.database.start();
}

async function run(rig: ChaosRig, { trials }: FaultOptions): Promise<FaultResult> {
  const findings = new Findings(rig);
  for (let index = 0; index < trials; index += 1) {
    await rig.heal(2);
    await dieOnce(rig, findings);
  }
  await rig.heal(2);
  const note = `n=${findings.recoveryMs.length}, beyond ${silenceMs} ms after the last renewal, or before the deaths`;
  const value = percentile(findings.recoveryMs, 1);
  return findings.sum([figure({ id: "deadman.overTtlMs", value, unit: "ms", bar: 100, note })]);
}

export const allGone: Fault = {
  row: 43,
  name: "all workers and the database are gone",
  promise: "The data plane sets the safe weights by itself when its hold runs out.",
  barMs: null,
  fullTrials: 6,
  fastTrials: 1,
  run,
};
