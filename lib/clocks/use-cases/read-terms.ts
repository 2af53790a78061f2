import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import {
  type ClockDefinitionDetail,
  type ClockDefinitionList,
  ClockSlugInput,
  NoInput,
  type ScheduleDetail,
  type ScheduleList,
} from "../contract";
import {
  detailClockDefinition,
  detailSchedule,
  findClockDefinitionRow,
  findScheduleRow,
  listClockDefinitionViews,
  listScheduleViews,
} from "../terms-read-model";

/** Clock definitions in force. */
export const listClockDefinitions = defineQuery({
  name: "clock-definition.list",
  permission: "clock:read",
  input: NoInput,
  handle: async ({ db }): Promise<ClockDefinitionList> => ({ items: await listClockDefinitionViews(db) }),
});

/** One clock definition with every version it had. */
export const getClockDefinition = defineQuery({
  name: "clock-definition.get",
  permission: "clock:read",
  input: ClockSlugInput,
  async handle({ input, db }): Promise<ClockDefinitionDetail> {
    const row = await findClockDefinitionRow(db, input.slug);
    if (!row) throw notFound("clock definition", input.slug);
    return detailClockDefinition(db, row);
  },
});

/** Every business schedule. */
export const listSchedules = defineQuery({
  name: "business-schedule.list",
  permission: "clock:read",
  input: NoInput,
  handle: async ({ db }): Promise<ScheduleList> => ({ items: await listScheduleViews(db) }),
});

/** One business schedule with every version it had. */
export const getSchedule = defineQuery({
  name: "business-schedule.get",
  permission: "clock:read",
  input: ClockSlugInput,
  async handle({ input, db }): Promise<ScheduleDetail> {
    const row = await findScheduleRow(db, input.slug);
    if (!row) throw notFound("business schedule", input.slug);
    return detailSchedule(db, row);
  },
});
