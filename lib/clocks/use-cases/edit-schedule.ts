import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import { notFound, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { EditScheduleInput, type ScheduleView } from "../contract";
import { findScheduleRow, viewSchedule } from "../terms-read-model";
import { lockSchedule } from "../terms-store";
import { checkSchedule } from "./check-terms";
import { writeScheduleEdit } from "./write-terms";

/** Change a business schedule. Every clock that runs in it is computed anew, as a new revision; what it showed before stays on record. */
export const editSchedule = defineUseCase({
  name: "business-schedule.edit",
  permission: "clock:write",
  input: EditScheduleInput,
  subject: (input) => ({ kind: "business_schedule", id: input.slug ?? null }),
  async handle(context): Promise<ScheduleView> {
    const { slug, name, terms, reason, revision } = context.input;
    const before = await lockedSchedule(context.tx, slug);
    requireRevision(before, revision);
    if (terms) checkSchedule(terms);
    return writeScheduleEdit(context, before, { name, terms }, reason);
  },
});

/** A schedule, held until the transaction ends. Throws `not_found`. */
export async function lockedSchedule(tx: Tx, slug: string): Promise<ScheduleView> {
  const row = (await lockSchedule(prismaExecutor(tx), slug)) ? await findScheduleRow(tx, slug) : null;
  if (!row) throw notFound("business schedule", slug);
  return viewSchedule(row);
}
