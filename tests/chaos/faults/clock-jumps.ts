import { figure } from "../../bench/report";
import { startLoad } from "../../support/load";
import type { Fault, FaultOptions, FaultResult } from "../fault";
import { type ChaosRig, planOf } from "../rig";
import { Findings, isTakenBack, pause } from "../trials";

const hourMs = 3_600_000;
/** Far longer than a trial, far shorter than a jump. */
const bakeMs = 10 * 60_000;
const jumps = [hourMs, -2 * hourMs, hourMs, 0];
const betweenJumpsMs = 1_000;

async function epochsOf(rig: ChaosRig): Promise<string> {
  const rows = await rig.database.query<{ all: string }>(
    "select string_agg(id || ':' || owner || ':' || epoch, ' ' order by id) as all from loop_shard",
  );
  return rows[0]?.all ?? "";
}

/** The wall clock of the owner jumps to and fro under a healthy bake, and then under one that goes bad. */
async function jumpOnce(rig: ChaosRig, service: string, findings: Findings): Promise<number> {
  const load = startLoad({ url: rig.plane.urlOf(service), ratePerSecond: 40, maxRequests: 5_000 });
  try {
    const id = await rig.bake(service, planOf(service, { bakeMs }));
    const owner = await rig.ownerOf(service);
    const before = await epochsOf(rig);
    const sinceMs = performance.now();
    for (const shiftMs of jumps) {
      owner?.order({ shiftMs });
      await pause(betweenJumpsMs);
    }
    if ((await epochsOf(rig)) !== before) findings.violated("leases changed hands");
    const early = rig.plane.changes.filter((one) => one.service === service && one.atMs > sinceMs && one.percent > 10);
    findings.violated("steps were taken early", early.length);
    if ((await rig.phaseOf(id)) !== "baking") findings.violated("rollouts left their bake");
    owner?.order({ shiftMs: -2 * hourMs });
    const badMs = performance.now();
    rig.board.set(service, 1);
    const zeroMs = await isTakenBack(rig, findings, { service, id, sinceMs: badMs });
    findings.recoveryMs.push((zeroMs ?? Number.POSITIVE_INFINITY) - badMs);
    owner?.order({ shiftMs: 0 });
    rig.board.reset();
    return early.length;
  } finally {
    await load.stop();
  }
}

async function run(rig: ChaosRig, { trials }: FaultOptions): Promise<FaultResult> {
  const findings = new Findings(rig);
  let early = 0;
  for (let index = 0; index < trials; index += 1) {
    early += await jumpOnce(rig, rig.services[index % rig.services.length] ?? "", findings);
  }
  const note = `n=${trials} times +1 h, −2 h, +1 h`;
  return findings.sum([figure({ id: "clock.earlySteps", value: early, unit: "steps", bar: 0, note })]);
}

export const clockJumps: Fault = {
  row: 22,
  name: "the wall clock of a worker jumps by hours",
  promise: "No lease is lost or stretched, no step is taken early, a failing canary is still taken out.",
  barMs: 1_000,
  fullTrials: 10,
  fastTrials: 1,
  run,
};
