import { z } from "zod";
import { EventSourceView } from "./contract";

/** How event sources do, as browsers and machines see it. Client-safe. Durations in milliseconds. */

export const PulseView = z.object({
  /** `never`: not heard yet. `unknown`: too few to know its habits. */
  state: z.enum(["never", "unknown", "live", "silent"]),
  silentMs: z.number().nullable(),
  usualIntervalMs: z.number().nullable(),
  medianGapMs: z.number().nullable(),
  alarmAfterMs: z.number().nullable(),
  n: z.number(),
});

const PartName = z.enum(["heard", "verified", "readable", "mapped", "timely"]);

export const QualityView = z.object({
  score: z.number().nullable(),
  worst: PartName.nullable(),
  parts: z.array(z.object({ name: PartName, ratio: z.number().nullable(), n: z.number() })),
});

export const CountsView = z.object({
  parsed: z.number(),
  ignored: z.number(),
  dead: z.number(),
  waiting: z.number(),
  refused: z.number(),
  duplicates: z.number(),
  named: z.number(),
  unmapped: z.number(),
  timed: z.number(),
  late: z.number(),
});

export const SourceHealthView = z.object({
  source: EventSourceView,
  pulse: PulseView,
  quality: QualityView,
  /** Of the last 1 000 deliveries, and of the last 7 days at the door. */
  counts: CountsView,
  /** Half of the facts came within this time after they happened, and nineteen of twenty within the other. */
  delay: z.object({ medianMs: z.number().nullable(), p95Ms: z.number().nullable(), n: z.number() }),
  unknownNames: z.number(),
  /** Dead deliveries that an older reader could not read, or that wait for a mended one. */
  deadInAll: z.number(),
  outdatedInAll: z.number(),
  watermark: z.object({
    completeUntil: z.string().nullable(),
    why: z.enum(["up_to_date", "waiting_to_be_read", "silent", "never_heard", "switched_off"]),
  }),
  /** Outcomes of the last 7 days at the door, the most frequent first. */
  doorOutcomes: z.array(
    z.object({ outcome: z.string(), count: z.number(), lastAt: z.string(), lastDetail: z.string().nullable() }),
  ),
});
export type SourceHealthView = z.infer<typeof SourceHealthView>;
