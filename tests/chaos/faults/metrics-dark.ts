import { figure } from "../../bench/report";
import { startLoad } from "../../support/load";
import type { Toxic } from "../../support/toxic-proxy";
import type { Fault, FaultOptions, FaultResult } from "../fault";
import { type ChaosRig, planOf } from "../rig";
import { Findings, isTakenBack, pause } from "../trials";

const bakeMs = 2_500;

/**
 * The source goes dark in the middle of a bake. Rollouts on it must neither rise nor be taken back; one on another source
 * goes bad meanwhile and must not be delayed. When there are numbers again, the bake goes on and the share rises.
 */
async function darkOnce(rig: ChaosRig, toxic: Toxic, outageMs: number, findings: Findings): Promise<number> {
  const [dark = "", other = ""] = rig.services;
  const load = startLoad({ url: rig.plane.urlOf(dark), ratePerSecond: 40, maxRequests: 20_000 });
  try {
    const otherId = await rig.bake(other, planOf(other, { source: "other-board" }));
    const id = await rig.bake(dark, planOf(dark, { bakeMs }));
    rig.board.network.set(toxic);
    const darkMs = performance.now();
    const raised = (): number =>
      rig.plane.changes.filter((one) => one.service === dark && one.percent > 10 && one.atMs > darkMs).length;
    await pause(Math.max(1_000, outageMs / 2));
    const badMs = performance.now();
    rig.otherBoard.set(other, 1);
    const zeroMs = await isTakenBack(rig, findings, { service: other, id: otherId, sinceMs: badMs });
    findings.recoveryMs.push((zeroMs ?? Number.POSITIVE_INFINITY) - badMs);
    await pause(outageMs - (performance.now() - darkMs));
    findings.violated("shares rose without numbers", raised());
    const isBack = ["rolling_back", "rolled_back"].includes(await rig.phaseOf(id));
    findings.violated("rollouts were taken back for the outage alone", isBack ? 1 : 0);
    rig.board.network.set(null);
    const healedMs = performance.now();
    await rig.plane
      .shareIs(dark, (percent) => percent === 50, healedMs, 30_000)
      .catch(() => findings.violated("rollouts did not go on when there were numbers again"));
    findings.rolloutIds.push(id);
    const resumedMs = performance.now() - healedMs;
    findings.raw.push({ toxic: toxic.kind, outageMs, otherMs: findings.recoveryMs.at(-1), resumedMs });
    rig.otherBoard.reset();
    return isBack ? 1 : 0;
  } finally {
    await load.stop();
  }
}

const run =
  (toxic: Toxic, outageFullMs: number) =>
  async (rig: ChaosRig, { trials, outageMs = outageFullMs }: FaultOptions): Promise<FaultResult> => {
    const findings = new Findings(rig);
    let falseRollbacks = 0;
    for (let index = 0; index < trials; index += 1) {
      await rig.heal(2);
      falseRollbacks += await darkOnce(rig, toxic, outageMs, findings);
    }
    const note = `n=${trials} outages of ${outageMs / 1_000} s (${toxic.kind})`;
    const id = toxic.kind === "refuse" ? "dark.falseRollbacks" : "dark.hanging.falseRollbacks";
    return findings.sum([figure({ id, value: falseRollbacks, unit: "rollouts", bar: 0, note })]);
  };

export const metricsDown: Fault = {
  row: 25,
  name: "the metrics source refuses every connection",
  promise: "Nothing is raised, nothing is taken back for the outage alone, rollouts on other sources are not delayed.",
  barMs: 1_000,
  fullTrials: 1,
  fastTrials: 1,
  run: run({ kind: "refuse" }, 60_000),
};

export const metricsHang: Fault = {
  row: 26,
  name: "the metrics source accepts and answers nothing",
  promise: "As row 25: each question ends at its deadline, and no other source waits for it.",
  barMs: 1_000,
  fullTrials: 1,
  fastTrials: 1,
  run: run({ kind: "blackhole" }, 60_000),
};
