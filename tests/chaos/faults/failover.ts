import { abortRollout } from "@/lib/rollouts/use-cases/abort-rollout";
import { until } from "../../support/until";
import type { Fault, FaultOptions, FaultResult } from "../fault";
import type { PlaneClaim } from "../recording-door";
import { type ChaosRig, createChaosRig } from "../rig";
import { type Standby, startStandby } from "../standby";
import { Findings, isTakenBack, pause } from "../trials";

const silenceMs = 6_000;

/** An installation of its own with a primary and a standby, since it does not come back to what it was. */
async function onPair<Result>(work: (rig: ChaosRig, standby: Standby) => Promise<Result>): Promise<Result> {
  const rig = await createChaosRig({ targets: 4 });
  const standby = await startStandby(rig.database);
  try {
    await rig.ensureWorkers(2);
    return await work(rig, standby);
  } finally {
    await standby.close();
    await rig.close();
  }
}

interface Failover {
  readonly service: string;
  readonly id: string;
  readonly aborted: string;
  readonly promotedMs: number;
}

/**
 * The primary dies with commits that its standby never got: a person's abort among them. Everybody is led to the standby,
 * which becomes the primary. The canary of another rollout has gone bad meanwhile.
 */
async function failOver(rig: ChaosRig, standby: Standby, findings: Findings): Promise<Failover> {
  const [service = "", aborted = "", ...rest] = rig.services;
  const ids = await rig.bakeAll([service, aborted, ...rest], { silenceMs });
  const [id = "", abortedId = ""] = [ids.get(service), ids.get(aborted)];
  await until("the standby to have everything", () => standby.hasAll(), { deadlineMs: 10_000 });
  standby.replication.set({ kind: "blackhole" });
  await rig.run(abortRollout, { id: abortedId, reason: "lost with the primary" });
  await rig.reach(abortedId, ["rolled_back"]);
  const abortedMs = performance.now();
  await rig.database.crash();
  rig.board.set(service, 1);
  await standby.promote();
  rig.database.way.lead({ host: "127.0.0.1", port: standby.port });
  const promotedMs = performance.now();
  const zeroMs = await isTakenBack(rig, findings, { service, id, sinceMs: promotedMs });
  findings.recoveryMs.push((zeroMs ?? Number.POSITIVE_INFINITY) - promotedMs);
  await pause(1_500);
  const raised = rig.plane.changes.filter((one) => one.service === aborted && one.atMs > abortedMs && one.percent > 0);
  findings.violated("what was taken back rose again because its record was lost", raised.length);
  findings.raw.push({ id, abortedPhase: await rig.phaseOf(abortedId), recoveryMs: findings.recoveryMs.at(-1) });
  return { service, id, aborted, promotedMs };
}

async function runFailover(_: ChaosRig, { trials }: FaultOptions): Promise<FaultResult> {
  return together(trials, (rig, standby, findings) => failOver(rig, standby, findings).then(() => undefined));
}

/** The old primary comes back, and one worker still goes to it: two databases, each with an owner of the same shards. */
async function splitBrain(rig: ChaosRig, standby: Standby, findings: Findings): Promise<void> {
  await failOver(rig, standby, findings);
  const { door } = rig.plane;
  const [sinceWrite, sinceClaim] = [door.writes.length, door.claims.length];
  await rig.database.start();
  const [lost] = rig.workers;
  lost?.database.lead({ host: "127.0.0.1", port: rig.database.port });
  const heard = (): readonly PlaneClaim[] => [...door.writes.slice(sinceWrite), ...door.claims.slice(sinceClaim)];
  const refused = (): number => heard().filter((one) => !one.isAccepted).length;
  await until("a write of the stray worker to be refused", () => refused() > 0, { deadlineMs: 20_000 }).catch(() =>
    findings.violated("trials had no stray write"),
  );
  await pause(3_000);
  const timelineOf = (term: number): number => Math.floor(term / 2 ** 32);
  const newest = Math.max(...[...door.writes, ...door.claims].map(({ term }) => timelineOf(term)));
  const stray = heard().filter((one) => timelineOf(one.term) < newest);
  const accepted = stray.filter((one) => one.isAccepted).length;
  findings.violated("writes of the old primary's owner were accepted", accepted);
  findings.raw.push({ refused: stray.length - accepted, accepted, timeline: newest });
  lost?.database.lead({ host: "127.0.0.1", port: standby.port });
}

async function runSplitBrain(_: ChaosRig, { trials }: FaultOptions): Promise<FaultResult> {
  return together(trials, splitBrain);
}

/** Each trial on a pair of its own; what they found, together. */
async function together(
  trials: number,
  work: (rig: ChaosRig, standby: Standby, findings: Findings) => Promise<void>,
): Promise<FaultResult> {
  const results: FaultResult[] = [];
  for (let index = 0; index < trials; index += 1) {
    results.push(
      await onPair(async (rig, standby) => {
        const findings = new Findings(rig);
        await work(rig, standby, findings);
        return findings.sum();
      }),
    );
  }
  return {
    violations: results.flatMap(({ violations }) => violations),
    recoveryMs: results.flatMap(({ recoveryMs }) => recoveryMs),
    figures: [],
    raw: results.flatMap(({ raw }) => raw),
  };
}

export const databaseFailover: Fault = {
  row: 10,
  name: "the primary dies and its standby, without the newest commits, takes over",
  promise:
    "Terms grow with the timeline; a bad canary is out; what was taken back stays so, also where its record is lost.",
  barMs: 2_000,
  fullTrials: 5,
  fastTrials: 0,
  run: runFailover,
};

export const oldPrimaryReturns: Fault = {
  row: 11,
  name: "the old primary returns, and a worker goes to it",
  promise: "Whatever that worker sends is refused, since its timeline is the older one.",
  barMs: 2_000,
  fullTrials: 3,
  fastTrials: 0,
  run: runSplitBrain,
};
