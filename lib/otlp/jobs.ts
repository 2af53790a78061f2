import { z } from "zod";
import { defineJob } from "@/lib/platform/jobs/jobs";

/** Send the spans of pipeline runs that ended to whoever receives them. */
export const shipTracesJob = defineJob({
  name: "otlp.ship_traces",
  payload: z.object({}),
  retryLimit: 0,
  schedule: "* * * * *",
});

/** Forget what running services said long ago. */
export const cleanTelemetryJob = defineJob({
  name: "otlp.clean",
  payload: z.object({}),
  retryLimit: 1,
  schedule: "41 * * * *",
});
