import { z } from "zod";
import { Slug, wholeNumber } from "@/lib/platform/fields";

/** Shapes of names that senders use. Client-safe. */

export const NameKindField = z.enum(["service", "environment"], "Use service or environment.");

const ExternalName = z.string().min(1, "Give the sender's name.").max(400, "Use at most 400 characters.");

export const SayNameInput = z
  .strictObject({
    slug: Slug,
    kind: NameKindField,
    externalName: ExternalName,
    /** Slug of our service or environment that it means; null: not said. */
    target: Slug.nullable().default(null),
    /** It is none of ours, on purpose. */
    isIgnored: z.boolean().default(false),
    /** The revision that was on the screen; a change by somebody else in between is refused. */
    revision: wholeNumber(1, 2_147_483_647).optional(),
  })
  .superRefine((input, context) => {
    if (input.isIgnored && input.target !== null)
      context.addIssue({ code: "custom", path: ["target"], message: "What is ignored means nothing of ours." });
  });

export const ListNamesInput = z.strictObject({ slug: Slug });

export const NameRow = z.object({
  id: z.string(),
  kind: NameKindField,
  externalName: z.string(),
  /** What it means here; null while nobody has said, or when it is ignored. */
  target: z.object({ slug: z.string(), name: z.string() }).nullable(),
  isIgnored: z.boolean(),
  firstSeenAt: z.string(),
  mappedBy: z.string().nullable(),
  revision: z.number(),
});
export type NameRow = z.infer<typeof NameRow>;
