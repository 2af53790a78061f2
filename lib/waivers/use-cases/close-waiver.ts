import type { Instant } from "@/lib/kernel/instant";
import type { Reason } from "@/lib/kernel/result";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { requireRevision } from "@/lib/platform/refusals";
import type { CommandContext } from "@/lib/platform/use-case";
import type { WaiverDetail } from "../contract";
import type { WaiverRecord } from "../domain/waiver";
import type { Decider } from "../domain/waiver-commands";
import { type Closing, closeWaiver } from "../waiver-store";
import { lockedWaiver, requirePerson, shownOf } from "./locked-waiver";
import { refuseFor } from "./refuse";
import { detailFor } from "./waiver-detail";

type Input = { readonly id: string; readonly revision: number; readonly reason: string };

/** What rejecting, withdrawing and revoking have in common: the row is locked, looked at, and closed, or refused with `reasons`. */
export async function closeLocked(
  context: CommandContext<Input>,
  kind: Closing["kind"],
  reasons: (record: WaiverRecord, decider: Decider, now: Instant) => readonly Reason[],
): Promise<WaiverDetail> {
  const { input, actor, now, tx } = context;
  const { id, reason } = input;
  const decider = { person: requirePerson(actor), roles: [] };
  const before = await lockedWaiver(tx, id);
  requireRevision(before.record, input.revision);
  refuseFor(reasons(before.record, decider, now));
  await closeWaiver(prismaExecutor(tx), id, { kind, by: actor.name, reason, at: now });
  const after = await lockedWaiver(tx, id);
  const subject = { kind: "waiver", id, name: after.reference };
  await context.record({ subject, reason, before: shownOf(before), after: shownOf(after) });
  await context.hint({ topic: "waiver", id, revision: after.record.revision });
  return detailFor(tx, id, actor, now);
}
