import { AppError } from "@/lib/kernel/app-error";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { type RemovedSprintCalendar, RemoveSprintCalendarInput } from "../contract";
import { lockSprintCalendar } from "../sprint-read-model";
import { deleteSprintCalendar } from "../sprint-store";

/** Take a sprint calendar away that no environment has any more. */
export const removeSprintCalendar = defineUseCase({
  name: "sprint-calendar.remove",
  permission: "reservation:manage",
  input: RemoveSprintCalendarInput,
  subject: (input) => ({ kind: "sprint_calendar", id: input.slug ?? null }),
  async handle({ input, tx, now, record }): Promise<RemovedSprintCalendar> {
    const { slug, revision, reason } = input;
    const db = prismaExecutor(tx);
    const before = await lockSprintCalendar(db, slug, now);
    if (!before) throw notFound("sprint calendar", slug);
    requireRevision(before, revision);
    if (before.environments.length > 0) {
      const names = before.environments.map(({ name }) => name).join(", ");
      const message = `It is the sprint calendar of ${names}.`;
      const remedy = "Give these environments another one first, or none.";
      throw new AppError("rejected", { detail: message, reasons: [{ code: "calendar_in_use", message, remedy }] });
    }
    await deleteSprintCalendar(db, slug);
    await record({ subject: { kind: "sprint_calendar", id: slug, name: before.name }, reason, before });
    return { slug };
  },
});
