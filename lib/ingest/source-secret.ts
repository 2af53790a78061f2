import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { SecretBox } from "@/lib/platform/crypto/secret-box";

/** The secrets of a source: one, or two while senders move from the older to the newer. */
const SourceSecret = z.strictObject({
  /** Absent for sources that nobody sends for. */
  current: z.string().optional(),
  previous: z.string().optional(),
  rotatedAt: z.string().optional(),
  /** What we ask the system with. */
  pollToken: z.string().optional(),
});
export type SourceSecret = z.infer<typeof SourceSecret>;

const placeOf = (sourceId: string) => ({ table: "event_source", column: "secret", rowId: sourceId });

/** Encrypted for this source. */
export function sealSecret(box: SecretBox, sourceId: string, secret: SourceSecret): string {
  return box.seal(JSON.stringify(secret), placeOf(sourceId));
}

/** The secrets of this source, none when nothing is stored. Throws AppError `internal` when they cannot be read. */
export function openSecret(box: SecretBox, sourceId: string, sealed: string | null): SourceSecret {
  if (sealed === null) return {};
  return SourceSecret.parse(JSON.parse(box.open(sealed, placeOf(sourceId))));
}

/** Live secrets, newest first. */
export function liveSecrets(secret: SourceSecret): readonly string[] {
  return [secret.current, secret.previous].filter((one) => one !== undefined);
}

/** A new secret of 32 random bytes, in the form that Standard Webhooks gives its own. */
export function makeSecret(): string {
  return `whsec_${randomBytes(32).toString("base64")}`;
}
