import { z } from "zod";
import { defineQuery } from "@/lib/platform/use-case";
import type { WorkerView } from "../api-contract";
import { listWorkerViews } from "../worker-read-model";

/** Which workers live, and which shards they own. */
export const listWorkers = defineQuery({
  name: "system.workers",
  permission: "system:read",
  input: z.strictObject({}),
  handle: async ({ db, now }): Promise<{ items: WorkerView[] }> => ({ items: await listWorkerViews(db, now) }),
});
