import { describe, expect, it } from "vitest";
import { isPlainArguments } from "@/lib/platform/http/action-request";
import { earlyRefusal } from "@/lib/platform/http/early-refusal";

const id = "7f".repeat(21);

const post = (body: string | FormData, headers: Record<string, string>) =>
  earlyRefusal(new Request("http://localhost/services", { method: "POST", body, headers }), "/services");

/* Goal: only what our own pages send reaches the framework's reader of server actions (row 26). */
describe("the body of a server action", () => {
  it.each([
    "[]",
    '[{"slug":"basket","name":"$$5 and more"},"$undefined"]',
    '["$NaN","$Infinity","$-Infinity","$-0",0,null,true,"{{canary}}"]',
    '[{"__proto__":{"a":1}}]',
  ])("is read: %s", (text) => {
    expect(isPlainArguments(text)).toBe(true);
  });

  it.each([
    "",
    "[",
    "null",
    "0",
    "{}",
    '"$1"',
    '["$1:__proto__:then"]',
    '["$F1"]',
    '["$@0"]',
    '["$Q0"]',
    '["$K1"]',
    '["$B1337"]',
    '["$n99999999999999"]',
    '["$Dx"]',
    '[{"then":"$1:then"}]',
    '[[[{"a":["$undefinedx"]}]]]',
    `${"[".repeat(40)}${"]".repeat(40)}`,
    `${"[".repeat(100_000)}${"]".repeat(100_000)}`,
  ])("is refused: %s", (text) => {
    expect(isPlainArguments(text)).toBe(false);
  });
});

describe("a POST to a page", () => {
  it.each<[number, string, string | FormData, Record<string, string>]>([
    [400, "without an action", "[]", { "content-type": "text/plain" }],
    [400, "with the name of a built-in", "[]", { "content-type": "text/plain", "next-action": "__proto__" }],
    [400, "with arguments that cannot be read", "[", { "content-type": "text/plain", "next-action": id }],
    [413, "with more than a MiB", `["${"x".repeat(1_100_000)}"]`, { "content-type": "text/plain", "next-action": id }],
    [415, "as a form", new FormData(), { "next-action": id }],
    [415, "as JSON", "[]", { "content-type": "application/json", "next-action": id }],
  ])("%i %s", async (status, _what, body, headers) => {
    expect((await post(body, headers))?.status).toBe(status);
  });

  it("of our own pages goes on", async () => {
    expect(await post('[{"a":1}]', { "content-type": "text/plain;charset=UTF-8", "next-action": id })).toBeNull();
  });
});
