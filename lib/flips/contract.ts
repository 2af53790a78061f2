import { z } from "zod";
import { EmergencyGiven } from "@/lib/emergencies/contract";
import { GateReasonView } from "@/lib/gates/contract";
import { Slug, title } from "@/lib/platform/fields";
import { PageInput, pageOf } from "@/lib/platform/paging";

/** What browsers and machines send and get about flips of feature flags that other systems make. Client-safe. */

const FlagKey = z.string().trim().min(1, "Name the flag.").max(200, "Use at most 200 characters.");
const FlagValue = z.string().trim().min(1, "Name the value, such as on.").max(200, "Use at most 200 characters.");

export const AskFlagFlipInput = z.strictObject({
  /** Key of the flag, as its system has it. */
  flag: FlagKey,
  service: Slug,
  environment: Slug,
  /** The value that it has; left out: the one of its last recorded flip. */
  from: FlagValue.optional(),
  to: FlagValue,
  reason: title(1_000).optional(),
  /** To go past windows in an emergency; of no effect where nothing holds it. */
  emergency: EmergencyGiven.optional(),
});

export const ListFlagFlipsInput = z.strictObject({
  ...PageInput,
  flag: FlagKey.optional(),
  service: Slug.optional(),
  environment: Slug.optional(),
  outcome: z.enum(["allowed", "passed", "refused"], "Choose allowed, passed or refused.").optional(),
});
export const FlagFlipIdInput = z.strictObject({ id: z.string().min(1).max(64) });

const Place = z.object({ id: z.string(), slug: z.string(), name: z.string() });

export const FlagFlipView = z.object({
  id: z.string(),
  reference: z.string(),
  flag: z.string(),
  service: Place,
  environment: Place,
  from: z.string(),
  to: z.string(),
  /** back: to a value that it had before recorded flips, which is never held. */
  direction: z.enum(["forward", "back"]),
  /** passed: a window held it, and an emergency let it through. Only a refused one must not be made. */
  outcome: z.enum(["allowed", "passed", "refused"]),
  /** As at other gates; closed exactly when it was refused. */
  answer: z.enum(["open", "closed", "unknown"]),
  sentence: z.string(),
  nextAction: z.string().nullable(),
  reasons: z.array(GateReasonView),
  /** Who may end what holds it, and who may go past it; null when nothing does. */
  whoMayLift: z.object({ windows: z.string(), emergency: z.string() }).nullable(),
  emergency: z.object({ id: z.string(), reference: z.string() }).nullable(),
  /** The flag-only deployment that it is; null when it was refused, or nothing is known to run there. */
  deploymentId: z.string().nullable(),
  reason: z.string().nullable(),
  /** The answer and its reasons as plain text. */
  words: z.string(),
  askedBy: z.string(),
  at: z.string(),
});
export type FlagFlipView = z.infer<typeof FlagFlipView>;
export const FlagFlipPage = pageOf(FlagFlipView);
export type FlagFlipPage = z.infer<typeof FlagFlipPage>;
