import { abortRollout } from "@/lib/rollouts/use-cases/abort-rollout";
import { pauseRollout } from "@/lib/rollouts/use-cases/pause-rollout";
import { getRollout } from "@/lib/rollouts/use-cases/read-rollouts";
import { resumeRollout } from "@/lib/rollouts/use-cases/resume-rollout";
import { startRollout } from "@/lib/rollouts/use-cases/start-rollout";
import type { Fault, FaultOptions, FaultResult } from "../fault";
import { canaryVersion } from "../plane";
import { type ChaosRig, planOf } from "../rig";
import { Findings, isTakenBack } from "../trials";

const copies = 20;

async function countRollouts(rig: ChaosRig, service: string): Promise<number> {
  const [row] = await rig.database.query<{ n: number }>(
    "select count(*)::int as n from rollout r join service s on s.id = r.service_id where s.slug = $1",
    [service],
  );
  return row?.n ?? 0;
}

/** What the copies of one command were answered with: each the same, or that the first is not done yet. */
async function sendCopies<Answer>(send: () => Promise<Answer>): Promise<{ answers: Answer[]; refusals: string[] }> {
  const settled = await Promise.allSettled(Array.from({ length: copies }, send));
  return {
    answers: settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : [])),
    refusals: settled.flatMap((one) => (one.status === "rejected" ? [String(one.reason?.code)] : [])),
  };
}

/** A caller that repeats itself twenty times at once, with one key: to start, and then to abort. */
async function repeatOnce(rig: ChaosRig, service: string, turn: number, findings: Findings): Promise<void> {
  const before = await countRollouts(rig, service);
  const input = { service, environment: "production", version: canaryVersion, overrides: planOf(service) };
  const begun = await sendCopies(() =>
    rig.run(startRollout, { ...input, policy: "queue" }, `start-${service}-${turn}-${before}`),
  );
  const ids = new Set(begun.answers.map(({ id }) => id));
  findings.violated("commands with one key had several answers", ids.size - 1);
  findings.violated("rollouts were begun by copies", (await countRollouts(rig, service)) - before - 1);
  const id = [...ids][0] ?? "";
  await rig.reach(id, ["baking"], 30_000);
  const sinceMs = performance.now();
  const aborted = await sendCopies(() => rig.run(abortRollout, { id, reason: "chaos" }, `abort-${id}`));
  findings.violated("no copy of an abort was answered", aborted.answers.length > 0 ? 0 : 1);
  const zeroMs = await isTakenBack(rig, findings, { service, id, sinceMs });
  findings.recoveryMs.push((zeroMs ?? Number.POSITIVE_INFINITY) - sinceMs);
  const [commands] = await rig.database.query<{ n: number }>(
    "select count(*)::int as n from audit_event where subject_id = $1 and action = 'rollout.abort' and outcome = 'accepted'",
    [id],
  );
  findings.violated("aborts were carried out again", (commands?.n ?? 0) - 1);
  findings.raw.push({ id, startRefusals: begun.refusals, abortRefusals: aborted.refusals });
}

async function runCopies(rig: ChaosRig, { trials }: FaultOptions): Promise<FaultResult> {
  const findings = new Findings(rig);
  for (let turn = 0; turn < trials; turn += 1) {
    await repeatOnce(rig, rig.services[turn % rig.services.length] ?? "", turn, findings);
  }
  return findings.sum();
}

type Command = "pause" | "resume" | "abort" | "bad number";

/** Every order of these. */
function ordersOf<Item>(items: readonly Item[]): Item[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) => ordersOf(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}

async function give(rig: ChaosRig, service: string, id: string, command: Command): Promise<void> {
  if (command === "bad number") return rig.board.set(service, 1);
  if (command === "abort") return void (await rig.run(abortRollout, { id, reason: "chaos" }));
  const { revision } = await rig.run(getRollout, { id });
  const useCase = command === "pause" ? pauseRollout : resumeRollout;
  // Refused is an answer as well: what is over cannot be paused.
  await rig.run(useCase, { id, revision, reason: "chaos" }).catch(() => undefined);
}

/** The same commands in every order, as queues and people deliver them: each order ends in the same state. */
async function runOrders(rig: ChaosRig, { trials }: FaultOptions): Promise<FaultResult> {
  const findings = new Findings(rig);
  const orders = ordersOf<Command>(["pause", "resume", "abort", "bad number"]).slice(0, trials);
  for (let at = 0; at < orders.length; at += rig.services.length) {
    const batch = orders.slice(at, at + rig.services.length);
    const ids = await rig.bakeAll(rig.services.slice(0, batch.length));
    await Promise.all(
      batch.map(async (order, index) => {
        const service = rig.services[index] ?? "";
        const id = ids.get(service) ?? "";
        const firstLowering = order.findIndex((command) => command === "abort" || command === "bad number");
        let sinceMs = 0;
        for (const [turn, command] of order.entries()) {
          if (turn === firstLowering) sinceMs = performance.now();
          await give(rig, service, id, command);
        }
        const zeroMs = await isTakenBack(rig, findings, { service, id, sinceMs });
        findings.recoveryMs.push((zeroMs ?? Number.POSITIVE_INFINITY) - sinceMs);
        const risen = rig.plane.changes.filter(
          (one) => one.service === service && one.atMs > sinceMs && one.percent > 10,
        );
        findings.violated("shares rose", risen.length);
      }),
    );
    rig.board.reset();
  }
  return findings.sum();
}

export const copiedCommands: Fault = {
  row: 39,
  name: "every command arrives twenty times at once",
  promise: "One rollout begins and one abort is carried out; each copy has the same answer, or is told to wait for it.",
  barMs: 1_000,
  fullTrials: 10,
  fastTrials: 1,
  run: runCopies,
};

export const commandOrders: Fault = {
  row: 40,
  name: "commands and numbers arrive in every order",
  promise: "Each order ends with the canary out, and that is written down once.",
  barMs: 1_000,
  fullTrials: 24,
  fastTrials: 4,
  run: runOrders,
};
