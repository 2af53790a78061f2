import { AppError } from "@/lib/kernel/app-error";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { type CommandContext, defineUseCase } from "@/lib/platform/use-case";
import { findLastStarted } from "../admission-read-model";
import { RollbackServiceInput } from "../api-contract";
import { planOfReturn } from "../domain/plan";
import { openPhases } from "../rollout-read-model";
import { parseRolloutState } from "../rollout-record";
import { lockRollout } from "../rollout-store";
import { beginRollout } from "./begin-rollout";
import { giveCommand } from "./give-command";

export interface RollbackAnswer {
  readonly id: string;
  readonly phase: string;
  readonly revision: number;
  /** `aborted`: the rollout under way is taken back. `return`: a new rollout brings the version before back. */
  readonly how: "aborted" | "return";
}

/**
 * Go back to the version before, in one command: takes back the rollout that is under way, or, after completion, brings
 * the previous version back from the slot that still holds it. Never held by windows or queues.
 */
export const rollbackService = defineUseCase({
  name: "rollout.rollback",
  permission: "rollout:abort",
  input: RollbackServiceInput,
  subject: (input) => ({ kind: "rollout", id: null, name: `${input.service} in ${input.environment}` }),
  handle: (context): Promise<RollbackAnswer> => goBack(context),
});

/**
 * The same inside somebody else's command. With `onlyFrom` it goes back from that rollout alone: when another one came after it, nothing
 * is done and the reason is told.
 */
export async function goBack(
  context: CommandContext<{ readonly service: string; readonly environment: string; readonly reason: string }>,
  onlyFrom: string | null = null,
): Promise<RollbackAnswer> {
  const { input, tx } = context;
  const seen = await findLastStarted(tx, input);
  // Locked, then looked at again: a rollout that completes at this moment is returned from, not refused as ended.
  if (seen) await lockRollout(prismaExecutor(tx), seen.id);
  const last = seen && (await findLastStarted(tx, input));
  if (!last) {
    const message = `There is no rollout of ${input.service} in ${input.environment} to go back from.`;
    throw new AppError("rejected", {
      detail: message,
      reasons: [{ code: "nothing_to_roll_back", message, remedy: "Check service and environment." }],
    });
  }
  if (onlyFrom !== null && last.id !== onlyFrom) {
    const message = `Another rollout of ${input.service} in ${input.environment} came after this one.`;
    const remedy = "Leave it where it is, or take that rollout back by hand.";
    throw new AppError("rejected", { detail: message, reasons: [{ code: "another_came_after", message, remedy }] });
  }
  if (openPhases.includes(last.phase)) {
    const answer = await giveCommand({ ...context, input: { id: last.id, reason: input.reason } }, "rollback");
    return { id: answer.id, phase: answer.phase, revision: answer.revision, how: "aborted" };
  }
  const state = parseRolloutState(last.state);
  if (state.phase !== "completed") {
    const message = `Version ${last.stableVersion} has the traffic again already: the last rollout was rolled back.`;
    throw new AppError("rejected", {
      detail: message,
      reasons: [{ code: "already_rolled_back", message, remedy: "Nothing needs to be done." }],
    });
  }
  const { service, environment, reason } = input;
  const begun = await beginRollout(context, {
    service,
    environment,
    version: state.stableVersion,
    policy: "supersede",
    purpose: "return",
    plan: planOfReturn(state).plan,
    templateId: null,
    reason,
  });
  return { id: begun.id, phase: begun.phase, revision: begun.revision, how: "return" };
}
