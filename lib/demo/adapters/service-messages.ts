import { z } from "zod";
import { ShopFaultsPatch } from "../shop-faults";

/** What the demonstration and a service's process say to each other. */

const slot = z.enum(["a", "b"]);

export const ServiceCommand = z.discriminatedUnion("kind", [
  /** Run this version in this slot, in place of what runs there. */
  z.object({
    kind: z.literal("run"),
    id: z.number(),
    slot,
    version: z.string(),
    port: z.number(),
    faults: ShopFaultsPatch,
  }),
  /** Switch faults of the version in this slot. */
  z.object({ kind: z.literal("faults"), id: z.number(), slot, faults: ShopFaultsPatch }),
]);
export type ServiceCommand = z.infer<typeof ServiceCommand>;

/** The answer to a command: `error` is null when it was done. */
export const ServiceAnswer = z.object({ id: z.number(), error: z.string().nullable() });
export type ServiceAnswer = z.infer<typeof ServiceAnswer>;
