import { z } from "zod";
import { defineJob } from "@/lib/platform/jobs/jobs";

/** Deploy a version to the idle slot and start its rollout, as a pipeline would. The demonstration's process does it. */
export const shipVersionJob = defineJob({
  name: "demo.ship",
  payload: z.object({ shipmentId: z.string() }),
  retryLimit: 0,
});
