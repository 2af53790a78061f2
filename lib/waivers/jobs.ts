import { z } from "zod";
import { defineJob } from "@/lib/platform/jobs/jobs";

/** Tells those who may approve that a waiver waits. What they decide and when a waiver ends depend on no job. */
export const tellApproversJob = defineJob({
  name: "tell-approvers",
  payload: z.object({ waiverId: z.string(), revision: z.int() }),
  retryLimit: 3,
});
