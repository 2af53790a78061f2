import { z } from "zod";
import { defineJob } from "@/lib/platform/jobs/jobs";

/** Delete the bodies of deliveries that are older than the installation keeps them. Facts stay. */
export const disposeDeliveriesJob = defineJob({
  name: "signals.dispose_deliveries",
  payload: z.object({}),
  retryLimit: 1,
  schedule: "29 * * * *",
});
