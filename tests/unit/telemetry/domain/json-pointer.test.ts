import fc from "fast-check";
import { expect, test } from "vitest";
import { escapePointerToken, fillPointer, pointAt } from "@/lib/telemetry/domain/json-pointer";

test.each([
  ["", { a: 1 }, { a: 1 }],
  ["/a/b", { a: { b: 2 } }, 2],
  ["/a/1", { a: [5, 6] }, 6],
  ["/a/01", { a: [5, 6] }, undefined],
  ["/a/-", { a: [5, 6] }, undefined],
  ["/a/length", { a: [5, 6] }, undefined],
  ["/x~1y/~0", { "x/y": { "~": 3 } }, 3],
  ["/~01", { "~1": 4 }, 4],
  ["/", { "": 5 }, 5],
  ["/constructor", {}, undefined],
  ["/__proto__/toString", {}, undefined],
  ["a", { a: 1 }, undefined],
  ["/a/b", { a: null }, undefined],
  ["/a", "text", undefined],
])("%j of %j", (pointer, document, expected) => {
  expect(pointAt(document, pointer)).toEqual(expected);
});

test("any key is found by its escaped name, and fills a template as one part", () => {
  fc.assert(
    fc.property(fc.string(), (key) => {
      const document = Object.fromEntries([[key, { n: 1 }]]);
      expect(pointAt(document, `/${escapePointerToken(key)}/n`)).toBe(1);
      expect(pointAt(document, fillPointer("/{{version}}/n", { version: key }) ?? "-")).toBe(1);
    }),
  );
});

test("a label that is not known leaves nothing", () => {
  expect(fillPointer("/{{version}}", {})).toBeNull();
  expect(fillPointer("/{{constructor}}", {})).toBeNull();
  expect(fillPointer("/plain", {})).toBe("/plain");
});
