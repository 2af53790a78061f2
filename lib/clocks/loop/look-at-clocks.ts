import type { Instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Db } from "@/lib/platform/db/prisma";
import { sendHint } from "@/lib/platform/stream/hints";
import { claimClocks, insertClocks, noteAttached } from "../clock-store";
import { listAttaching, listStaleClocks, listUnclocked, type StaleClock } from "../due-clocks-read-model";
import { type RevisionCause, reviseClocks } from "../use-cases/revise-clocks";

/** How many clocks one look begins for a definition, and how many it computes. */
const maxAtOnce = 200;

/**
 * Begin clocks on new incidents, and append revisions to those whose incident or terms have changed. One transaction under a lock of the
 * database. What clocks show does not wait for it: that is computed when it is read. Null when another worker is at it.
 */
export function lookAtClocks(db: Db, now: Instant): Promise<{ begun: number; revised: number } | null> {
  return db.$transaction(
    async (tx) => {
      const executor = prismaExecutor(tx);
      if (!(await claimClocks(executor))) return null;
      let begun = 0;
      for (const { id } of await listAttaching(executor)) {
        const found = await listUnclocked(executor, id, maxAtOnce);
        begun += (await insertClocks(executor, found)).length;
        if (found.length < maxAtOnce) await noteAttached(executor, id);
      }
      const stale = await listStaleClocks(executor, maxAtOnce);
      const revised = await reviseClocks(tx, new Map(stale.map((one) => [one.id, causeOf(one)])), now);
      if (revised > 0) await sendHint(executor, { topic: "clock", id: "all", revision: 0 });
      return { begun, revised };
    },
    { timeout: 20_000, maxWait: 2_000 },
  );
}

const words: Readonly<Record<StaleClock["cause"], string>> = {
  attached: "An incident in its scope.",
  events: "Its source told more, or something else, of the incident.",
  definition: "Its definition changed.",
  schedule: "Its business hours changed.",
};

function causeOf({ cause, reason, by }: StaleClock): RevisionCause {
  return { cause, reason: reason ? `${words[cause]} ${reason}` : words[cause], by: by ?? "Signalbox" };
}
