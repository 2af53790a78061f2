import { z } from "zod";
import { Revision, Slug, Timestamp, title } from "@/lib/platform/fields";
import { PageInput, pageOf } from "@/lib/platform/paging";

/** What browsers and machines send and get about change windows. Client-safe. */

export const WindowKind = z.enum(["blackout", "maintenance"]);
export type WindowKind = z.infer<typeof WindowKind>;

const WindowId = z.string().min(1).max(64);

export const CreateWindowInput = z.strictObject({
  kind: WindowKind,
  name: title(80),
  /** Slug; null for all environments. */
  environment: Slug.nullable().default(null),
  /** Slug; null for all services. */
  service: Slug.nullable().default(null),
  startsAt: Timestamp,
  endsAt: Timestamp,
});

export const EditWindowInput = z.strictObject({
  id: WindowId,
  revision: Revision,
  kind: WindowKind.optional(),
  name: title(80).optional(),
  environment: Slug.nullable().optional(),
  service: Slug.nullable().optional(),
  startsAt: Timestamp.optional(),
  endsAt: Timestamp.optional(),
});

export const DeleteWindowInput = z.strictObject({
  id: WindowId,
  revision: Revision,
  reason: z.string().trim().max(1_000, "Use at most 1000 characters.").optional(),
});

export const ListWindowsInput = z.strictObject({
  ...PageInput,
  kind: WindowKind.optional(),
  service: Slug.optional(),
  environment: Slug.optional(),
  /** Only windows that end after this time. */
  from: Timestamp.optional(),
  /** Only windows that start before this time. */
  to: Timestamp.optional(),
});

export const GetHoldInput = z.strictObject({ service: Slug, environment: Slug });

const at = z.string();
const Place = z.object({ id: z.string(), slug: z.string(), name: z.string() });

export const WindowView = z.object({
  id: z.string(),
  kind: WindowKind,
  name: z.string(),
  environment: Place.nullable(),
  service: Place.nullable(),
  startsAt: at,
  endsAt: at,
  createdBy: z.string(),
  createdAt: at,
  revision: z.number(),
});
export type WindowView = z.infer<typeof WindowView>;
export const WindowPage = pageOf(WindowView);
export type WindowPage = z.infer<typeof WindowPage>;

export const HoldReason = z.object({
  code: z.enum(["blackout", "outside_maintenance", "budget_policy"]),
  message: z.string(),
  remedy: z.string(),
  windowId: z.string().nullable(),
  until: at.nullable(),
});
export type HoldReason = z.infer<typeof HoldReason>;

/** May forward moves of this service in this environment go on now? Rollbacks always may. */
export const HoldView = z.object({
  held: z.boolean(),
  until: at.nullable(),
  reasons: z.array(HoldReason),
  /** What would hold them if no waiver were in force. */
  waived: z.array(HoldReason.extend({ waiver: z.string(), waivedUntil: at })),
});
export type HoldView = z.infer<typeof HoldView>;

export const DeletedWindow = z.object({ id: z.string() });
