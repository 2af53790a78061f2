import type { Instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import { notFound, requireRevision } from "@/lib/platform/refusals";
import { type ClockFacts, loadClockFacts } from "../clock-facts-read-model";
import { findClock, viewClock } from "../clock-read-model";
import { lockClocks } from "../clock-store";
import type { ClockDetail } from "../contract";

/** A clock held until the transaction ends, at the revision that the sender saw. Throws `not_found` and `stale_state`. */
export async function lockedClock(
  tx: Tx,
  asked: { readonly id: string; readonly revision: number },
  now: Instant,
): Promise<ClockFacts> {
  const ids = await lockClocks(prismaExecutor(tx), [asked.id]);
  const [known] = await loadClockFacts(tx, ids, now);
  if (!known) throw notFound("clock", asked.id);
  requireRevision(viewClock(known, now), asked.revision);
  return known;
}

/** A clock that is locked, as it is after a command. */
export async function clockAfter(tx: Tx, id: string, now: Instant): Promise<ClockDetail> {
  const after = await findClock(tx, id, now);
  if (!after) throw new Error("a clock that is locked is not there");
  return after;
}
