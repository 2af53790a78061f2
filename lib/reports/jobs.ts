import { z } from "zod";
import { defineJob } from "@/lib/platform/jobs/jobs";

/** Makes the reports that are due and sends what waits. Every minute, and at once when a person sends one. */
export const sendReportsJob = defineJob({
  name: "send-reports",
  payload: z.object({}),
  retryLimit: 2,
  schedule: "* * * * *",
});
