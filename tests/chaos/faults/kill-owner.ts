import { Random } from "../../bench/random";
import { figure, percentile } from "../../bench/report";
import type { Fault, FaultOptions, FaultResult } from "../fault";
import type { ChaosRig } from "../rig";
import { Findings, isTakenBack, pause } from "../trials";

/** Kill the owner while the canary goes bad: before, at the same moment, or after. */
async function killOnce(rig: ChaosRig, service: string, random: Random, findings: Findings): Promise<void> {
  const id = await rig.bake(service);
  const owner = await rig.ownerOf(service);
  if (!owner) throw new Error(`nobody owns ${service}`);
  await pause(random.next() * 300);
  const badAfterKillMs = Math.round((random.next() - 0.5) * 500);
  let badMs = 0;
  const goBad = (): void => {
    badMs = performance.now();
    rig.board.set(service, 1);
  };
  if (badAfterKillMs < 0) {
    goBad();
    await pause(-badAfterKillMs);
  }
  const killMs = performance.now();
  owner.signal("SIGKILL");
  await owner.exited;
  if (badAfterKillMs >= 0) {
    await pause(badAfterKillMs);
    goBad();
  }
  const sinceMs = Math.max(badMs, killMs);
  const zeroMs = await isTakenBack(rig, findings, { service, id, sinceMs });
  rig.board.set(service, 0);
  const recoveryMs = (zeroMs ?? Number.POSITIVE_INFINITY) - sinceMs;
  findings.recoveryMs.push(recoveryMs);
  findings.raw.push({ id, badAfterKillMs, recoveryMs });
}

async function run(rig: ChaosRig, { trials }: FaultOptions): Promise<FaultResult> {
  const random = new Random(4_711);
  const findings = new Findings(rig);
  for (let index = 0; index < trials; index += 1) {
    await rig.ensureWorkers(2);
    await killOnce(rig, rig.services[index % rig.services.length] ?? "", random, findings);
  }
  // Whoever starts on the data directory of a dead worker writes down what that one could not.
  await rig.ensureWorkers(2);
  const result = await findings.sum();
  const note = `n=${trials} kills at random moments around the bad number`;
  const stuck =
    findings.countOf("rollouts kept their users on a failing canary") +
    findings.countOf("rollouts were never written down as rolled back");
  const duplicates = findings.countOf("effects were written down twice");
  const { recoveryMs } = findings;
  return {
    ...result,
    figures: [
      figure({ id: "kill9.p50Ms", value: percentile(recoveryMs, 0.5), unit: "ms", note }),
      figure({ id: "kill9.p99Ms", value: percentile(recoveryMs, 0.99), unit: "ms", bar: 1_000, note }),
      figure({ id: "kill9.stuck", value: stuck, unit: "rollouts", bar: 0, note }),
      figure({ id: "kill9.duplicateEffects", value: duplicates, unit: "records", bar: 0, note }),
    ],
  };
}

export const killOwner: Fault = {
  row: 1,
  name: "kill -9 of the owner while the canary goes bad",
  promise: "Another worker takes over and takes the canary out; nothing is stuck, nothing is written down twice.",
  barMs: null,
  fullTrials: 100,
  fastTrials: 3,
  run,
};
