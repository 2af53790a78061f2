import { z } from "zod";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineQuery } from "@/lib/platform/use-case";
import type { LoopStatus } from "../api-contract";
import { readCommitSafety } from "../commit-safety-read-model";
import { findLoopFacts, listLoopTargets } from "../loop-status-read-model";
import { listWorkerViews } from "../worker-read-model";

/** Which worker owns what, since when, and what stands still because nobody does. */
export const getLoopStatus = defineQuery({
  name: "system.loop",
  permission: "system:read",
  input: z.strictObject({}),
  handle: async ({ db, now }): Promise<LoopStatus> => {
    const executor = prismaExecutor(db);
    const [facts, commitSafety, workers, targets] = await Promise.all([
      findLoopFacts(executor),
      readCommitSafety(executor),
      listWorkerViews(db, now),
      listLoopTargets(executor),
    ]);
    return { at: new Date(now).toISOString(), ...facts, commitSafety, workers, targets };
  },
});
