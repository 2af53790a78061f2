import { loadConnection } from "@/lib/connections/connection-read-model";
import { openConnection } from "@/lib/connections/open-connection";
import { AppError } from "@/lib/kernel/app-error";
import { appendAudit } from "@/lib/platform/audit/audit-log";
import { systemActor } from "@/lib/platform/auth/actor";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Runtime } from "@/lib/platform/runtime";
import { sendHint } from "@/lib/platform/stream/hints";
import { type Settled, settle } from "../domain/outbox";
import { type ClaimedNotice, claimNotice, settleNotice } from "../notice-store";
import type { ChannelOf, TellOutcome } from "../port";

/** Notices that one connection is told in a row before others have their turn in the database again. */
const inARow = 100;

/**
 * Tell one connection what waits for it, one after the other. Each attempt is written down before anything leaves, so that two workers
 * never make the same one; what was cut off is made again. Answers how many attempts there were.
 */
export async function tellConnection(runtime: Runtime, channelOf: ChannelOf, connectionId: string): Promise<number> {
  let told = 0;
  while (told < inARow) {
    const claimed = await runtime.db.$transaction((tx) =>
      claimNotice(prismaExecutor(tx), connectionId, runtime.clock.now()),
    );
    if (claimed === null) break;
    if (claimed === "dropped") continue;
    const outcome = await attempt(runtime, channelOf, connectionId, claimed);
    await writeDown(runtime, claimed, settle(claimed, outcome, runtime.clock.now()));
    told += 1;
  }
  return told;
}

async function attempt(
  runtime: Runtime,
  channelOf: ChannelOf,
  connectionId: string,
  { message }: ClaimedNotice,
): Promise<TellOutcome> {
  const stored = await loadConnection(prismaExecutor(runtime.db), connectionId);
  if (!stored) throw new Error("a connection that was to be told is not there");
  try {
    return await channelOf(stored.config.kind).tell(openConnection(runtime.secrets, stored), message);
  } catch (error) {
    // A channel does not throw for what the other side does. One notice that we cannot make must not stop the others.
    runtime.log.error({ err: error, connection: stored.slug }, "telling an alert");
    const why = error instanceof AppError ? error.message : "Something failed on our side.";
    return { kind: "refused", why, isFinal: false, retryAfterMs: null, mayHaveArrived: true };
  }
}

/** How an attempt ended; what ends a notice is on record. */
async function writeDown(runtime: Runtime, notice: ClaimedNotice, settled: Settled): Promise<void> {
  await runtime.db.$transaction(async (tx) => {
    const db = prismaExecutor(tx);
    if (!(await settleNotice(db, notice, settled))) return;
    const { step, title } = notice.message;
    if (settled.state !== "waiting") {
      await appendAudit(db, {
        action: settled.state === "sent" ? "alert.told" : "alert.not_told",
        outcome: settled.state === "sent" ? "accepted" : "failed",
        actor: systemActor("alerts"),
        subject: { kind: "alert", id: notice.alarmId, name: title },
        detail: {
          notice: notice.id,
          step,
          attempts: notice.attempts,
          answer: settled.answer,
          error: settled.lastError,
        },
      });
    }
    await sendHint(db, { topic: "alert", id: notice.alarmId, revision: 0 });
  });
}
