import type { PgBoss } from "pg-boss";
import { pgExecutor } from "@/lib/platform/db/executor";
import type { LoopPool } from "@/lib/platform/db/loop-pool";
import { workOn } from "@/lib/platform/jobs/work";
import type { Runtime } from "@/lib/platform/runtime";
import { sendHint } from "@/lib/platform/stream/hints";
import { testTargetJob } from "@/lib/traffic/jobs";
import { testTarget } from "@/lib/traffic/test-target";
import type { LoopParts } from "./loop-parts";
import { loadTargets, saveTargetTest } from "./sql-loop-store";

interface Given extends Pick<LoopParts, "openTarget"> {
  readonly runtime: Runtime;
  readonly pool: LoopPool;
}

/** Do the connection tests that people ask for, with the same adapters as the control loop. */
export async function registerTargetTests(boss: PgBoss, given: Given): Promise<void> {
  const { runtime, pool, openTarget } = given;
  await workOn(boss, testTargetJob, runtime.log, async ({ targetId }) => {
    const db = pgExecutor(pool);
    const target = (await loadTargets(db)).find((candidate) => candidate.id === targetId);
    if (!target) return;
    const link = openTarget(target);
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
