import type { Toxic } from "../../support/toxic-proxy";
import type { Fault, FaultOptions, FaultResult } from "../fault";
import { type ChaosRig, planOf } from "../rig";
import { Findings, isTakenBack, pause } from "../trials";

const outageMs = 2_500;

/** The door of the data plane is ill while the canary goes bad: the rollback arrives as soon as it is well again. */
const run =
  (toxic: Toxic) =>
  async (rig: ChaosRig, { trials }: FaultOptions): Promise<FaultResult> => {
    const findings = new Findings(rig);
    for (let index = 0; index < trials; index += 1) {
      const service = rig.services[index % rig.services.length] ?? "";
      const id = await rig.bake(service, planOf(service, { silenceMs: 60_000 }));
      rig.plane.admin.set(toxic);
      rig.board.set(service, 1);
      await pause(outageMs);
      rig.plane.admin.set(null);
      const sinceMs = performance.now();
      const zeroMs = await isTakenBack(rig, findings, { service, id, sinceMs });
      findings.recoveryMs.push((zeroMs ?? Number.POSITIVE_INFINITY) - sinceMs);
      findings.raw.push({ id, toxic: toxic.kind, recoveryMs: findings.recoveryMs.at(-1) });
      rig.board.reset();
    }
    return findings.sum();
  };

export const planeHangs: Fault = {
  row: 32,
  name: "the data plane accepts connections and answers nothing while the canary goes bad",
  promise: "Every call ends at its deadline; the canary is out as soon as the data plane answers again.",
  barMs: 2_000,
  fullTrials: 10,
  fastTrials: 1,
  run: run({ kind: "blackhole" }),
};

export const planeGarbled: Fault = {
  row: 37,
  name: "answers of the data plane come in pieces and break off",
  promise: "Half an answer is none: reading back decides, and the canary is out.",
  barMs: 2_000,
  fullTrials: 10,
  fastTrials: 1,
  run: run({ kind: "limit_data", bytes: 40 }),
};
