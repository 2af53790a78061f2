import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSecretBox, parseSecretKeys, type SecretPlace } from "@/lib/platform/crypto/secret-box";
import { runs } from "@/tests/support/runs";

const oldKey = { id: "k1", key: randomBytes(32) };
const newKey = { id: "k2", key: randomBytes(32) };
const box = createSecretBox([oldKey]);
const place: SecretPlace = { table: "sources", column: "token", rowId: "1" };
const secrets = fc.string({ unit: "grapheme", maxLength: 200 });
const places = fc.record({ table: fc.string(), column: fc.string(), rowId: fc.string() });

describe("a sealed secret", () => {
  test("opens in its place, for any text", () => {
    fc.assert(
      fc.property(secrets, places, (secret, where) => {
        const sealed = box.seal(secret, where);
        expect(box.open(sealed, where)).toBe(secret);
        if (secret.length >= 4) expect(sealed).not.toContain(secret);
      }),
    );
  });

  test("does not open in any other place", () => {
    fc.assert(
      fc.property(secrets, places, places, (secret, here, there) => {
        fc.pre(
          JSON.stringify([here.table, here.column, here.rowId]) !==
            JSON.stringify([there.table, there.column, there.rowId]),
        );
        expect(() => box.open(box.seal(secret, here), there)).toThrowError(/cannot be read/);
      }),
    );
    const sealed = box.seal("x", { table: "ab", column: "c", rowId: "1" });
    expect(() => box.open(sealed, { table: "a", column: "bc", rowId: "1" })).toThrowError(/cannot be read/);
  });

  test("does not open when any character of it was changed", () => {
    const sealed = box.seal("a secret of some length", place);
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.constantFrom(..."ABCxyz019-_.".split("")), (at, character) => {
        fc.pre(sealed[at] !== character);
        const changed = sealed.slice(0, at) + character + sealed.slice(at + 1);
        expect(() => box.open(changed, place)).toThrowError(/cannot be read/);
      }),
      runs(300),
    );
    expect(() => box.open(sealed.slice(0, -1), place)).toThrowError(/cannot be read/);
    expect(() => box.open("", place)).toThrowError(/cannot be read/);
  });

  test("is different each time, though the secret is the same", () => {
    const sealed = new Set(Array.from({ length: 5_000 }, () => box.seal("x", place).split(".")[2]));
    expect(sealed.size).toBe(5_000);
  });

  test("never appears in the error", () => {
    const other = createSecretBox([newKey]);
    const sealed = box.seal("hunter2hunter2", place);
    expect(() => other.open(sealed, place)).toThrowError(/^((?!hunter2).)*$/);
  });
});

describe("rotation", () => {
  const both = createSecretBox([newKey, oldKey]);

  test("keeps old values readable and seals with the new key", () => {
    const old = box.seal("value", place);
    expect(both.open(old, place)).toBe("value");
    const rotated = both.rotate(old, place);
    expect(rotated.split(".")[1]).toBe("k2");
    expect(createSecretBox([newKey]).open(rotated, place)).toBe("value");
    expect(both.rotate(rotated, place)).toBe(rotated);
    expect(() => box.open(rotated, place)).toThrowError(/no key "k2"/);
  });

  test("a value relabelled with another key's id does not open", () => {
    const relabelled = box.seal("value", place).replace("v1.k1.", "v1.k2.");
    expect(() => both.open(relabelled, place)).toThrowError(/cannot be read/);
  });
});

test("a fingerprint recognises a secret and needs the key", () => {
  expect(box.fingerprint("a")).toMatch(/^[0-9a-f]{8}$/);
  expect(box.fingerprint("a")).toBe(box.fingerprint("a"));
  expect(box.fingerprint("a")).not.toBe(box.fingerprint("b"));
  expect(box.fingerprint("a")).not.toBe(createSecretBox([newKey]).fingerprint("a"));
});

test("keys are read from configuration, and weak ones refused", () => {
  const text = `new:${newKey.key.toString("base64")}, old:${oldKey.key.toString("base64url")}`;
  expect(parseSecretKeys(text).map(({ id }) => id)).toEqual(["new", "old"]);
  expect(
    createSecretBox(parseSecretKeys(text)).open(createSecretBox([{ ...newKey, id: "new" }]).seal("x", place), place),
  ).toBe("x");
  for (const wrong of ["", "abc", "id:", "a b:AAAA"]) expect(() => parseSecretKeys(wrong)).toThrow(RangeError);
  expect(() => createSecretBox([{ id: "k", key: Buffer.alloc(32) }])).toThrow(/not random/);
  expect(() => createSecretBox([{ id: "k", key: randomBytes(16) }])).toThrow(/16 bytes/);
  expect(() => createSecretBox([oldKey, { ...newKey, id: "k1" }])).toThrow(/same id/);
});
