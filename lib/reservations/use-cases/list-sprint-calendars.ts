import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineQuery } from "@/lib/platform/use-case";
import { ListSprintCalendarsInput, type SprintCalendarList } from "../contract";
import { listSprintCalendars as load } from "../sprint-read-model";

/** The sprint calendars that there are, each with its present sprint and the environments that share it. */
export const listSprintCalendars = defineQuery({
  name: "sprint-calendar.list",
  permission: "reservation:read",
  input: ListSprintCalendarsInput,
  handle: async ({ db, now }): Promise<SprintCalendarList> => ({ items: await load(prismaExecutor(db), now) }),
});
