import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import { notFound, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { EditScheduleInput, type ScheduleView } from "../contract";
import { findScheduleRow, viewSchedule } from "../terms-read-model";
import { lockSchedule, saveSchedule } from "../terms-store";
import { checkSchedule } from "./check-terms";

/** Change a business schedule. Every clock that runs in it is computed anew, as a new revision; what it showed before stays on record. */
export const editSchedule = defineUseCase({
  name: "business-schedule.edit",
  permission: "clock:write",
  input: EditScheduleInput,
  subject: (input) => ({ kind: "business_schedule", id: input.slug ?? null }),
  async handle({ input, actor, tx, record, hint }): Promise<ScheduleView> {
    const { slug, name, terms, reason } = input;
    const before = await lockedSchedule(tx, slug);
    requireRevision(before, input.revision);
    if (terms) checkSchedule(terms);
    const version = terms && { version: before.version + 1, terms, savedBy: actor.name, reason };
    await saveSchedule(tx, before.id, { name, version });
    const after = await lockedSchedule(tx, slug);
    await record({ subject: { kind: "business_schedule", id: slug, name: after.name }, before, after, reason });
    await hint({ topic: "clock", id: slug, revision: after.revision });
    return after;
  },
});

async function lockedSchedule(tx: Tx, slug: string): Promise<ScheduleView> {
  const row = (await lockSchedule(prismaExecutor(tx), slug)) ? await findScheduleRow(tx, slug) : null;
  if (!row) throw notFound("business schedule", slug);
  return viewSchedule(row);
}
