import { pauseRollout } from "@/lib/rollouts/use-cases/pause-rollout";
import { getRollout } from "@/lib/rollouts/use-cases/read-rollouts";
import { resumeRollout } from "@/lib/rollouts/use-cases/resume-rollout";
import { Random } from "../../bench/random";
import { figure, percentile } from "../../bench/report";
import type { Fault, FaultOptions, FaultResult } from "../fault";
import type { ChaosRig } from "../rig";
import { Findings, isTakenBack, pause } from "../trials";

interface Person {
  /** Revisions of the rollout that commands were acknowledged with. */
  readonly acknowledged: readonly number[];
  stop(): Promise<void>;
}

/** Somebody who pauses and resumes a rollout again and again, whatever answers. */
function startPerson(rig: ChaosRig, id: string): Person {
  const acknowledged: number[] = [];
  let isStopped = false;
  async function work(): Promise<void> {
    for (let turn = 0; !isStopped; turn += 1) {
      const command = turn % 2 === 0 ? pauseRollout : resumeRollout;
      const given = await rig.run(getRollout, { id }).catch(() => null);
      const done = given
        ? await rig.run(command, { id, revision: given.revision, reason: "chaos" }).catch(() => null)
        : null;
      if (done) acknowledged.push(done.revision);
      await pause(10);
    }
  }
  const working = work();
  return {
    acknowledged,
    async stop() {
      isStopped = true;
      await working;
    },
  };
}

async function countLost(rig: ChaosRig, id: string, acknowledged: readonly number[]): Promise<number> {
  const rows = await rig.database.query<{ revision: number }>(
    "select revision from rollout_snapshot where rollout_id = $1",
    [id],
  );
  const kept = new Set(rows.map((row) => row.revision));
  return acknowledged.filter((revision) => !kept.has(revision)).length;
}

async function restartOnce(
  rig: ChaosRig,
  given: { service: string; bystander: string },
  random: Random,
  findings: Findings,
): Promise<void> {
  const { service, bystander } = given;
  const ids = await rig.bakeAll([service, bystander]);
  const [id = "", bystanderId = ""] = [ids.get(service), ids.get(bystander)];
  const person = startPerson(rig, bystanderId);
  await pause(200 + random.next() * 300);
  // From a little before the crash until well into the outage: by then no lease is believed any more.
  const badAfterMs = (random.next() - 0.1) * 1_500;
  if (badAfterMs < 0) {
    rig.board.set(service, 1);
    await pause(-badAfterMs);
  }
  await rig.database.crash();
  const goneMs = performance.now();
  const [acceptsMs] = await Promise.all([
    pause(random.next() * 3_000).then(() => rig.database.start()),
    pause(badAfterMs).then(() => rig.board.set(service, 1)),
  ]);
  const zeroMs = (await isTakenBack(rig, findings, { service, id, sinceMs: goneMs })) ?? Number.POSITIVE_INFINITY;
  const writtenMs = performance.now();
  await person.stop();
  findings.violated("acknowledged commands were lost", await countLost(rig, bystanderId, person.acknowledged));
  if (person.acknowledged.length === 0) findings.violated("trials had no acknowledged command");
  findings.rolloutIds.push(bystanderId);
  const appliedMs = Math.max(0, zeroMs - acceptsMs);
  findings.recoveryMs.push(appliedMs);
  const downMs = acceptsMs - goneMs;
  findings.raw.push({ id, badAfterMs, downMs, appliedMs, writtenDownMs: writtenMs - acceptsMs });
  rig.board.set(bystander, 1);
  await rig.reach(bystanderId, ["rolled_back"]);
  rig.board.reset();
}

async function run(rig: ChaosRig, { trials }: FaultOptions): Promise<FaultResult> {
  const random = new Random(815);
  const findings = new Findings(rig);
  for (let index = 0; index < trials; index += 1) {
    const at = (2 * index) % rig.services.length;
    await restartOnce(
      rig,
      { service: rig.services[at] ?? "", bystander: rig.services[at + 1] ?? "" },
      random,
      findings,
    );
  }
  const note = `n=${trials}, from accepting again`;
  const written = findings.raw.map((trial) => Number(trial.writtenDownMs));
  const [p99, writtenP99] = [percentile(findings.recoveryMs, 0.99), percentile(written, 0.99)];
  return findings.sum([
    figure({ id: "pgRestart.p99Ms", value: p99, unit: "ms", bar: 1_000, note: `${note} until no user is on it` }),
    figure({ id: "pgRestart.writtenDown.p99Ms", value: writtenP99, unit: "ms", note: `${note} until written down` }),
  ]);
}

export const databaseRestart: Fault = {
  row: 9,
  name: "PostgreSQL stopped with -m immediate and started while the canary goes bad",
  promise: "The canary is out and that is written down soon after it accepts again; no acknowledged command is lost.",
  barMs: null,
  fullTrials: 20,
  fastTrials: 1,
  run,
};
