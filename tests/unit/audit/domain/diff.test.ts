import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffOf } from "@/lib/audit/domain/diff";

describe("the difference of two states", () => {
  it("names each leaf that changed, appeared or went", () => {
    const before = { tier: 0, ownerTeam: null, tags: ["a", "b"], same: { deep: 1 } };
    const after = { tier: 1, ownerTeam: { slug: "shop" }, tags: ["a"], same: { deep: 1 }, added: false };
    expect(diffOf(before, after)).toEqual([
      { path: "tier", before: 0, after: 1 },
      { path: "ownerTeam.slug", before: undefined, after: "shop" },
      { path: "tags.1", before: "b", after: undefined },
      { path: "added", before: undefined, after: false },
    ]);
  });

  it("shows a whole state for what was created or deleted", () => {
    expect(diffOf(null, { a: 1, b: { c: 2 } })).toEqual([
      { path: "a", before: undefined, after: 1 },
      { path: "b.c", before: undefined, after: 2 },
    ]);
    expect(diffOf({ a: 1 }, null)).toEqual([{ path: "a", before: 1, after: undefined }]);
  });

  it("shows a value that became a tree, and an empty tree that appeared", () => {
    expect(diffOf({ a: 1 }, { a: { b: 2 } }).map((change) => change.path)).toEqual(["a", "a.b"]);
    expect(diffOf({}, { a: [] })).toEqual([{ path: "a", before: undefined, after: [] }]);
  });

  it("of a state and itself is nothing", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(diffOf(value, JSON.parse(JSON.stringify(value)))).toEqual([]);
      }),
    );
  });

  it("of two states that differ in one leaf is that leaf", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.integer()), fc.string(), fc.integer(), (state, name, value) => {
        const changed = { ...state, [name]: value };
        const isSame = Object.hasOwn(state, name) && state[name] === value;
        expect(diffOf(state, changed).map((change) => change.after)).toEqual(isSame ? [] : [value]);
      }),
    );
  });
});
