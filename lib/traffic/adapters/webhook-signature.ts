import { createHmac, timingSafeEqual } from "node:crypto";

export interface SignedMessage {
  readonly id: string;
  readonly timestampSeconds: number;
  readonly body: string;
}

/**
 * The three headers of a signed message as Standard Webhooks defines them: HMAC-SHA256 over `<id>.<timestamp>.<body>`,
 * in base64 after `v1,`. A secret `whsec_<base64>` is decoded; any other is taken as its bytes.
 */
export function signatureHeaders(secret: string, message: SignedMessage): Record<string, string> {
  return {
    "webhook-id": message.id,
    "webhook-timestamp": String(message.timestampSeconds),
    "webhook-signature": `v1,${signature(secret, message)}`,
  };
}

/** Whether one of the space-separated signatures in `given` is right. Compares in constant time. */
export function hasValidSignature(secret: string, message: SignedMessage, given: string): boolean {
  const expected = Buffer.from(signature(secret, message));
  return given.split(" ").some((one) => {
    const bytes = Buffer.from(one.startsWith("v1,") ? one.slice(3) : "");
    return bytes.length === expected.length && timingSafeEqual(bytes, expected);
  });
}

function signature(secret: string, { id, timestampSeconds, body }: SignedMessage): string {
  const key = secret.startsWith("whsec_") ? Buffer.from(secret.slice(6), "base64") : Buffer.from(secret, "utf8");
  return createHmac("sha256", key).update(`${id}.${timestampSeconds}.${body}`).digest("base64");
}
