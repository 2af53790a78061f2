import type { Page } from "@/lib/platform/paging";
import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import { findAlarmDetail, listAlarmViews } from "../alarm-read-model";
import { type AlarmDetail, AlarmIdInput, type AlarmView, ListAlarmsInput } from "../contract";

/** Alarms, newest first. */
export const listAlarms = defineQuery({
  name: "alert.list",
  permission: "alert:read",
  input: ListAlarmsInput,
  handle: ({ input, db }): Promise<Page<AlarmView>> => listAlarmViews(db, input),
});

/** One alarm: its arithmetic, who was told, when, and what came of it. */
export const getAlarm = defineQuery({
  name: "alert.get",
  permission: "alert:read",
  input: AlarmIdInput,
  async handle({ input, db }): Promise<AlarmDetail> {
    const found = await findAlarmDetail(db, input.id);
    if (!found) throw notFound("alert", input.id);
    return found;
  },
});
