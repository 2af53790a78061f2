import type { Fault, FaultOptions, FaultResult } from "../fault";
import { type HaproxyService, startHaproxyService } from "../haproxy-service";
import { type ChaosRig, planOf } from "../rig";
import { Findings, pause } from "../trials";

const watchedMs = 2_500;

interface Told {
  readonly kind: string;
  readonly isPage?: boolean;
}

/** The canary fails, and stable is sick as well: it is taken back once, people are called, and nothing goes to and fro. */
async function failBoth(rig: ChaosRig, behind: HaproxyService, findings: Findings): Promise<void> {
  const { service, stable } = behind;
  rig.board.set(service, 0);
  const plan = planOf(service);
  const id = await rig.bake(service, { ...plan, triggers: { ...plan.triggers, health: { enabled: true } } });
  stable.setFaults({ healthy: false });
  await pause(1_000);
  const sinceMs = performance.now();
  rig.board.set(service, 1);
  const zeroMs = await behind.shareIs(0, 10_000).catch(() => Number.POSITIVE_INFINITY);
  if (zeroMs === Number.POSITIVE_INFINITY) findings.violated("canaries were left in");
  findings.recoveryMs.push(zeroMs - sinceMs);
  await rig.reach(id, ["rolled_back"]).catch(() => findings.violated("rollouts were not rolled back"));
  const endMs = performance.now() + watchedMs;
  while (performance.now() < endMs) {
    const back = await behind.shareIs(0, 50).catch(() => null);
    if (back === null) findings.violated("traffic went to and fro");
    await pause(100);
  }
  const told = await rig.database.query<{ event: Told }>(
    "select e as event from rollout_snapshot s, jsonb_array_elements(s.events) e where s.rollout_id = $1",
    [id],
  );
  const isCalled = told.some(({ event }) => event.kind === "stable_worse" && event.isPage === true);
  findings.violated("nobody was called", isCalled ? 0 : 1);
  findings.rolloutIds.push(id);
  rig.board.reset();
  stable.setFaults({ healthy: true });
}

async function run(rig: ChaosRig, { trials }: FaultOptions): Promise<FaultResult> {
  const findings = new Findings(rig);
  const behind = await startHaproxyService(rig, { isHealthChecked: true });
  try {
    for (let index = 0; index < trials; index += 1) await failBoth(rig, behind, findings);
  } finally {
    await behind.close();
  }
  return findings.sum();
}

export const stableSick: Fault = {
  row: 45,
  name: "stable is sick as well when the canary fails",
  promise: "The canary is taken out once, people are called, and traffic does not go to and fro.",
  barMs: 2_000,
  fullTrials: 5,
  fastTrials: 1,
  run,
};
