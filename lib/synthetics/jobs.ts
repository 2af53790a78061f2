import { z } from "zod";
import { defineJob } from "@/lib/platform/jobs/jobs";

/** Forget old runs. */
export const forgetRunsJob = defineJob({
  name: "synthetics.forget",
  payload: z.object({}),
  retryLimit: 1,
  schedule: "23 * * * *",
});
