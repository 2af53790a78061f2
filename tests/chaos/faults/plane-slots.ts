import { createConnection, type Socket } from "node:net";
import type { Fault, FaultOptions, FaultResult } from "../fault";
import { type HaproxyService, startHaproxyService } from "../haproxy-service";
import { type ChaosRig, planOf } from "../rig";
import { endOpen, Findings, isTakenBack, pause } from "../trials";

/** More than `stats maxconn` allows at once. */
const sessionCount = 120;
const outageMs = 2_500;

/** Sessions of people who left their prompt open. */
function openPrompts(socket: string): Socket[] {
  return Array.from({ length: sessionCount }, () => {
    const session = createConnection({ path: socket });
    session.on("error", () => undefined).resume();
    session.on("connect", () => session.write("prompt\n"));
    return session;
  });
}

/** Every slot of one HAProxy's command line is in use while its canary goes bad, and so does one elsewhere. */
async function useUp(rig: ChaosRig, behind: HaproxyService, elsewhere: string, findings: Findings): Promise<void> {
  const { service, haproxy } = behind;
  rig.board.set(service, 0);
  const [id, elsewhereId] = [await rig.bake(service, planOf(service)), await rig.bake(elsewhere)];
  const sessions = openPrompts(haproxy.socket);
  await pause(500);
  const isUsedUp = await haproxy.command("show info").then(
    () => false,
    () => true,
  );
  findings.violated("slots were free", isUsedUp ? 0 : 1);
  const badMs = performance.now();
  for (const one of [service, elsewhere]) rig.board.set(one, 1);
  const otherMs = await isTakenBack(rig, findings, { service: elsewhere, id: elsewhereId, sinceMs: badMs });
  findings.violated("another data plane had to wait", (otherMs ?? Number.POSITIVE_INFINITY) - badMs > 5_000 ? 1 : 0);
  await pause(outageMs - (performance.now() - badMs));
  for (const session of sessions) session.destroy();
  const freeMs = performance.now();
  const zeroMs = await behind.shareIs(0, 15_000).catch(() => Number.POSITIVE_INFINITY);
  if (zeroMs === Number.POSITIVE_INFINITY) findings.violated("canaries were left in");
  findings.recoveryMs.push(zeroMs - freeMs);
  await rig.reach(id, ["rolled_back"]).catch(() => findings.violated("rollouts were not written down as rolled back"));
  findings.rolloutIds.push(id);
  findings.raw.push({ otherMs: (otherMs ?? Number.POSITIVE_INFINITY) - badMs, recoveryMs: zeroMs - freeMs });
  rig.board.reset();
}

async function run(rig: ChaosRig, { trials }: FaultOptions): Promise<FaultResult> {
  const findings = new Findings(rig);
  const behind = await startHaproxyService(rig);
  try {
    for (let index = 0; index < trials; index += 1) {
      await useUp(rig, behind, rig.services[index % rig.services.length] ?? "", findings);
    }
  } finally {
    await endOpen(rig, behind.service);
    await behind.close();
  }
  return findings.sum();
}

export const planeSlotsUsedUp: Fault = {
  row: 33,
  name: "every slot of HAProxy's command line is in use while its canary goes bad",
  promise: "Other data planes do not wait; the canary is out as soon as there is a slot.",
  barMs: 2_000,
  fullTrials: 5,
  fastTrials: 1,
  run,
};
