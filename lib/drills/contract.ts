import { z } from "zod";
import { Slug, title, wholeNumber } from "@/lib/platform/fields";

/** What browsers and machines send and get about rollback drills. Client-safe. */

export const SetDrillScheduleInput = z.strictObject({
  slug: Slug,
  environment: Slug,
  everyDays: wholeNumber(1, 366),
});
export const RecordDrillInput = z.strictObject({ rolloutId: z.string().min(1).max(64), note: title(1_000) });
export const GetDrillsInput = z.strictObject({ slug: Slug });

const at = z.string();
const Place = z.object({ id: z.string(), slug: z.string(), name: z.string() });

export const DrillDuty = z.enum(["not_scheduled", "never_done", "fresh", "due_soon", "overdue"]);
export type DrillDuty = z.infer<typeof DrillDuty>;

export const DrillsView = z.object({
  service: Place,
  duty: DrillDuty,
  /** When the next is due; null without a schedule. */
  dueAt: at.nullable(),
  schedule: z.object({ environment: Place, everyDays: z.number(), setBy: z.string(), setAt: at }).nullable(),
  /** The newest 20. */
  drills: z.array(
    z.object({
      rolloutId: z.string(),
      rolloutNumber: z.number(),
      environment: Place,
      /** From the decision until the data plane showed no traffic. */
      tookMs: z.number(),
      doneAt: at,
      note: z.string(),
      recordedBy: z.string(),
    }),
  ),
});
export type DrillsView = z.infer<typeof DrillsView>;
