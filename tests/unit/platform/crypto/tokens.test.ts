import fc from "fast-check";
import { expect, test } from "vitest";
import { constantTimeEqual, createReference, createToken, hashToken, parseToken } from "@/lib/platform/crypto/tokens";

test("a new token reads back, shows little and stores none of itself", () => {
  const { token, kind, hint, hash } = createToken("api");
  expect(token).toMatch(/^sbx_api_[0-9A-Za-z]{33}$/);
  expect(parseToken(token)).toEqual({ kind, hint, hash });
  expect(hash).toBe(hashToken(token));
  expect(hint).toBe(token.slice(0, "sbx_api_".length + 4));
});

test("any single changed character is noticed", () => {
  const { token } = createToken("api");
  const characters = fc.constantFrom(..."0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_".split(""));
  fc.assert(
    fc.property(fc.integer({ min: 0, max: token.length - 1 }), characters, (at, character) => {
      fc.pre(token[at] !== character);
      expect(parseToken(token.slice(0, at) + character + token.slice(at + 1))).toBeNull();
    }),
    { numRuns: 500 },
  );
});

test("other text is no token", () => {
  fc.assert(fc.property(fc.string(), (text) => parseToken(text) === null));
  const { token } = createToken("api");
  for (const text of [`${token}\n`, ` ${token}`, token.toUpperCase(), token.slice(0, -1)])
    expect(parseToken(text)).toBeNull();
});

test("tokens and references do not repeat", () => {
  const tokens = new Set(Array.from({ length: 2_000 }, () => createToken("agent").token));
  const references = new Set(Array.from({ length: 2_000 }, () => createReference()));
  expect([tokens.size, references.size]).toEqual([2_000, 2_000]);
  expect(Buffer.from([...references][0] ?? "", "base64url").length * 8).toBeGreaterThanOrEqual(128);
});

test("a kind that would not parse is refused", () => {
  for (const kind of ["", "A", "a_b", "x"]) expect(() => createToken(kind)).toThrow(RangeError);
});

test("constantTimeEqual is equality", () => {
  fc.assert(fc.property(fc.string(), fc.string(), (a, b) => constantTimeEqual(a, b) === (a === b)));
  expect(constantTimeEqual("same", "same")).toBe(true);
});
