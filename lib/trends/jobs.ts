import { z } from "zod";
import { defineJob } from "@/lib/platform/jobs/jobs";

/** Looks every hour whether a day is over by which targets can be judged. */
export const judgeTargetsJob = defineJob({
  name: "judge-targets",
  payload: z.object({}),
  retryLimit: 2,
  schedule: "21 * * * *",
});
