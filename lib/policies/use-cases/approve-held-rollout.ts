import { AppError } from "@/lib/kernel/app-error";
import { personKeyOf } from "@/lib/platform/auth/actor";
import { notFound } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { approverReasons } from "@/lib/rollouts/domain/approver";
import { insertRelease } from "../budget-policy-store";
import { ApproveHeldInput, type ReleasedRollout } from "../contract";
import { findHoldable } from "../held-rollout-read-model";

/**
 * Let a rollout go on that a budget policy asks an approval for. Throws `forbidden` for the person who started it, also behind a token.
 * It lifts no freeze: that takes a waiver.
 */
export const approveHeldRollout = defineUseCase({
  name: "budget-policy.approve",
  permission: "rollout:approve",
  input: ApproveHeldInput,
  subject: (input) => ({ kind: "rollout", id: input.id ?? null }),
  async handle({ input, actor, tx, record, hint }): Promise<ReleasedRollout> {
    const { id, reason } = input;
    const rollout = await findHoldable(tx, id);
    if (!rollout) throw notFound("rollout under way", id);
    const byPerson = personKeyOf(actor);
    const reasons = approverReasons({ starter: rollout.startedByPerson, approver: byPerson });
    if (reasons.length > 0)
      throw new AppError("forbidden", { detail: reasons.map(({ message }) => message).join(" "), reasons });
    const release = {
      rolloutId: id,
      kind: "approval",
      incidentId: null,
      byPerson,
      byName: actor.name,
      reason,
    } as const;
    await insertRelease(tx, release);
    await record({ subject: { kind: "rollout", id, name: rollout.canaryVersion }, after: release, reason });
    await hint({ topic: "rollout", id, revision: rollout.revision });
    return { id, kind: "approval", by: actor.name };
  },
});
