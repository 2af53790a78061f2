import { z } from "zod";
import { defineJob } from "@/lib/platform/jobs/jobs";

/** Ask the worker to try a target: only the worker talks to data planes. */
export const testTargetJob = defineJob({
  name: "target.test",
  payload: z.object({ targetId: z.string() }),
  retryLimit: 0,
});
