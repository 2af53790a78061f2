import { z } from "zod";
import { Slug } from "@/lib/platform/fields";
import { RolloutPhase } from "@/lib/rollouts/contract";

/** What browsers and machines send and get about the demonstration. Client-safe. */

/** What is wrong with a version that the demonstration ships. */
export const ShipFault = z.enum(["none", "errors", "slow", "health", "mild"]);
export type ShipFault = z.infer<typeof ShipFault>;

export const ShipVersionInput = z.strictObject({
  /** Slug of a service of the demonstration. */
  service: Slug,
  fault: ShipFault.default("none"),
});
export type ShipVersionInput = z.infer<typeof ShipVersionInput>;

export const ShipmentState = z.enum(["requested", "deployed", "started", "finished", "failed"]);
export type ShipmentState = z.infer<typeof ShipmentState>;

export const ShipmentView = z.object({
  id: z.string(),
  service: z.object({ slug: z.string(), name: z.string() }),
  version: z.string(),
  fault: ShipFault,
  state: ShipmentState,
  /** Why it failed, in words. */
  failure: z.string().nullable(),
  requestedBy: z.string(),
  requestedAt: z.string(),
  rollout: z.object({ id: z.string(), number: z.number(), phase: RolloutPhase }).nullable(),
  /** What the visitors of the demonstration got from this version. */
  measured: z.object({
    answers: z.number(),
    badAnswers: z.number(),
    /** When the fault first showed: the first bad answer, or the moment its health check died. */
    onsetAt: z.string().nullable(),
    lastBadAt: z.string().nullable(),
    /** From onset to the last bad answer, in milliseconds; null for a healthy version. */
    exposedMs: z.number().nullable(),
    isFinal: z.boolean(),
  }),
  finishedAt: z.string().nullable(),
  revision: z.number(),
});
export type ShipmentView = z.infer<typeof ShipmentView>;

export const DemoServiceView = z.object({
  slug: z.string(),
  name: z.string(),
  tier: z.number(),
  liveVersion: z.string().nullable(),
  /** Why nothing can be shipped to it now; null when it can. */
  busy: z.string().nullable(),
});
export type DemoServiceView = z.infer<typeof DemoServiceView>;

export const DemoView = z.object({
  services: z.array(DemoServiceView),
  /** The newest first. */
  shipments: z.array(ShipmentView),
});
export type DemoView = z.infer<typeof DemoView>;

export const ReadDemoInput = z.strictObject({});
