import { z } from "zod";
import { defineJob } from "@/lib/platform/jobs/jobs";

/** Bring feeds up to date with the calendar. */
export const publishCalendarJob = defineJob({
  name: "calendar.publish",
  payload: z.object({}),
  retryLimit: 0,
  schedule: "* * * * *",
});

/** Read one calendar of holidays now. */
export const readHolidaysJob = defineJob({
  name: "calendar.read_holidays",
  payload: z.object({ id: z.string() }),
  retryLimit: 1,
});

/** Read calendars of holidays whose time has come. */
export const readDueHolidaysJob = defineJob({
  name: "calendar.read_due_holidays",
  payload: z.object({}),
  retryLimit: 0,
  schedule: "*/5 * * * *",
});
