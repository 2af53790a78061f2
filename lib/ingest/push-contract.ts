import { z } from "zod";
import { Slug } from "@/lib/platform/fields";
import { FactEvent } from "./fact-contract";

/** Shapes of the push API. Client-safe. */

export const mostSignals = 500;

export const Signals = z
  .array(FactEvent)
  .min(1, "Send at least one signal.")
  .max(mostSignals, `Send at most ${mostSignals} signals at once.`);

export const PushSignalsInput = z.strictObject({
  /** Slug of a source of kind push. */
  source: Slug,
  signals: Signals,
});

export const PushAnswer = z.object({
  deliveryId: z.string(),
  accepted: z.number(),
  /** How many of them were not known yet. */
  added: z.number(),
});
export type PushAnswer = z.infer<typeof PushAnswer>;
