import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Assertion, JourneyStep } from "@/lib/synthetics/contract";
import type { Answer } from "@/lib/synthetics/domain/answer";
import { failureOf } from "@/lib/synthetics/domain/assertions";
import { excerptOf, judgeStep, prepareStep, withoutSecrets } from "@/lib/synthetics/domain/journey";
import { valueAt } from "@/lib/synthetics/domain/json-path";
import { linearMatch } from "@/lib/synthetics/linear-match";
import { runs } from "@/tests/support/runs";

const step = (given: Partial<Parameters<typeof JourneyStep.parse>[0] & object>) =>
  JourneyStep.parse({ name: "Open", url: "https://shop.example/", ...given });
const answer = (given: Partial<Answer>): Answer => ({ status: 200, headers: {}, body: "", durationMs: 10, ...given });
const ready = answer({
  headers: { "x-token": "t1" },
  body: '{"state":"ready","items":[{"id":7}],"none":null,"has":false}',
});

/** Every assertion about something that an empty answer does not have. */
const aboutSomething: fc.Arbitrary<Assertion> = fc.oneof(
  fc.record({
    of: fc.constant("header" as const),
    name: fc.constantFrom("X-Token", "__proto__", "constructor"),
    is: fc.constantFrom("equals" as const, "contains" as const, "matches" as const),
    value: fc.string({ minLength: 1 }),
  }),
  fc.record({
    of: fc.constant("json" as const),
    path: fc.constantFrom("$", "$.a", "$.constructor", "$[0]", "$.__proto__.toString"),
    is: fc.constantFrom("equals" as const, "contains" as const, "matches" as const),
    value: fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom(".*", "^", "undefined", "null")),
  }),
  fc.record({
    of: fc.constant("body" as const),
    is: fc.constantFrom("contains" as const, "matches" as const, "lacks" as const),
    value: fc.oneof(fc.string({ minLength: 1 }), fc.constant(".*")),
  }),
);

describe("an assertion", () => {
  it("never holds of what is missing", () => {
    fc.assert(
      fc.property(aboutSomething, fc.constantFrom("", "{}", "null", "[]"), (assertion, body) => {
        // A body of two braces is there; only what is looked for in it is not.
        if (assertion.of === "body" && body !== "") return;
        expect(failureOf(assertion, answer({ body }), linearMatch)).toMatch(/There is no|has no body/);
      }),
      runs(500),
    );
  });

  it("holds of what is there", () => {
    const held: Assertion[] = [
      { of: "status", isOneOf: [200, 204] },
      { of: "header", name: "X-Token", is: "matches", value: "^t[0-9]$" },
      { of: "json", path: "$.items[0].id", is: "equals", value: "7" },
      { of: "json", path: "$.has", is: "equals", value: "false" },
      { of: "body", is: "contains", value: "ready" },
      { of: "body", is: "lacks", value: "error" },
      { of: "time", atMostMs: 10 },
    ];
    for (const assertion of held) expect(failureOf(assertion, ready, linearMatch)).toBeNull();
  });

  it("says what it found instead", () => {
    expect(failureOf({ of: "json", path: "$.state", is: "equals", value: "done" }, ready, linearMatch)).toBe(
      "The value at $.state is not “done”: it is “ready”.",
    );
    expect(failureOf({ of: "time", atMostMs: 9 }, ready, linearMatch)).toBe("The answer took 10 ms, more than 9 ms.");
    expect(failureOf({ of: "body", is: "lacks", value: "ready" }, ready, linearMatch)).toBe(
      "The body contains “ready”.",
    );
  });

  it("takes a pattern that would take years elsewhere", () => {
    const slow: Assertion = { of: "body", is: "matches", value: "^(a+)+$" };
    expect(failureOf(slow, answer({ body: `${"a".repeat(50_000)}!` }), linearMatch)).toMatch("does not match");
  });
});

describe("a step", () => {
  it("fails without success unless it says which status it wants", () => {
    expect(judgeStep(step({}), answer({ status: 302 }), new Map(), linearMatch)).toMatchObject({ ok: false });
    const wants = step({ assertions: [{ of: "status", isOneOf: [302] }] });
    expect(judgeStep(wants, answer({ status: 302 }), new Map(), linearMatch)).toMatchObject({ ok: true });
  });

  it("takes values, and fails with every reason where one is missing", () => {
    const take = [
      { from: "json" as const, variable: "cart", path: "$.items[0].id" },
      { from: "header" as const, variable: "token", name: "X-Token" },
      { from: "body" as const, variable: "state", pattern: '"state":"([a-z]+)"' },
    ];
    const judged = judgeStep(step({ take }), ready, new Map([["old", "1"]]), linearMatch);
    expect(judged.ok && Object.fromEntries(judged.values)).toEqual({
      old: "1",
      cart: "7",
      token: "t1",
      state: "ready",
    });
    const missing = judgeStep(step({ take }), answer({ body: "{}" }), new Map(), linearMatch);
    expect(!missing.ok && missing.reasons).toHaveLength(3);
  });

  it("is prepared with its values, or not at all", () => {
    const post = step({
      method: "POST",
      url: "https://shop.example/carts/{{cart}}",
      headers: [{ name: "Authorization", value: "Bearer {{secret.key}}" }],
      body: { as: "json", text: '{"note":"{{note}}"}' },
    });
    const values = new Map([
      ["cart", "a/b"],
      ["secret.key", "k"],
      ["note", 'a"b'],
    ]);
    expect(prepareStep(post, values)).toEqual({
      ok: true,
      request: {
        method: "POST",
        url: "https://shop.example/carts/a%2Fb",
        headers: { "content-type": "application/json", authorization: "Bearer k" },
        body: '{"note":"a\\"b"}',
      },
    });
    expect(prepareStep(post, new Map())).toMatchObject({ ok: false });
  });
});

describe("what is kept of an answer", () => {
  it("is bounded and without secrets in any spelling, also where taking one out moves another into sight", () => {
    const secret = 'p"a ss&word';
    const body = `${`${secret} `.repeat(300)}${encodeURIComponent(secret)}${JSON.stringify({ secret })}`;
    const excerpt = excerptOf(body, [secret]);
    expect(excerpt.length).toBeLessThanOrEqual(2_000);
    expect(excerpt).not.toContain("ss&word");
    expect(withoutSecrets(body, [secret])).not.toContain("word");
  });

  it("holds nothing that cannot be stored", () => {
    expect(excerptOf("a\u0000b\u001bc\nd", [])).toBe("a�b�c\nd");
  });
});

describe("a path in JSON", () => {
  it("finds own fields alone", () => {
    expect(valueAt({ "odd name": [1, { x: 2 }] }, '$["odd name"][1].x')).toBe(2);
    expect(valueAt({}, "$.toString")).toBeUndefined();
    expect(valueAt([], "$.length[0]")).toBeUndefined();
    expect(valueAt({ a: 1 }, "a")).toBeUndefined();
  });
});
