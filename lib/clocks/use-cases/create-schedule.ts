import { alreadyTaken } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { CreateScheduleInput, type ScheduleView } from "../contract";
import { findScheduleRow, viewSchedule } from "../terms-read-model";
import { insertSchedule } from "../terms-store";
import { checkSchedule } from "./check-terms";

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
  async handle({ input, actor, tx, ids, record, hint }): Promise<ScheduleView> {
    const { slug, name, terms, reason = null } = input;
    checkSchedule(terms);
    if (await findScheduleRow(tx, slug))
      throw alreadyTaken("slug", `There is a schedule “${slug}” already.`, "Choose another slug, or edit that one.");
    await insertSchedule(tx, { id: ids.next("bsc"), slug, name, terms, createdBy: actor.name }, reason);
    const row = await findScheduleRow(tx, slug);
    if (!row) throw new Error("a schedule that was just inserted is not there");
    const created = viewSchedule(row);
    await record({ subject: { kind: "business_schedule", id: slug, name }, after: created, reason });
    await hint({ topic: "clock", id: slug, revision: 1 });
    return created;
  },
});
