import { z } from "zod";
import { defineJob } from "@/lib/platform/jobs/jobs";

/** Keeps what the clock did to reservations and tells those whom it concerns. Every minute; what holds is computed when it is read. */
export const settleReservationsJob = defineJob({
  name: "reservation.settle",
  payload: z.object({}),
  retryLimit: 2,
  schedule: "* * * * *",
});

/** Tells a holder by mail that a reservation was granted after a wait, or taken away. */
export const tellHolderJob = defineJob({
  name: "tell-holder",
  payload: z.object({ id: z.string(), kind: z.enum(["granted", "taken_away"]) }),
  retryLimit: 3,
});
