import { z } from "zod";
import { Slug, Timestamp } from "@/lib/platform/fields";
import { PageInput } from "@/lib/platform/paging";

/** Shapes of deliveries as browsers and machines see them. Client-safe. */

export const DeliveryState = z.enum(["received", "parsed", "ignored", "dead"]);
export type DeliveryState = z.infer<typeof DeliveryState>;

const DeliveryId = z.string().regex(/^\d{1,18}$/, "Give the number of a delivery.");

export const ListDeliveriesInput = z.strictObject({
  slug: Slug,
  ...PageInput,
  state: DeliveryState.optional(),
  outcome: z.string().max(60).optional(),
});
export const GetDeliveryInput = z.strictObject({ slug: Slug, id: DeliveryId });

export const DeliveryRow = z.object({
  id: z.string(),
  receivedAt: z.string(),
  senderId: z.string().nullable(),
  verification: z.string(),
  state: DeliveryState,
  /** Named; null until it was read. */
  outcome: z.string().nullable(),
  /** The sender's name of the event, when it was understood. */
  event: z.string().nullable(),
  /** Why it was not, or what failed. */
  words: z.string().nullable(),
  factCount: z.number(),
  attempts: z.number(),
  parserVersion: z.number().nullable(),
  sizeBytes: z.number(),
});
export type DeliveryRow = z.infer<typeof DeliveryRow>;

export const DeliveryDetail = DeliveryRow.extend({
  headers: z.record(z.string(), z.string()),
  /** The body as text when it is UTF-8, in base64 when it is not; cut after 256 KiB. */
  body: z.object({ text: z.string(), encoding: z.enum(["utf8", "base64"]), isCut: z.boolean() }),
  /** What it says at present. */
  facts: z.array(z.object({ id: z.string(), kind: z.string(), subjectKey: z.string(), occurredAt: z.string() })),
});
export type DeliveryDetail = z.infer<typeof DeliveryDetail>;

/** Which deliveries of a source to read again. */
export const ReplayInput = z
  .strictObject({
    slug: Slug,
    scope: z.enum(["one", "dead", "outdated", "since"], "Use one, dead, outdated or since."),
    /** For `one`. */
    id: DeliveryId.optional(),
    /** For `since`: everything that came from then on. */
    since: Timestamp.optional(),
  })
  .superRefine((input, context) => {
    if (input.scope === "one" && input.id === undefined)
      context.addIssue({ code: "custom", path: ["id"], message: "Say which delivery." });
    if (input.scope === "since" && input.since === undefined)
      context.addIssue({ code: "custom", path: ["since"], message: "Say since when." });
  });

/** `queued` are read again soon; `remaining` more fit and wait for another call. */
export const ReplayAnswer = z.object({ queued: z.number(), remaining: z.number() });
export type ReplayAnswer = z.infer<typeof ReplayAnswer>;

/** What of a source or of all stands still until somebody looks at it. */
export const SetAsideSubject = z.object({
  subjectKey: z.string(),
  kind: z.string(),
  failure: z.string(),
  attempts: z.number(),
  /** When it is tried next; null: not by itself. */
  retryAt: z.string().nullable(),
});
export type SetAsideSubject = z.infer<typeof SetAsideSubject>;
