import type { PgBoss } from "pg-boss";
import { pgExecutor } from "@/lib/platform/db/executor";
import { workOn } from "@/lib/platform/jobs/work";
import { sendHint } from "@/lib/platform/stream/hints";
import { testTargetJob } from "@/lib/traffic/jobs";
import { testTarget } from "@/lib/traffic/test-target";
import type { LoopParts } from "./loop-parts";
import { loadTargets, saveTargetTest } from "./loop-store";

/** Do the connection tests that people ask for, with the same adapters as the control loop. */
export async function registerTargetTests(boss: PgBoss, parts: LoopParts): Promise<void> {
  const { runtime } = parts;
  await workOn(boss, testTargetJob, runtime.log, async ({ targetId }) => {
    const db = pgExecutor(parts.pool);
    const target = (await loadTargets(db)).find((candidate) => candidate.id === targetId);
    if (!target) return;
    const link = parts.openTarget(target);
    const result = await testTarget({
      target: link,
      health: target.health,
      liveSlot: target.live?.slot ?? null,
      outbound: runtime.outbound,
    });
    await link.close();
    await saveTargetTest(db, targetId, result);
    await sendHint(db, { topic: "target", id: targetId, revision: target.revision });
  });
}
