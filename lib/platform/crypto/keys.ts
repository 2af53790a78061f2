import { hkdfSync } from "node:crypto";
import type { SecretKey } from "./secret-box";

function parseKey(text: string): SecretKey {
  const [id, encoded] = text.trim().split(":");
  if (!id || !encoded)
    throw new RangeError("SIGNALBOX_SECRET_KEYS: write each key as `id:base64`, separated by commas");
  return { id, key: Buffer.from(encoded, "base64") };
}

/**
 * The keys that seal secrets at rest: the configured ones, the first of which seals; without them one derived from the
 * installation's secret. Throws RangeError for a key that is not 32 bytes.
 */
export function secretKeysOf(settings: {
  SIGNALBOX_SECRET: string;
  SIGNALBOX_SECRET_KEYS?: string | undefined;
}): [SecretKey, ...SecretKey[]] {
  const derived = {
    id: "derived",
    key: Buffer.from(hkdfSync("sha256", settings.SIGNALBOX_SECRET, "", "signalbox-secrets-v1", 32)),
  };
  const given = (settings.SIGNALBOX_SECRET_KEYS ?? "")
    .split(",")
    .filter((text) => text.trim() !== "")
    .map(parseKey);
  const [first, ...others] = given;
  return first ? [first, ...others, derived] : [derived];
}
