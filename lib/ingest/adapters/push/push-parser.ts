import { createHash, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { factOf } from "../../fact-contract";
import type { Parsed, RawDelivery, SignalParser, Verification } from "../../port";
import { Signals } from "../../push-contract";

/** The plain way to send signals: our own facts as JSON, with the source's secret as a Bearer token. */

const Body = z.strictObject({ signals: Signals });

function isSame(one: string, other: string): boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(one), hash(other));
}

function verify({ headers }: RawDelivery, secrets: readonly string[]): Verification {
  const given = /^Bearer (\S+)$/i.exec(headers.authorization ?? "")?.[1];
  if (!given) {
    const detail = "Send the secret of this source as `Authorization: Bearer …`.";
    return { kind: "refused", outcome: "missing_secret", detail };
  }
  // All are compared, so that the time says nothing about which one fits.
  const fits = secrets.map((secret) => isSame(secret, given));
  if (fits.includes(true)) return { kind: "verified", how: "secret" };
  return { kind: "refused", outcome: "wrong_secret", detail: "This is not the secret of this source." };
}

function parse({ body }: RawDelivery, source: { readonly slug: string }): Parsed {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    return { kind: "malformed", outcome: "not_json", detail: "The body is not JSON in UTF-8." };
  }
  const parsed = Body.safeParse(json);
  if (!parsed.success) {
    const words = parsed.error.issues
      .slice(0, 10)
      .map((issue) => `${issue.path.join(".") || "body"}: ${issue.message}`);
    return { kind: "malformed", outcome: "wrong_fields", detail: words.join(" ").slice(0, 2_000) };
  }
  const space = { system: "push", host: source.slug };
  return { kind: "facts", event: "signals", facts: parsed.data.signals.map((event) => factOf(event, space)) };
}

/** Reads `{ "signals": [ … ] }`, each a fact with a time in ISO 8601 (`lib/ingest/fact-contract.ts`). */
export function createPushParser(): SignalParser {
  return {
    kind: "push",
    version: 1,
    verify,
    senderId: ({ headers }) => headers["idempotency-key"] ?? null,
    parse,
  };
}
