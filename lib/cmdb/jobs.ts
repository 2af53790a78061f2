import { z } from "zod";
import { defineJob } from "@/lib/platform/jobs/jobs";

/** Read one CMDB now. */
export const readCmdbJob = defineJob({
  name: "cmdb.read",
  payload: z.object({ connectionId: z.string(), requestedBy: z.string() }),
  retryLimit: 1,
});

/** Compare everything with everything now. */
export const reconcileJob = defineJob({
  name: "cmdb.reconcile",
  payload: z.object({ cause: z.string() }),
  retryLimit: 1,
});

/** Read CMDBs whose time has come, and compare when something was deployed or read since the last time. */
export const reconcileTickJob = defineJob({
  name: "cmdb.tick",
  payload: z.object({}),
  retryLimit: 0,
  schedule: "* * * * *",
});
