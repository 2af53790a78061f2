import { until } from "../../support/until";
import type { Fault, FaultOptions, FaultResult } from "../fault";
import type { ChaosRig } from "../rig";
import { Findings, pause } from "../trials";

/** Longer than the outage: it is the workers that must find everything again, not the holds that end. */
const silenceMs = 120_000;
const writesPerSecondMax = 50;

/** All workers stop with everything under way, and start again some time later. */
async function startOnce(rig: ChaosRig, outageMs: number, findings: Findings): Promise<void> {
  const ids = await rig.bakeAll(rig.services, { silenceMs });
  await Promise.all(rig.workers.map((worker) => end(worker)));
  const goneMs = performance.now();
  const sinceWrite = rig.plane.door.writes.length;
  await pause(outageMs);
  await rig.ensureWorkers(2);
  const ownedMs = performance.now();
  const isHeldAgain = (service: string): boolean =>
    rig.plane.door.writes.slice(sinceWrite).some((write) => write.service === service && write.isAccepted);
  await until("every hold to be renewed", () => rig.services.every(isHeldAgain), { deadlineMs: 15_000 }).catch(() =>
    findings.violated("rollouts were not taken up again"),
  );
  findings.recoveryMs.push(Math.max(0, performance.now() - ownedMs));
  const moved = rig.plane.changes.filter((change) => change.atMs > goneMs);
  findings.violated("shares moved", moved.length);
  findings.violated("writes came in bursts", countBursts(rig, sinceWrite));
  findings.rolloutIds.push(...ids.values());
  for (const id of ids.values()) {
    if ((await rig.phaseOf(id)) !== "baking") findings.violated("rollouts were changed by the start");
  }
  for (const service of rig.services) rig.board.set(service, 1);
  await Promise.all([...ids.values()].map((id) => rig.reach(id, ["rolled_back"])));
  rig.board.reset();
}

async function end(worker: ChaosRig["workers"][number]): Promise<void> {
  worker.signal("SIGTERM");
  await worker.exited;
}

/** Seconds in which one service was written to more often than a proxy should have to bear. */
function countBursts(rig: ChaosRig, sinceWrite: number): number {
  const perSecond = new Map<string, number>();
  for (const { service, atMs } of rig.plane.door.writes.slice(sinceWrite)) {
    const key = `${service} ${Math.floor(atMs / 1_000)}`;
    perSecond.set(key, (perSecond.get(key) ?? 0) + 1);
  }
  return [...perSecond.values()].filter((count) => count > writesPerSecondMax).length;
}

async function run(rig: ChaosRig, { trials, outageMs = 20_000 }: FaultOptions): Promise<FaultResult> {
  const findings = new Findings(rig);
  for (let index = 0; index < trials; index += 1) {
    await rig.heal(2);
    await startOnce(rig, Math.min(outageMs, 20_000), findings);
  }
  return findings.sum();
}

export const thunderingStart: Fault = {
  row: 46,
  name: "every rollout resumes at once, when workers start after an outage",
  promise: "All are taken up again, no share moves, nothing is rolled back, and no data plane is written to in bursts.",
  barMs: 2_000,
  fullTrials: 5,
  fastTrials: 1,
  run,
};
