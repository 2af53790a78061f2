import { z } from "zod";
import { Slug } from "@/lib/platform/fields";

/** Counts of good and bad events that a system pushes for objectives. Client-safe. */

const count = z.int("Give a whole number.").min(0, "Give 0 or more.").max(1_000_000_000_000, "Give at most 10¹².");

export const CountBatch = z.strictObject({
  /** Names the batch: the same one twice counts once. */
  id: z.string().trim().min(1, "Name the batch.").max(200, "Use at most 200 characters."),
  /** The minute that the events happened in: when it begins, such as 2026-06-19T08:30:00Z. */
  minute: z.iso.datetime({ offset: true, error: "Write the minute as 2026-06-19T08:30:00Z." }),
  good: count,
  bad: count,
  /** The chance that an event of this batch was kept, the same for all and independent of the others. 1: all were kept. */
  probability: z
    .number("Give a number above 0, at most 1.")
    .min(0.000_001, "Give at least 0.000001.")
    .max(1, "Give at most 1.")
    .default(1),
});
export type CountBatch = z.infer<typeof CountBatch>;

export const PushCountsInput = z.strictObject({
  service: Slug,
  environment: Slug,
  stream: Slug,
  batches: z.array(CountBatch).min(1, "Send at least one batch.").max(500, "Send at most 500 batches at once."),
});

export const PushedCounts = z.object({
  /** Batches that were taken now. */
  taken: z.number(),
  /** Batches that were taken before: they count once. */
  known: z.number(),
  /** Objectives' meters that count this stream. */
  meters: z.number(),
});
export type PushedCounts = z.infer<typeof PushedCounts>;
