import { AppError } from "@/lib/kernel/app-error";
import { lineageOf } from "../domain/lease";
import type { LoopContext } from "./loop-context";
import type { LoopTarget } from "./loop-parts";
import { type JournalEntry, LeaseLost } from "./loop-store";
import type { LiveRollout } from "./rollout-tick";

/** Is this the loss of a race, after which the rollout is simply read again? A person's command or another owner came first. */
export function isLostRace(error: unknown): boolean {
  return error instanceof LeaseLost || (error instanceof AppError && error.code === "stale_state");
}

/**
 * Write down what was done already. Never waited for by the pass: the database may be slow or gone, and the data plane has
 * the safe split. Tried again by each pass until it succeeds.
 */
export function keepUnsaved(live: LiveRollout, target: LoopTarget, context: LoopContext): void {
  if (live.unsaved.length === 0 || live.isSaving) return;
  live.isSaving = true;
  void saveAll(live, target, context)
    .catch((error: Error) => {
      context.metrics.journalWaiting.set(context.parts.journal.open().length);
      context.log.warn({ err: error, rolloutId: live.stored.id }, "a rollback is done and not written down yet");
    })
    .finally(() => {
      live.isSaving = false;
    });
}

async function saveAll(live: LiveRollout, target: LoopTarget, context: LoopContext): Promise<void> {
  for (let next = live.unsaved[0]; next; next = live.unsaved[0]) {
    const lease = context.leases.leaseOf(target.shard);
    if (!lease) return;
    // Decided on a row of another history of the database: the same revision may be something else in this one.
    if (live.readInTerm === null || lineageOf(live.readInTerm) !== lineageOf(lease.term))
      return saveLate(live, context);
    try {
      await context.parts.store.saveTransition(next, lease);
    } catch (error) {
      if (!isLostRace(error)) throw error;
      await saveLate(live, context);
      return;
    }
    live.unsaved.shift();
    context.parts.journal.settle(`${next.next.rolloutId}:${next.next.revision}`);
  }
}

/** Somebody changed the rollout meanwhile: what was done is written onto what it is now, and it is read again. */
async function saveLate(live: LiveRollout, context: LoopContext): Promise<void> {
  for (const entry of context.parts.journal.open()) {
    if (entry.rolloutId === live.stored.id) await writeDown(entry, context);
  }
  live.unsaved = [];
  live.mustRead = true;
}

/** Write one entry of the journal into the database, whoever owns the rollout now. */
export async function writeDown(entry: JournalEntry, context: Pick<LoopContext, "parts" | "log">): Promise<void> {
  await context.parts.store.takeBack(entry).catch((error: unknown) => {
    // A rollout that is gone needs no record of its own.
    if (!(error instanceof AppError && error.code === "not_found")) throw error;
  });
  context.parts.journal.settle(entry.id);
  context.log.info({ rolloutId: entry.rolloutId }, "a rollback from the journal is written down");
}
