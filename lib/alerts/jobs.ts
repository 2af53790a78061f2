import { z } from "zod";
import { defineJob } from "@/lib/platform/jobs/jobs";

/** Looks at what budget policies say, at rollouts that are taken back, at anomalies and delivery targets. Every minute. */
export const watchConsequencesJob = defineJob({
  name: "alert.watch",
  payload: z.object({}),
  retryLimit: 2,
  schedule: "* * * * *",
});
