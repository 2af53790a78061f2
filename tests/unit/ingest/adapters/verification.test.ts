import { createHmac } from "node:crypto";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { grafanaParser } from "@/lib/ingest/adapters/alertmanager/parser";
import { githubParser } from "@/lib/ingest/adapters/github/parser";
import { gitlabParser } from "@/lib/ingest/adapters/gitlab/parser";
import { jiraParser } from "@/lib/ingest/adapters/jira/parser";
import { pagerdutyParser } from "@/lib/ingest/adapters/pagerduty/parser";
import { vendorParsers } from "@/lib/ingest/adapters/parsers";
import { standardWebhooksParser } from "@/lib/ingest/adapters/standard-webhooks/parser";
import { isSame } from "@/lib/ingest/adapters/verification";
import type { RawDelivery, SignalParser, Verification } from "@/lib/ingest/port";
import { instant } from "@/lib/kernel/instant";
import { runs } from "@/tests/support/runs";
import { delivery } from "@/tests/support/signals";

/**
 * Goal: nobody is let in who does not hold a live secret, whatever is wrong with the proof. Security rows 46, 47, 48, 49 and 53.
 */
const now = instant(Date.parse("2026-11-20T09:30:00Z"));
const secret = "It's a Secret to Everybody";
const older = "the secret before it, still live";
const text = '{"a": 1,  "b":[true]}';

function hmac(key: string, body: string | Uint8Array): string {
  return createHmac("sha256", key).update(body).digest("hex");
}

function says(verification: Verification): string {
  return verification.kind === "verified" ? verification.how : verification.outcome;
}

function check(parser: SignalParser, raw: RawDelivery, secrets: readonly string[] = [secret, older]): string {
  return says(parser.verify(raw, secrets, now));
}

function flipped(body: string): Uint8Array {
  const bytes = Buffer.from(body);
  bytes[3] = (bytes[3] ?? 0) ^ 1;
  return bytes;
}

interface SignedBy {
  readonly parser: SignalParser;
  readonly header: string;
  readonly prefix: string;
}

const signed: readonly SignedBy[] = [
  { parser: githubParser, header: "x-hub-signature-256", prefix: "sha256=" },
  { parser: pagerdutyParser, header: "x-pagerduty-signature", prefix: "v1=" },
  { parser: jiraParser, header: "x-hub-signature", prefix: "sha256=" },
  { parser: grafanaParser, header: "x-grafana-alerting-signature", prefix: "" },
];

describe("GitHub's published vector", () => {
  it("fits", () => {
    const raw = delivery("Hello, World!", {
      "x-hub-signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
    });
    expect(check(githubParser, raw)).toBe("signature");
  });
});

describe.each(signed)("a signed body of $parser.kind", ({ parser, header, prefix }) => {
  const sign = (key: string, body: string | Uint8Array = text): Record<string, string> => ({
    [header]: `${prefix}${hmac(key, body)}`,
  });

  it("is let in by either of two live secrets", () => {
    expect(check(parser, delivery(text, sign(secret)))).toBe("signature");
    expect(check(parser, delivery(text, sign(older)))).toBe("signature");
  });

  it("is refused when its secret was retired", () => {
    expect(check(parser, delivery(text, sign(older)), [secret])).toBe("wrong_signature");
  });

  it("is refused when a bit differs, or when it was written anew", () => {
    expect(check(parser, delivery(flipped(text), sign(secret)))).toBe("wrong_signature");
    expect(check(parser, delivery(JSON.stringify(JSON.parse(text)), sign(secret)))).toBe("wrong_signature");
  });

  it("is refused without a signature, with an empty one, and when there is no secret", () => {
    expect(check(parser, delivery(text))).toMatch(/^missing_/);
    expect(check(parser, delivery(text, { [header]: "" }))).toMatch(/^missing_/);
    expect(check(parser, delivery(text, sign("")), [""])).toBe("no_secret");
    expect(check(parser, delivery(text, sign(secret)), [])).toBe("no_secret");
  });

  it("is refused with half a signature or one of another kind", () => {
    const whole = sign(secret)[header] ?? "";
    expect(check(parser, delivery(text, { [header]: whole.slice(0, -2) }))).toBe("wrong_signature");
    expect(check(parser, delivery(text, { [header]: `sha1=${hmac(secret, text)}` }))).toBe("wrong_signature");
  });

  it("is let in whatever its bytes are", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(check(parser, delivery(bytes, sign(secret, bytes)))).toBe("signature");
      }),
      runs(50),
    );
  });
});

it("GitHub's SHA-1 header lets nobody in", () => {
  const sha1 = createHmac("sha1", secret).update(text).digest("hex");
  expect(check(githubParser, delivery(text, { "x-hub-signature": `sha1=${sha1}` }))).toBe("missing_signature");
});

describe("PagerDuty's list of signatures", () => {
  const list = (value: string): string => check(pagerdutyParser, delivery(text, { "x-pagerduty-signature": value }));

  it("lets in when one of them fits", () => {
    expect(list(`v1=${"0".repeat(64)},v1=${hmac(secret, text)}`)).toBe("signature");
    expect(list(`v1=${hmac(older, text)}, v1=${"0".repeat(64)}`)).toBe("signature");
  });

  it("refuses other versions, and a right one inside of something else", () => {
    expect(list(`v0=${hmac(secret, text)}`)).toBe("wrong_signature");
    expect(list(`v2=x v1=${hmac(secret, text)}`)).toBe("wrong_signature");
  });
});

describe("Grafana's signature with a time", () => {
  const seconds = String(now / 1_000);
  const raw = (time: string): RawDelivery =>
    delivery(text, {
      "x-grafana-alerting-timestamp": time,
      "x-grafana-alerting-signature": hmac(secret, `${seconds}:${text}`),
    });

  it("lets in what is fresh and refuses what is old or has another time", () => {
    expect(check(grafanaParser, raw(seconds))).toBe("signature");
    expect(check(grafanaParser, raw(String(now / 1_000 - 1)))).toBe("wrong_signature");
    expect(says(grafanaParser.verify(raw(seconds), [secret], instant(now + 301_000)))).toBe("stale_signature");
  });
});

describe("Standard Webhooks, signed by its own client", () => {
  const key = `whsec_${Buffer.alloc(24, 7).toString("base64")}`;
  const other = `whsec_${Buffer.alloc(32, 9).toString("base64")}`;
  const sign = (by: string, at: number = now): string => new Webhook(by).sign("msg_1", new Date(at), text);
  const raw = (signature: string, at: number = now, body: string | Uint8Array = text): RawDelivery =>
    delivery(body, {
      "webhook-id": "msg_1",
      "webhook-timestamp": String(Math.floor(at / 1_000)),
      "webhook-signature": signature,
    });
  const verdict = (one: RawDelivery, secrets: readonly string[] = [other, key]): string =>
    check(standardWebhooksParser, one, secrets);

  it("lets in a right one, one of several, and one by the older secret", () => {
    expect(verdict(raw(sign(key)))).toBe("signature");
    expect(verdict(raw(`v1,AAAA v1a,xyz ${sign(other)}`))).toBe("signature");
  });

  it("refuses what was changed, signed by another, is old, is early, or is not signed", () => {
    expect(verdict(raw(sign(key), now, flipped(text)))).toBe("wrong_signature");
    expect(verdict(raw(sign(key)), [other])).toBe("wrong_signature");
    expect(verdict(raw(sign(key, now - 301_000), now - 301_000))).toBe("stale_signature");
    expect(verdict(raw(sign(key, now + 301_000), now + 301_000))).toBe("stale_signature");
    expect(verdict(raw(sign(key, now - 299_000), now - 299_000))).toBe("signature");
    expect(verdict(delivery(text))).toBe("missing_signature");
    expect(verdict(raw(sign(key), Number.NaN))).toBe("wrong_signature");
  });

  it("refuses keys of fewer than 24 bytes", () => {
    const short = `whsec_${Buffer.alloc(23, 7).toString("base64")}`;
    expect(verdict(raw("v1,AAAA"), [short, ""])).toBe("no_secret");
  });

  it("names its message by the id, which stays when it is sent again", () => {
    expect(standardWebhooksParser.senderId(raw(sign(key)))).toBe("msg_1");
  });
});

describe("GitLab", () => {
  const key = `whsec_${Buffer.alloc(32, 3).toString("base64")}`;
  const token = (value: string): string =>
    check(gitlabParser, delivery(text, { "x-gitlab-token": value }), [secret, older]);

  it("shows a token, which counts as a secret only", () => {
    expect(token(secret)).toBe("secret");
    expect(token(older)).toBe("secret");
  });

  it("is refused with an empty token, the beginning of one, or a longer one", () => {
    expect(token("")).toBe("missing_secret");
    expect(token(secret.slice(0, 10))).toBe("wrong_secret");
    expect(token(`${secret}!`)).toBe("wrong_secret");
    expect(check(gitlabParser, delivery(text, { "x-gitlab-token": "" }), [""])).toBe("no_secret");
  });

  it("that signs must sign rightly, whatever token it shows beside it", () => {
    const raw = (signature: string): RawDelivery =>
      delivery(text, {
        "x-gitlab-token": key,
        "webhook-id": "id-1",
        "webhook-timestamp": String(now / 1_000),
        "webhook-signature": signature,
      });
    expect(check(gitlabParser, raw(new Webhook(key).sign("id-1", new Date(now), text)), [key])).toBe("signature");
    expect(check(gitlabParser, raw("v1,AAAA"), [key])).toBe("wrong_signature");
  });
});

const bySecret = vendorParsers.filter(
  ({ kind }) => !["github", "pagerduty", "gitlab", "standard_webhooks"].includes(kind),
);

describe.each(bySecret)("a sender of $kind that shows a secret", (parser) => {
  const basic = (words: string): string => `Basic ${Buffer.from(words).toString("base64")}`;

  it.each([
    ["Bearer", { authorization: "Bearer word-1234567890abcdef" }],
    ["Basic with any user", { authorization: basic("azure:word-1234567890abcdef") }],
    ["a header of its own", { "x-signalbox-secret": "word-1234567890abcdef" }],
  ])("is let in by %s", (_, headers) => {
    expect(check(parser, delivery(text, headers), ["new-word-000000000", "word-1234567890abcdef"])).toBe("secret");
  });

  it("is let in by user and password together when the secret holds both", () => {
    expect(check(parser, delivery(text, { authorization: basic("jenkins:pass") }), ["jenkins:pass"])).toBe("secret");
  });

  it.each([
    [{}, "missing_secret"],
    [{ authorization: "Bearer " }, "missing_secret"],
    [{ authorization: basic(":") }, "wrong_secret"],
    [{ authorization: "Bearer word-1234567890abcde" }, "wrong_secret"],
    [{ authorization: basic("word-1234567890abcdef:x") }, "wrong_secret"],
    [{ "x-signalbox-secret": "WORD-1234567890ABCDEF" }, "wrong_secret"],
  ])("is refused with %j", (headers, outcome) => {
    expect(check(parser, delivery(text, headers), ["word-1234567890abcdef"])).toBe(outcome);
  });
});

it("comparing is by the whole text", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (left, right) => {
      expect(isSame(left, right)).toBe(left === right);
      expect(isSame(left, left)).toBe(true);
    }),
    runs(100),
  );
});
