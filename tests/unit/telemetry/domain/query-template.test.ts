import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fillPromqlTemplate, type TemplateValues } from "@/lib/telemetry/domain/query-template";
import { literalAlternatives, promqlTokens } from "@/tests/support/promql-oracle";

const values: TemplateValues = { canary: "2.0", stable: "1.0", service: "shop", environment: null };

function filled(template: string, given: TemplateValues = values): string {
  const result = fillPromqlTemplate(template, given);
  return result.ok ? result.query : `refused: ${result.reason.code}`;
}

test.each([
  ['x{version="{{canary}}"}', 'x{version="2.0"}'],
  ["x{version='{{ stable }}'}", "x{version='1.0'}"],
  ["x{version=`{{canary}}`}", 'x{version="2.0"}'],
  ['x{version=~"{{canary}}|{{stable}}"}', 'x{version=~"2\\\\.0|1\\\\.0"}'],
  ['x{version != "{{canary}}", s !~ "a-{{service}}.*"}', 'x{version != "2.0", s !~ "a-shop.*"}'],
  ['x{a="\\"{{service}}"}', 'x{a="\\"shop"}'],
  ["x # {{anything}}\n + y", "x # {{anything}}\n + y"],
  ["sum(rate(x[5m]))", "sum(rate(x[5m]))"],
  ["x{version={{canary}}}", "refused: placeholder_outside_quotes"],
  ["{{canary}}", "refused: placeholder_outside_quotes"],
  ["rate(x[{{canary}}])", "refused: placeholder_outside_quotes"],
  ['x{a="}} {{"}', 'x{a="}} {{"}'],
  ['x{a="b"}}', "refused: placeholder_outside_quotes"],
  ['label_replace(x, "a", "{{canary}}", "b", "c")', "refused: placeholder_outside_label"],
  ['x{version="{{version}}"}', "refused: unknown_placeholder"],
  ['x{version="{{constructor}}"}', "refused: unknown_placeholder"],
  ['x{version="{{}}"}', "refused: unknown_placeholder"],
  ['x{env="{{environment}}"}', "refused: placeholder_without_value"],
  ['x{version="{{canary}}}', "refused: unterminated_string"],
  ['x{version="a\nb"}', "refused: unterminated_string"],
])("%j becomes %j", (template, expected) => {
  expect(filled(template)).toBe(expected);
});

describe("any value", () => {
  const anyValue = fc.oneof(
    fc.string({ unit: "grapheme", minLength: 1 }),
    fc.constantFrom('"} or vector(0) #', "'} or x #", "`", "\\", "a|b", "\n", "{{stable}}", "$&", "$1"),
  );

  test.each(['"', "'", "`"])("stays one string inside %s", (quote) => {
    fc.assert(
      fc.property(anyValue, (canary) => {
        const query = filled(`sum(x{v=${quote}pre-{{canary}}-post${quote}}) > 1`, { ...values, canary });
        const tokens = promqlTokens(query);
        expect(tokens.filter(({ kind }) => kind === "string")).toEqual([
          { kind: "string", value: `pre-${canary}-post` },
        ]);
        expect(tokens.length).toBe(11);
      }),
      { numRuns: 500 },
    );
  });

  test.each(['"', "'", "`"])("is itself in an expression inside %s", (quote) => {
    fc.assert(
      fc.property(anyValue, (canary) => {
        const query = filled(`x{v=~${quote}{{canary}}|other${quote}}`, { ...values, canary });
        const [literal] = promqlTokens(query).filter((token) => token.kind === "string");
        expect(literalAlternatives(literal?.value ?? "")).toEqual([canary, "other"]);
      }),
      { numRuns: 500 },
    );
  });
});
