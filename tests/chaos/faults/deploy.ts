import { until } from "../../support/until";
import type { Fault, FaultOptions, FaultResult } from "../fault";
import type { ChaosRig } from "../rig";
import { busiest, Findings } from "../trials";

/** End a worker as a deploy does. How long until another one owns everything that it owned? */
async function deployOnce(rig: ChaosRig, services: readonly string[], findings: Findings): Promise<void> {
  const { worker } = await busiest(rig, services);
  const isHandedOver = async (): Promise<boolean> => {
    const rows = await rig.database.query<{ open: number }>(
      `select count(*)::int as open from loop_shard
       where owner is null or owner = $1 or lease_until < clock_timestamp()`,
      [worker.id],
    );
    return rows[0]?.open === 0;
  };
  const sinceMs = performance.now();
  worker.signal("SIGTERM");
  const handedOver = await until("the shards to be handed over", isHandedOver, { deadlineMs: 10_000, everyMs: 5 }).then(
    () => true,
    () => false,
  );
  if (!handedOver) findings.violated("shards were never handed over");
  findings.recoveryMs.push(handedOver ? performance.now() - sinceMs : Number.POSITIVE_INFINITY);
  await until("the worker to end", () => !worker.isAlive(), { deadlineMs: 15_000 }).catch(() =>
    findings.violated("workers did not end"),
  );
}

async function run(rig: ChaosRig, { trials }: FaultOptions): Promise<FaultResult> {
  const findings = new Findings(rig);
  const services = rig.services.slice(0, 6);
  const ids = await rig.bakeAll(services);
  const sinceMs = performance.now();
  for (let index = 0; index < trials; index += 1) {
    await rig.ensureWorkers(2);
    await deployOnce(rig, services, findings);
  }
  await rig.ensureWorkers(2);
  for (const id of ids.values()) {
    findings.rolloutIds.push(id);
    if ((await rig.phaseOf(id)) !== "baking") findings.violated("rollouts were changed by the deploy");
  }
  findings.violated("shares moved", rig.plane.changes.filter((change) => change.atMs > sinceMs).length);
  return findings.sum();
}

export const deploy: Fault = {
  row: 7,
  name: "SIGTERM of a worker, as in a deploy",
  promise: "Its shards are handed over at once; the deploy itself moves no share and rolls nothing back.",
  barMs: 300,
  fullTrials: 20,
  fastTrials: 2,
  run,
};
