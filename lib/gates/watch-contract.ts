import { z } from "zod";
import { NoticeState } from "@/lib/alerts/contract";
import { Slug, wholeNumber } from "@/lib/platform/fields";
import { VersionName } from "./contract";

/** What browsers and machines send and get about being told that a gate opens. Client-safe. */

/** Kinds of connections that can be told that a gate opened: whoever pages has no use for it. */
export const watchKinds: readonly string[] = ["alert_webhook", "alert_mail"];

export const WatchGateInput = z.strictObject({
  service: Slug,
  environment: Slug,
  version: VersionName,
  /** Slug of the connection that is told: a signed webhook or a mailbox. */
  connection: Slug,
  /** How long it waits for the gate, in hours. */
  hours: wholeNumber(1, 168).default(24),
});
export type WatchGateInput = z.infer<typeof WatchGateInput>;

export const ListWatchesInput = z.strictObject({ service: Slug, environment: Slug });

const at = z.string();

export const GateWatchView = z.object({
  id: z.string(),
  version: z.string(),
  connection: z.object({ slug: z.string(), name: z.string() }),
  /** `waits` for the gate, was `told`, or `expired` before it opened. */
  state: z.enum(["waits", "told", "expired"]),
  /** How telling stands; null while it waits. */
  notice: NoticeState.nullable(),
  askedBy: z.string(),
  askedAt: at,
  expiresAt: at,
  /** When the gate was seen open; null while it was not. */
  openedAt: at.nullable(),
});
export type GateWatchView = z.infer<typeof GateWatchView>;
export const GateWatchList = z.object({ items: z.array(GateWatchView) });
export type GateWatchList = z.infer<typeof GateWatchList>;
