import { z } from "zod";
import { defineJob } from "@/lib/platform/jobs/jobs";

/** Read, check or run an import, whatever its state asks for. */
export const importJob = defineJob({
  name: "history.import",
  payload: z.object({ importId: z.string() }),
  retryLimit: 3,
});

/** Take up imports whose worker is gone. */
export const resumeImportsJob = defineJob({
  name: "history.resume",
  payload: z.object({}),
  retryLimit: 0,
  schedule: "* * * * *",
});
