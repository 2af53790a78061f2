import { z } from "zod";
import { defineJob } from "@/lib/platform/jobs/jobs";

/** Looks every hour for points that are over. */
export const watchSeriesJob = defineJob({
  name: "watch-series",
  payload: z.object({}),
  retryLimit: 2,
  schedule: "9 * * * *",
});
