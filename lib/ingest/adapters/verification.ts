import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Instant } from "@/lib/kernel/instant";
import type { RawDelivery, Verification } from "../port";

/** Proofs that a body comes from who it says. Over the raw bytes; comparisons take the same time whatever differs. */

/** How far the clock in a signature may be from ours, as Standard Webhooks asks. */
const toleranceMs = 5 * 60_000;

/** Standard Webhooks: a key has at least 24 bytes. */
const leastKeyBytes = 24;

export const bySignature: Verification = { kind: "verified", how: "signature" };
export const bySecret: Verification = { kind: "verified", how: "secret" };

export function refused(outcome: string, detail: string): Verification {
  return { kind: "refused", outcome, detail };
}

export const noSecret: Verification = refused(
  "no_secret",
  "This source has no live secret, so that nobody can be let in.",
);

/** Equal in constant time: of texts of different lengths too, since their hashes are compared. */
export function isSame(left: string, right: string): boolean {
  const hash = (text: string): Buffer => createHash("sha256").update(text, "utf8").digest();
  return timingSafeEqual(hash(left), hash(right));
}

/** Does any of the secrets fit? All are tried, so that time does not tell which. Empty ones never fit. */
export function anyFits(secrets: readonly string[], fits: (secret: string) => boolean): boolean {
  return secrets.filter((secret) => secret !== "").reduce((found, secret) => fits(secret) || found, false);
}

function hmacHex(secret: string, parts: readonly (string | Uint8Array)[]): string {
  const mac = createHmac("sha256", secret);
  for (const part of parts) mac.update(part);
  return mac.digest("hex");
}

export interface HexSignature {
  /** Header in lower case. */
  readonly header: string;
  /** What stands before the hexadecimal digits: `sha256=`, `v1=` or nothing. */
  readonly prefix: string;
  /** Whether the header may list several, separated by commas. */
  readonly isList?: boolean;
  /** What is signed before the body. */
  readonly signedBefore?: string;
}

/** HMAC-SHA-256 in hexadecimal over the raw body. */
export function verifyHexSignature(
  raw: RawDelivery,
  secrets: readonly string[],
  { header, prefix, isList = false, signedBefore }: HexSignature,
): Verification {
  if (!secrets.some((secret) => secret !== "")) return noSecret;
  const given = raw.headers[header];
  if (given === undefined || given.trim() === "") {
    return refused("missing_signature", `The header ${header} is missing.`);
  }
  const candidates = (isList ? given.split(",") : [given])
    .map((text) => text.trim())
    .filter((text) => text.startsWith(prefix) && /^[0-9a-f]{64}$/i.test(text.slice(prefix.length)))
    .map((text) => text.slice(prefix.length).toLowerCase());
  if (candidates.length === 0) {
    return refused(
      "wrong_signature",
      `The header ${header} holds no signature of the kind ${prefix || "HMAC-SHA-256"}.`,
    );
  }
  const before = signedBefore === undefined ? [] : [signedBefore];
  const isRight = anyFits(secrets, (secret) => {
    const expected = hmacHex(secret, [...before, raw.body]);
    return candidates.reduce((found, candidate) => isSame(candidate, expected) || found, false);
  });
  return isRight ? bySignature : refused("wrong_signature", "The signature does not fit the body and any live secret.");
}

function standardKey(secret: string): Buffer {
  return secret.startsWith("whsec_") ? Buffer.from(secret.slice(6), "base64") : Buffer.from(secret, "utf8");
}

function standardHeader(raw: RawDelivery, name: string): string | undefined {
  return raw.headers[`webhook-${name}`] ?? raw.headers[`svix-${name}`];
}

/** Are there the headers of Standard Webhooks? */
export function hasStandardSignature(raw: RawDelivery): boolean {
  return standardHeader(raw, "signature") !== undefined;
}

/** The id of the message; the same when it is sent again. */
export function standardId(raw: RawDelivery): string | null {
  return standardHeader(raw, "id")?.trim().slice(0, 200) || null;
}

/** Standard Webhooks: `v1,<base64>` of HMAC-SHA-256 over `id.timestamp.body`, several separated by blanks, ± 5 minutes. */
export function verifyStandardWebhooks(raw: RawDelivery, secrets: readonly string[], now: Instant): Verification {
  const keys = secrets.map(standardKey).filter((key) => key.length >= leastKeyBytes);
  if (keys.length === 0) {
    return refused("no_secret", "No live secret has the 24 bytes that Standard Webhooks asks for.");
  }
  const id = standardHeader(raw, "id");
  const timestamp = standardHeader(raw, "timestamp");
  const signatures = standardHeader(raw, "signature");
  if (!id || !timestamp || !signatures) {
    return refused("missing_signature", "webhook-id, webhook-timestamp and webhook-signature must all be there.");
  }
  if (!/^\d{1,12}$/.test(timestamp)) return refused("wrong_signature", "webhook-timestamp is not a number of seconds.");
  if (Math.abs(now - Number(timestamp) * 1_000) > toleranceMs) {
    return refused("stale_signature", "webhook-timestamp is more than 5 minutes from now; check the sender's clock.");
  }
  const given = signatures
    .split(" ")
    .filter((text) => text.startsWith("v1,"))
    .map((text) => text.slice(3));
  const isRight = keys.reduce((found, key) => {
    const expected = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(raw.body).digest("base64");
    return given.reduce((any, one) => isSame(one, expected) || any, found);
  }, false);
  return isRight ? bySignature : refused("wrong_signature", "No v1 signature fits the body and any live secret.");
}

function basicCredentials(authorization: string): string | null {
  const encoded = /^basic\s+([A-Za-z0-9+/=_-]+)$/i.exec(authorization.trim())?.[1];
  return encoded === undefined ? null : Buffer.from(encoded, "base64").toString("utf8");
}

/** Words that a sender showed: of `Authorization` (Bearer, Basic: the password, or user:password) and of `headers`. */
function shownSecrets(raw: RawDelivery, headers: readonly string[]): readonly string[] {
  const authorization = raw.headers.authorization ?? "";
  const bearer = /^(?:bearer|token)\s+(\S+)$/i.exec(authorization.trim())?.[1];
  const basic = basicCredentials(authorization);
  const password = basic?.includes(":") ? basic.slice(basic.indexOf(":") + 1) : undefined;
  return [bearer, basic, password, ...headers.map((name) => raw.headers[name])].filter(
    (text): text is string => text !== undefined && text !== null && text !== "",
  );
}

/** The header that any sender may show its secret in, when it can set headers and nothing else. */
export const secretHeader = "x-signalbox-secret";

/** A shared secret: weaker than a signature, since it says nothing of the body. */
export function verifySharedSecret(
  raw: RawDelivery,
  secrets: readonly string[],
  headers: readonly string[] = [secretHeader],
): Verification {
  if (!secrets.some((secret) => secret !== "")) return noSecret;
  const shown = shownSecrets(raw, headers);
  if (shown.length === 0) {
    return refused("missing_secret", `Neither Authorization nor ${headers.join(" nor ")} holds a secret.`);
  }
  const isRight = anyFits(secrets, (secret) => shown.reduce((found, one) => isSame(one, secret) || found, false));
  return isRight ? bySecret : refused("wrong_secret", "The secret that was shown is none of the live ones.");
}
