import { z } from "zod";
import { defineJob } from "@/lib/platform/jobs/jobs";

/** Learns again every night, so that outcomes of incidents become part of what is known. */
export const trainRiskModelJob = defineJob({
  name: "train-risk-model",
  payload: z.object({}),
  retryLimit: 2,
  schedule: "23 2 * * *",
});

/** Scores what began lately. */
export const scoreDeploymentsJob = defineJob({
  name: "score-deployments",
  payload: z.object({}),
  retryLimit: 1,
  schedule: "*/5 * * * *",
});
