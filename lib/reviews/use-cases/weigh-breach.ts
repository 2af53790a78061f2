import { appendAudit } from "@/lib/platform/audit/audit-log";
import { systemActor } from "@/lib/platform/auth/actor";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Runtime } from "@/lib/platform/runtime";
import { sendHint } from "@/lib/platform/stream/hints";
import { loadJointShares } from "@/lib/slos/joint-share-read-model";
import { listUnshared } from "../breach-share-read-model";
import { insertShares } from "../breach-share-store";

/**
 * Work out who has a part in a breach of an objective that stands on others, for each cause of which that is not kept yet. Looks before the
 * transaction: it takes its time. Answers how many parts were kept.
 */
export async function weighBreach(runtime: Pick<Runtime, "db">, breachId: string): Promise<number> {
  const { db } = runtime;
  let kept = 0;
  for (const { objectiveId, cause, period, at } of await listUnshared(prismaExecutor(db), breachId)) {
    const shares = await loadJointShares(db, objectiveId, period, at);
    if (shares.length === 0) continue;
    kept += shares.length;
    await db.$transaction(async (tx) => {
      const executor = prismaExecutor(tx);
      await insertShares(executor, { breachId, cause }, shares);
      await appendAudit(executor, {
        action: "breach.weighed",
        outcome: "accepted",
        actor: systemActor("reviews"),
        subject: { kind: "breach", id: breachId },
        detail: { cause, shares: shares.map(({ name, sharePercent }) => ({ name, sharePercent })) },
      });
      await sendHint(executor, { topic: "review", id: breachId, revision: 0 });
    });
  }
  return kept;
}
