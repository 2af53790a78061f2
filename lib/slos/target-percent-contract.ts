import { z } from "zod";

/** A share in percent as decimal text, so that 99.95 stays exactly that. Client-safe. */
export const TargetPercent = z
  .string()
  .regex(/^\d{1,2}(\.\d{1,6})?$/, "Write a percentage below 100 with at most six decimals, such as 99.9.")
  .refine((text) => Number(text) > 0, "Give more than 0 %.");
