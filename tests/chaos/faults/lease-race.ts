import { instant } from "@/lib/kernel/instant";
import { createLog } from "@/lib/platform/log";
import { createSqlLeaseStore } from "@/lib/rollouts/loop/sql-lease-store";
import type { Fault, FaultOptions, FaultResult } from "../fault";
import type { ChaosRig } from "../rig";
import { Findings, pause } from "../trials";

const contenderCount = 8;
const ttlMs = 200;
const raceMs = 3_000;

/** Many take, lose and give back the same shards as fast as they can, some of them too slowly to keep what they took. */
async function raceOnce(rig: ChaosRig, findings: Findings): Promise<void> {
  const log = createLog("test", "silent");
  const granted: string[] = [];
  const untilMs = performance.now() + raceMs;
  async function contend(index: number): Promise<void> {
    const store = createSqlLeaseStore({
      databaseUrl: rig.database.url,
      workerId: `racer-${index}`,
      hostName: "chaos",
      ttlMs,
      log,
    });
    while (performance.now() < untilMs) {
      const { held } = await store.acquire(4);
      granted.push(...held.map(({ shard, epoch }) => `${shard}:${epoch}`));
      if (index % 2 === 0) await pause(ttlMs * 1.5);
      else await store.release((await store.renew(instant(Date.now()))).held.map(({ shard }) => shard));
    }
    await store.close();
  }
  await Promise.all(Array.from({ length: contenderCount }, (_, index) => contend(index)));
  findings.violated("epochs were granted twice", granted.length - new Set(granted).size);
  if (granted.length === 0) findings.violated("nobody was granted a shard");
  findings.raw.push({ granted: granted.length });
}

async function run(rig: ChaosRig, { trials }: FaultOptions): Promise<FaultResult> {
  const findings = new Findings(rig);
  await rig.ensureWorkers(0);
  for (let index = 0; index < trials; index += 1) await raceOnce(rig, findings);
  await rig.ensureWorkers(2);
  return findings.sum();
}

export const leaseRace: Fault = {
  row: 6,
  name: "eight workers take the same shards, with leases of 200 ms",
  promise: "Every takeover has an epoch of its own; no two workers are ever granted the same one.",
  barMs: null,
  fullTrials: 20,
  fastTrials: 1,
  run,
};
