import { z } from "zod";
import { defineJob } from "@/lib/platform/jobs/jobs";

/** Asks the gates that somebody waits for. Every minute. */
export const tellOpenedGatesJob = defineJob({
  name: "gate.tell",
  payload: z.object({}),
  retryLimit: 2,
  schedule: "* * * * *",
});
