import { abortRollout } from "@/lib/rollouts/use-cases/abort-rollout";
import { figure } from "../../bench/report";
import { startLoad } from "../../support/load";
import type { Fault, FaultOptions, FaultResult } from "../fault";
import { type HaproxyFleet, startHaproxyFleet } from "../haproxy-fleet";
import { type ChaosRig, planOf } from "../rig";
import { endOpen, Findings, pause } from "../trials";

const here = [0, 1, 2];
const away = [3, 4];
const all = [...here, ...away];
const never = Number.POSITIVE_INFINITY;
const bakeMs = 2_500;

interface Times {
  /** From the bad number until the three that can be reached are at 0. */
  readonly reachableMs: number;
  /** From the return of the other two until they are at 0. */
  readonly returnedMs: number;
}

/** Two of five are away while the canary goes bad, and return. */
async function goBad(rig: ChaosRig, fleet: HaproxyFleet, outageMs: number, findings: Findings): Promise<Times> {
  rig.board.set(fleet.service, 0);
  const id = await rig.bake(fleet.service, planOf(fleet.service, { silenceMs: 60_000 }));
  findings.violated("the canary was not at all proxies", await countNot(fleet, all, 10));
  fleet.signal(away, "SIGSTOP");
  await pause(700);
  const badMs = performance.now();
  rig.board.set(fleet.service, 1);
  const zeroMs = await fleet.sharesAre(here, 0, 15_000).catch(() => never);
  if (zeroMs === never) findings.violated("reachable proxies kept the canary");
  await pause(outageMs - (performance.now() - badMs));
  const phase = await rig.phaseOf(id);
  findings.violated("it was called rolled back while two proxies had the canary", phase === "rolled_back" ? 1 : 0);
  fleet.signal(away, "SIGCONT");
  const backMs = performance.now();
  const allZeroMs = await fleet.sharesAre(all, 0, 15_000).catch(() => never);
  if (allZeroMs === never) findings.violated("proxies that returned kept the canary");
  await rig.reach(id, ["rolled_back"]).catch(() => findings.violated("rollouts were not written down as rolled back"));
  findings.rolloutIds.push(id);
  rig.board.reset();
  return { reachableMs: zeroMs - badMs, returnedMs: allZeroMs - backMs };
}

/** Two of five are away when the bake ends. Nothing rises before they are back; then it goes on. */
async function waitForAll(rig: ChaosRig, fleet: HaproxyFleet, findings: Findings): Promise<number> {
  rig.board.set(fleet.service, 0);
  const id = await rig.bake(fleet.service, planOf(fleet.service, { bakeMs, silenceMs: 60_000 }));
  fleet.signal(away, "SIGSTOP");
  await pause(bakeMs + 1_500);
  findings.violated("shares rose at three of five proxies", await countNot(fleet, here, 10));
  findings.violated("it did not wait in its step", (await rig.phaseOf(id)) === "baking" ? 0 : 1);
  fleet.signal(away, "SIGCONT");
  const backMs = performance.now();
  const raisedMs = await fleet.sharesAre(all, 50, 20_000).catch(() => never);
  if (raisedMs === never) findings.violated("rollouts did not go on when all proxies were back");
  await rig.run(abortRollout, { id, reason: "the trial is over" });
  await rig.reach(id, ["rolled_back"]);
  findings.violated("an abort left users on the canary", await countNot(fleet, all, 0));
  findings.rolloutIds.push(id);
  return raisedMs - backMs;
}

async function countNot(fleet: HaproxyFleet, places: readonly number[], percent: number): Promise<number> {
  return (await fleet.sharesOf(places)).filter((share) => !(Math.abs(share - percent) < 0.5)).length;
}

async function run(rig: ChaosRig, { trials, outageMs = 4_000 }: FaultOptions): Promise<FaultResult> {
  const findings = new Findings(rig);
  const fleet = await startHaproxyFleet(rig, all.length);
  // A step needs requests of the canary before it may pass.
  const load = startLoad({ url: fleet.url, ratePerSecond: 40, maxRequests: 50_000 });
  const returned: number[] = [];
  try {
    for (let index = 0; index < trials; index += 1) {
      const { reachableMs, returnedMs } = await goBad(rig, fleet, outageMs, findings);
      findings.recoveryMs.push(reachableMs);
      returned.push(returnedMs);
      const raisedMs = await waitForAll(rig, fleet, findings);
      findings.raw.push({ reachableMs, returnedMs, raisedMs });
    }
  } finally {
    fleet.signal(away, "SIGCONT");
    await endOpen(rig, fleet.service);
    await load.stop();
    await fleet.close();
  }
  const note = `from the return of two proxies until they are at 0, n=${trials}`;
  return findings.sum([
    figure({ id: "fleet.returned.maxMs", value: Math.max(...returned), unit: "ms", bar: 2_000, note }),
  ]);
}

export const partialFleet: Fault = {
  row: 35,
  name: "two of five proxies of one target are stopped, while its canary goes bad and while it should rise",
  promise: "Those that can be reached have no canary at once, the others when they return; nothing rises without all.",
  barMs: 2_000,
  fullTrials: 5,
  fastTrials: 1,
  run,
};
