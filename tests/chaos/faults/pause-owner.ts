import { figure } from "../../bench/report";
import { until } from "../../support/until";
import type { Fault, FaultOptions, FaultResult } from "../fault";
import type { ChaosRig } from "../rig";
import { busiest, Findings, isTakenBack } from "../trials";

/** Longer than two renewals of a hold of this length, so that writes of the paused worker are on their way. */
const silenceMs = 6_000;

/**
 * Stop a worker for longer than its lease while writes of its own are on their way. Its successor takes the canaries
 * out; then the writes arrive, and the worker wakes up and goes on where it stood.
 */
async function pauseOnce(rig: ChaosRig, findings: Findings): Promise<{ refused: number; paused: number }> {
  const { door } = rig.plane;
  const ids = await rig.bakeAll(rig.services, { silenceMs });
  const { worker, owned } = await busiest(rig, rig.services);
  const terms = new Map(owned.map((service) => [service, newestTerm(rig, service)]));
  const sinceWrite = door.writes.length;
  door.holdBack((service, term) => terms.get(service) === term);
  await until("a write of the owner to be on its way", () => door.heldBackCount() > 0, { deadlineMs: silenceMs });
  worker.signal("SIGSTOP");
  const sinceMs = performance.now();
  for (const service of owned) rig.board.set(service, 1);
  await Promise.all(
    owned.map(async (service) => {
      const zeroMs = await isTakenBack(rig, findings, { service, id: ids.get(service) ?? "", sinceMs });
      findings.recoveryMs.push((zeroMs ?? Number.POSITIVE_INFINITY) - sinceMs);
    }),
  );
  door.release();
  worker.signal("SIGCONT");
  // It has seen that it is not the owner any more, and works again.
  await rig.ensureWorkers(2);
  await until("what was kept back to be answered", () => isAnswered(rig, sinceWrite));
  const late = door.writes.slice(sinceWrite).filter((write) => write.wasHeldBack);
  findings.violated("stale writes were accepted", late.filter((write) => write.isAccepted).length);
  findings.violated("canaries had users again", owned.filter((service) => rig.plane.shareOf(service) > 0).length);
  const refused = door.writes.slice(sinceWrite).filter((write) => !write.isAccepted).length;
  findings.raw.push({ paused: owned.length, keptBack: late.length, refused });
  return { refused, paused: owned.length };
}

function newestTerm(rig: ChaosRig, service: string): number {
  const last = rig.plane.door.writes.findLast((write) => write.service === service && write.isAccepted);
  return last?.term ?? 0;
}

function isAnswered(rig: ChaosRig, sinceWrite: number): boolean {
  return rig.plane.door.writes.slice(sinceWrite).some((write) => write.wasHeldBack);
}

async function run(rig: ChaosRig, { trials }: FaultOptions): Promise<FaultResult> {
  const findings = new Findings(rig);
  let paused = 0;
  let refused = 0;
  for (let index = 0; index < trials; index += 1) {
    await rig.heal(2);
    const trial = await pauseOnce(rig, findings);
    paused += trial.paused;
    refused += trial.refused;
  }
  const result = await findings.sum();
  const stale = findings.countOf("stale writes were accepted") + findings.staleWrites();
  const note = `n=${paused} rollouts of paused workers in ${trials} pauses, ${refused} late writes refused`;
  return { ...result, figures: [figure({ id: "pause.staleWrites", value: stale, unit: "writes", bar: 0, note })] };
}

export const pauseOwner: Fault = {
  row: 2,
  name: "SIGSTOP of the owner beyond its lease, then SIGCONT",
  promise: "The successor takes the canaries out; what the paused worker sent is refused, and it rejoins.",
  barMs: 3_000,
  fullTrials: 25,
  fastTrials: 1,
  run,
};
