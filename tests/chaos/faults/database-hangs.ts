import { Random } from "../../bench/random";
import type { Fault, FaultOptions, FaultResult } from "../fault";
import type { ChaosRig } from "../rig";
import { Findings, isTakenBack, pause } from "../trials";

/** The database accepts connections and answers nothing; the canary goes bad while the lease is still believed. */
async function hangOnce(rig: ChaosRig, service: string, random: Random, findings: Findings): Promise<void> {
  const id = await rig.bake(service);
  const bystander = rig.services.find((other) => other !== service) ?? "";
  const bystanderId = await rig.bake(bystander);
  for (const worker of rig.workers) worker.database.set({ kind: "blackhole" });
  await pause(random.next() * 400);
  const sinceMs = performance.now();
  rig.board.set(service, 1);
  const zeroMs = await rig.plane.shareIs(service, (share) => share === 0, sinceMs, 9_000).catch(() => null);
  if (zeroMs === null) findings.violated("rollbacks waited for the database");
  findings.recoveryMs.push((zeroMs ?? Number.POSITIVE_INFINITY) - sinceMs);
  if ((await rig.phaseOf(id)) === "rolled_back") findings.violated("rollbacks were written through a hanging database");
  for (const worker of rig.workers) worker.database.set(null);
  const healedMs = performance.now();
  await isTakenBack(rig, findings, { service, id, sinceMs });
  findings.raw.push({ id, recoveryMs: findings.recoveryMs.at(-1), writtenDownMs: performance.now() - healedMs });
  findings.rolloutIds.push(bystanderId);
  if ((await rig.phaseOf(bystanderId)) !== "baking") findings.violated("rollouts were taken back for the outage alone");
  rig.board.set(service, 0);
  rig.board.set(bystander, 1);
  await rig.reach(bystanderId, ["rolled_back"]);
  rig.board.reset();
}

async function run(rig: ChaosRig, { trials }: FaultOptions): Promise<FaultResult> {
  const random = new Random(12);
  const findings = new Findings(rig);
  for (let index = 0; index < trials; index += 1) {
    await rig.ensureWorkers(2);
    await hangOnce(rig, rig.services[1 + (index % (rig.services.length - 1))] ?? "", random, findings);
  }
  return findings.sum();
}

export const databaseHangs: Fault = {
  row: 12,
  name: "the database hangs: connections are accepted, nothing is answered",
  promise: "The canary is taken out while the lease is believed; it is written down when the database answers again.",
  barMs: 1_000,
  fullTrials: 20,
  fastTrials: 1,
  run,
};
