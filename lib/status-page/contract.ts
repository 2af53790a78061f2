import { z } from "zod";
import { Revision, Slug, title } from "@/lib/platform/fields";

/** What the public status page says, and what administrators set of it. Client-safe. */

const at = z.string();
const Shown = z.enum(["operating", "degraded", "disrupted", "unknown"]);

/** Everything that somebody who is not signed in gets. Names are those that were chosen for the page. */
export const PublicStatus = z.object({
  title: z.string(),
  /** When its states were read. */
  asOf: at,
  /** The gravest of all; null when no service is shown. */
  state: Shown.nullable(),
  services: z.array(z.object({ name: z.string(), state: Shown })),
  /** Newest first: of each release the newest text, until a day after it is over. */
  announcements: z.array(z.object({ text: z.string(), at })),
});
export type PublicStatus = z.infer<typeof PublicStatus>;

const shownAtMost = 50;

export const ShownService = z.strictObject({
  /** What everybody calls it. */
  name: title(100),
  service: z.string("Choose a service.").trim().min(1, "Choose a service.").pipe(Slug),
  environment: z.string("Choose an environment.").trim().min(1, "Choose an environment.").pipe(Slug),
});
export type ShownService = z.infer<typeof ShownService>;

export const SetStatusPageInput = z.strictObject({
  isOn: z.boolean("Write true or false."),
  title: title(100),
  services: z.array(ShownService).max(shownAtMost, `Show at most ${shownAtMost} services.`),
  revision: Revision,
  reason: title(1_000),
});
export type SetStatusPageInput = z.infer<typeof SetStatusPageInput>;

export const StatusPageSettingsInput = z.strictObject({});
export const StatusPageSettings = z.object({
  isOn: z.boolean(),
  title: z.string(),
  services: z.array(z.object({ name: z.string(), service: z.string(), environment: z.string() })),
  revision: z.number(),
  /** Null as long as nobody set it. */
  savedBy: z.string().nullable(),
  savedAt: at.nullable(),
});
export type StatusPageSettings = z.infer<typeof StatusPageSettings>;
