import { AppError } from "@/lib/kernel/app-error";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { CommandContext } from "@/lib/platform/use-case";
import { factsForCommand, type PersonCommand } from "../domain/rollout-command";
import type { RolloutEvent } from "../domain/rollout-event";
import { decide } from "../domain/rollout-machine";
import { lockRollout, saveTransition } from "../rollout-store";

interface Given {
  readonly id: string;
  readonly revision?: number | undefined;
  readonly reason: string;
}

/** What every command answers: where the rollout stands now. */
export interface CommandAnswer {
  readonly id: string;
  readonly revision: number;
  readonly phase: string;
}

/**
 * Give a person's command to the engine and save what it decides, with its audit record. The worker sees the new
 * revision on its next tick and makes it true. Throws `stale_state` with the present revision, or `rejected` with all
 * reasons.
 */
export async function giveCommand(context: CommandContext<Given>, kind: PersonCommand["kind"]): Promise<CommandAnswer> {
  return (await commandWithEvents(context, kind)).answer;
}

/** The same, with what happened: for commands that keep more than the rollout's own rows. */
export async function commandWithEvents(
  context: CommandContext<Given>,
  kind: PersonCommand["kind"],
): Promise<{ readonly answer: CommandAnswer; readonly events: readonly RolloutEvent[] }> {
  const { input, actor, now, tx, call } = context;
  const db = prismaExecutor(tx);
  const before = await lockRollout(db, input.id);
  const person = { id: actor.id ?? actor.name, name: actor.name };
  const command = { kind, actor: person, reason: input.reason, seenRevision: input.revision ?? null } as PersonCommand;
  const decision = decide(before.state, command, factsForCommand(now));
  if (decision.kind === "rejected") {
    const stale = decision.reasons.some((reason) => reason.code === "stale_state");
    const detail = decision.reasons.map((reason) => reason.message).join(" ");
    const current = { id: before.id, revision: before.state.revision, phase: before.state.phase };
    throw new AppError(stale ? "stale_state" : "rejected", { detail, reasons: decision.reasons, current });
  }
  const next = decision.kind === "accepted" ? decision.next : before.state;
  const subject = {
    kind: "rollout",
    id: before.id,
    name: `${before.serviceSlug} ${next.canaryVersion} in ${before.environmentSlug}`,
  };
  await context.record({
    subject,
    reason: input.reason,
    before: { phase: before.state.phase, revision: before.state.revision },
    after: { phase: next.phase, revision: next.revision },
  });
  const events = decision.kind === "accepted" ? decision.events : [];
  if (decision.kind === "accepted") {
    const evidence = before.latestEvidence;
    await saveTransition(db, {
      before,
      next,
      events,
      evidence,
      actor,
      reason: input.reason,
      requestId: call.requestId ?? null,
      isCommand: true,
    });
  }
  return { answer: { id: before.id, revision: next.revision, phase: next.phase }, events };
}
