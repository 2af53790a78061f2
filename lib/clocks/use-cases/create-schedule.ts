import { alreadyTaken } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { CreateScheduleInput, type ScheduleView } from "../contract";
import { findScheduleRow } from "../terms-read-model";
import { checkSchedule } from "./check-terms";
import { writeNewSchedule } from "./write-terms";

/** Say in which hours a business works. */
export const createSchedule = defineUseCase({
  name: "business-schedule.create",
  permission: "clock:write",
  input: CreateScheduleInput,
  subject: (input) => ({
    kind: "business_schedule",
    id: input.slug ?? null,
    ...(input.name ? { name: input.name } : {}),
  }),
  async handle(context): Promise<ScheduleView> {
    const { slug, name, terms, reason = null } = context.input;
    checkSchedule(terms);
    if (await findScheduleRow(context.tx, slug))
      throw alreadyTaken("slug", `There is a schedule “${slug}” already.`, "Choose another slug, or edit that one.");
    return writeNewSchedule(context, { slug, name, terms }, reason);
  },
});
