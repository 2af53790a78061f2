import { z } from "zod";
import { defineJob } from "@/lib/platform/jobs/jobs";

/** Works out who has a part in a breach, which takes its time. */
export const weighBreachJob = defineJob({
  name: "weigh-breach",
  payload: z.object({ breachId: z.string() }),
  retryLimit: 3,
});

/** Tells those who answer for an objective that it was breached. Who they are was decided when it was opened. */
export const tellBreachJob = defineJob({
  name: "tell-breach",
  payload: z.object({ breachId: z.string() }),
  retryLimit: 3,
});
