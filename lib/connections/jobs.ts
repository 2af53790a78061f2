import { z } from "zod";
import { defineJob } from "@/lib/platform/jobs/jobs";

/** Ask the worker to try a connection: the web process speaks to no other system. */
export const testConnectionJob = defineJob({
  name: "connection.test",
  payload: z.object({ connectionId: z.string() }),
  retryLimit: 0,
});
