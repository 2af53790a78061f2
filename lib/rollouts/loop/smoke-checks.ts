import type { Reason } from "@/lib/kernel/result";
import type { PreparingRollout } from "../domain/rollout-state";
import type { LoopParts, LoopTarget } from "./loop-parts";

/**
 * Ask every server of the new version each smoke check of the plan, all at once; each has its own deadline. Answers what
 * failed, with the field of the plan; empty when all passed or the plan has none.
 */
export async function smokeReasons(
  state: PreparingRollout,
  target: Pick<LoopTarget, "health">,
  ask: LoopParts["checkHealth"],
): Promise<Reason[]> {
  const { smokeChecks } = state.plan;
  if (smokeChecks.length === 0) return [];
  if (!target.health) {
    return [
      {
        code: "no_health_check",
        field: "smokeChecks",
        message: "The plan has smoke checks, but the target has no health address, so their servers are not known.",
        remedy: "Give the target a health address, or take the smoke checks out of the plan.",
      },
    ];
  }
  const servers = target.health.urls[state.canarySlot];
  const asked = smokeChecks.flatMap((check, index) =>
    servers.map(async (server) => {
      // The path never leaves the origin: the contract refuses one that names another host.
      const url = new URL(check.path, server).href;
      return { check, index, url, ...(await ask(url, check)) };
    }),
  );
  const failed = (await Promise.all(asked)).filter((answer) => !answer.ok);
  return failed.map(({ check, index, url, detail }) => ({
    code: "smoke_check_failed",
    field: `smokeChecks.${index}`,
    message: `The smoke check ${check.id} failed at ${url}: ${detail}`,
    remedy: `Mend version ${state.canaryVersion} in slot ${state.canarySlot}, or correct what the check expects.`,
  }));
}
