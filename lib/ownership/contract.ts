import { z } from "zod";
import { Slug, title, wholeNumber } from "@/lib/platform/fields";

/** What browsers and machines send and get about who answers for objectives. Client-safe. */

const Id = z.string().min(1).max(64);
export const PartyField = z.strictObject({ kind: z.enum(["person", "team"], "Choose person or team."), id: Id });
const parties = z.array(PartyField).max(50, "Name at most 50.");

export const RotationField = z.strictObject({
  timeZone: z.string().min(1, "Name a time zone such as Europe/Berlin.").max(64),
  startsAt: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, "Give the local time of the first change as 2026-11-02T09:00."),
  every: z.strictObject({
    unit: z.enum(["day", "week"], "Choose day or week."),
    count: z.int().min(1, "Give at least 1.").max(90, "Give at most 90."),
  }),
  order: z.array(Id).min(1, "Name at least one person.").max(50, "Name at most 50 persons."),
});

export const OwnershipFields = z.strictObject({
  accountable: PartyField,
  responsible: parties,
  consulted: parties.default([]),
  informed: parties.default([]),
  rotation: RotationField.nullable().default(null),
});

export const OwnershipInput = z.strictObject({ slug: Slug });
export const SetOwnershipInput = z.strictObject({
  slug: Slug,
  /** The revision that was seen; 0 when there is none. */
  revision: wholeNumber(0, 1_000_000),
  ...OwnershipFields.shape,
  reason: title(1_000),
});
export type SetOwnershipInput = z.input<typeof SetOwnershipInput>;

const at = z.string();
const PartyView = z.object({
  kind: z.enum(["person", "team"]),
  id: z.string(),
  name: z.string(),
  isThere: z.boolean(),
});
const TurnView = z.object({ person: z.string(), from: at, to: at });

export const OwnershipView = z.object({
  objective: z.object({ id: z.string(), slug: z.string(), name: z.string() }),
  revision: z.number(),
  /** Null when nobody has said anything yet. */
  raci: z
    .object({
      accountable: PartyView,
      responsible: z.array(PartyView),
      consulted: z.array(PartyView),
      informed: z.array(PartyView),
      rotation: RotationField.nullable(),
      savedBy: z.string(),
      savedAt: at,
      reason: z.string(),
    })
    .nullable(),
  /** Whose turn it is, and the next ones. */
  turns: z.array(TurnView),
  /** Who would be told of a breach now. */
  told: z.array(z.object({ name: z.string(), role: z.string() })),
  gaps: z.array(z.object({ code: z.string(), sentence: z.string() })),
});
export type OwnershipView = z.infer<typeof OwnershipView>;
