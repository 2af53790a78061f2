import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isLabelName, isMetricName, oneOf, quoteString } from "@/lib/telemetry/domain/promql";
import { isBareSelector, piecesOf } from "@/lib/telemetry/domain/promql-lexer";
import { anyCharacter } from "@/tests/support/any-character";
import { literalAlternatives, promqlTokens } from "@/tests/support/promql-oracle";
import { runs } from "@/tests/support/runs";

// Security: row 43 of docs/security-checks.md.

const hostile = [
  '"} or vector(0) #',
  "\\",
  '\\"',
  "'",
  "`",
  "\n",
  "\r\n",
  "\u0000",
  "a|b",
  ".*",
  "$1",
  "{{x}}",
  "é😀",
  "\u007f",
  "\u2028",
];
const values = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }),
  fc.string({ unit: anyCharacter, minLength: 1, maxLength: 30 }).filter((text) => text.isWellFormed()),
  fc.array(fc.constantFrom(...hostile), { minLength: 1, maxLength: 4 }).map((parts) => parts.join("")),
);

describe("a quoted value", () => {
  test("is one string with exactly that value", () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(promqlTokens(`m{l=${quoteString(value)}}`)).toEqual([
          { kind: "word", text: "m" },
          { kind: "punctuation", text: "{" },
          { kind: "word", text: "l" },
          { kind: "punctuation", text: "=" },
          { kind: "string", value },
          { kind: "punctuation", text: "}" },
        ]);
      }),
      runs(500),
    );
  });

  test("is cut the same way by our own lexer", () => {
    fc.assert(
      fc.property(values, (value) => {
        const pieces = piecesOf(`m{l=${quoteString(value)}} + 1`);
        expect(pieces?.map(({ kind }) => kind)).toEqual(["code", "string", "code"]);
      }),
      runs(300),
    );
  });
});

test("one matcher accepts exactly the values that it was made of", () => {
  fc.assert(
    fc.property(fc.uniqueArray(values, { minLength: 1, maxLength: 6 }), (wanted) => {
      const [label, operator, literal, ...rest] = promqlTokens(oneOf("version", wanted));
      expect([label, rest]).toEqual([{ kind: "word", text: "version" }, []]);
      if (literal?.kind !== "string" || operator?.kind !== "punctuation") throw new Error("no string");
      expect(operator.text === "=" ? [literal.value] : literalAlternatives(literal.value)).toEqual(wanted);
    }),
    runs(500),
  );
});

test("names are told from everything else", () => {
  for (const name of ["up", "a:b", "_x", "http_requests_total"]) expect(isMetricName(name)).toBe(true);
  for (const name of ["", "1a", "a-b", "a b", 'a"', "a{", "é", "a\n"]) expect(isMetricName(name)).toBe(false);
  expect([isLabelName("a_1"), isLabelName("a:b"), isLabelName("")]).toEqual([true, false, false]);
});

test.each([
  ["queue_depth", true],
  ['queue_depth{version="1", a=~\'x"y\'}', true],
  [" queue_depth{} ", true],
  ["queue_depth{a=`}`,}", true],
  ["sum(queue_depth)", false],
  ["queue_depth[5m]", false],
  ["queue_depth offset 5m", false],
  ["a + b", false],
  ["1", false],
  ['queue_depth{a="b"} # x', false],
  ['queue_depth{a="b"}) or vector(1', false],
  ['queue_depth{a="b', false],
])("%j is a bare selector: %s", (query, bare) => {
  expect(isBareSelector(query)).toBe(bare);
});
