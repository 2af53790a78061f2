import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Assertion, Journey, Taking } from "@/lib/synthetics/contract";
import { hostOf, originsOf, reasonsAgainst } from "@/lib/synthetics/domain/check-journey";
import {
  readAssertions,
  readHeaders,
  readTakings,
  writeAssertions,
  writeHeaders,
  writeTakings,
} from "@/lib/synthetics/domain/step-lines";
import { isPattern } from "@/lib/synthetics/linear-match";
import { runs } from "@/tests/support/runs";

const journey = (...steps: object[]) => Journey.parse({ steps: steps.map((step) => ({ name: "s", ...step })) });
const fields = (given: ReturnType<typeof journey>, secrets: string[] = []) =>
  reasonsAgainst(given, secrets, isPattern).map(({ field, code }) => `${field} ${code}`);

describe("a journey that cannot be made", () => {
  it("uses what is taken later, or nowhere", () => {
    const take = [{ from: "json", variable: "id", path: "$.id" }];
    const first = { url: "https://a.example/{{id}}", take };
    expect(fields(journey(first, { url: "https://a.example/{{id}}" }))).toEqual([
      "journey.steps.0.url unknown_variable",
    ]);
  });

  it("puts a secret into an address, or one that is not there", () => {
    const step = { url: "https://a.example/?k={{secret.key}}", headers: [{ name: "X", value: "{{secret.no}}" }] };
    expect(fields(journey(step), ["key"])).toEqual([
      "journey.steps.0.url secret_in_address",
      "journey.steps.0.headers.0.value unknown_variable",
    ]);
  });

  it("has a pattern that cannot be read, a body where none is sent, braces that are no variable", () => {
    const step = {
      url: "https://a.example/",
      body: { as: "text", text: "{{a b}}" },
      assertions: [{ of: "body", is: "matches", value: "(?<=a)b" }],
    };
    expect(fields(journey(step))).toEqual([
      "journey.steps.0.body.text broken_variable",
      "journey.steps.0.body no_body_here",
      "journey.steps.0.assertions.0.value bad_pattern",
    ]);
  });

  it("has a variable in its host: the form refuses it", () => {
    for (const url of ["https://{{h}}.example/", "https://a.example:{{p}}/", "{{u}}", "https://a@b.example/"])
      expect(Journey.safeParse({ steps: [{ name: "s", url }] }).success).toBe(false);
  });

  it("knows where it leads", () => {
    const given = journey({ url: "https://B.example/x" }, { url: "https://a.example:8443?x={{y}}" });
    expect(originsOf(given)).toEqual(["https://a.example:8443", "https://b.example"]);
    expect(hostOf(given)).toBe("b.example");
  });
});

const word = fc.stringMatching(/^[A-Za-z0-9$%&/()=?+*#-]{1,12}( [A-Za-z0-9]{1,8})?$/);
const name = fc.stringMatching(/^[a-z][A-Za-z0-9]{0,8}$/);
const path = fc.constantFrom("$.a", "$.items[0].id", '$["odd name"].x', "$");
const is = fc.constantFrom("equals", "contains", "matches");
const assertion = fc.oneof(
  fc.record({
    of: fc.constant("status"),
    isOneOf: fc.array(fc.integer({ min: 100, max: 599 }), { minLength: 1, maxLength: 4 }),
  }),
  fc.record({ of: fc.constant("time"), atMostMs: fc.integer({ min: 1, max: 30_000 }) }),
  fc.record({ of: fc.constant("body"), is: fc.constantFrom("contains", "matches", "lacks"), value: word }),
  fc.record({ of: fc.constant("json"), path, is, value: word }),
  fc.record({ of: fc.constant("header"), name: fc.constantFrom("X-Token", "Content-Type"), is, value: word }),
);
const taking = fc.oneof(
  fc.record({ from: fc.constant("json"), variable: name, path }),
  fc.record({ from: fc.constant("header"), variable: name, name: fc.constant("X-Token") }),
  fc.record({ from: fc.constant("body"), variable: name, pattern: word }),
);

describe("lines of a step", () => {
  it("say the same after writing and reading", () => {
    fc.assert(
      fc.property(
        fc.array(assertion),
        fc.array(taking),
        fc.array(fc.record({ name: fc.constant("X-A"), value: word })),
        (given, taken, headers) => {
          const assertions = given.map((one) => Assertion.parse(one));
          const takings = taken.map((one) => Taking.parse(one));
          expect(readAssertions(writeAssertions(assertions))).toEqual({ ok: true, items: assertions });
          expect(readTakings(writeTakings(takings))).toEqual({ ok: true, items: takings });
          expect(readHeaders(writeHeaders(headers))).toEqual({ ok: true, items: headers });
        },
      ),
      runs(100),
    );
  });

  it("name the line that cannot be read", () => {
    expect(readAssertions("status 200\n\nsoon")).toMatchObject({ ok: false, error: expect.stringMatching(/^Line 3 /) });
    expect(readTakings("cart $.id")).toMatchObject({ ok: false });
    expect(readHeaders("no colon here")).toMatchObject({ ok: false });
  });
});
