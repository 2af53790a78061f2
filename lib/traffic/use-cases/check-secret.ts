import type { Reason } from "@/lib/kernel/result";
import { FENCE_TOKEN_PATTERN, type TargetConfig } from "../contract";

/** HAProxy runs without a fence too; the other kinds always ask for a token or signature. */
export function needsSecret(config: TargetConfig): boolean {
  return config.kind !== "haproxy";
}

/** A reason when a fence token could not be sent: it becomes one word of a line. */
export function malformedToken(config: TargetConfig, secret: string | null | undefined): Reason[] {
  if (config.kind !== "haproxy" || !secret || FENCE_TOKEN_PATTERN.test(secret)) return [];
  return [
    {
      code: "token_malformed",
      field: "secret",
      message: "A fence token has 16 to 256 letters, digits and . _ ~ + / = - only.",
      remedy: "Make one with `openssl rand -base64 32`, and give HAProxy the same.",
    },
  ];
}
