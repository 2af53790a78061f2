import { describe, expect, it } from "vitest";
import { compositionFaults } from "@/lib/slos/domain/composition-check";
import type { CompositePart } from "@/lib/slos/sli-contract";

const parts = (...slugs: string[]): CompositePart[] => slugs.map((objective) => ({ objective, weight: 1 }));
const known = new Map([
  ["a", parts()],
  ["b", parts()],
  ["pair", parts("a", "b")],
  ["outer", parts("pair", "a")],
]);
const faults = (slug: string, own: CompositePart[], all = known) => compositionFaults(slug, own, (one) => all.get(one));

describe("the parts of a composite", () => {
  it("may share parts of parts", () => {
    expect(faults("new", parts("pair", "outer"))).toEqual([]);
  });

  it("are there, and named once", () => {
    expect(faults("new", parts("a", "nowhere", "a"))).toEqual([
      { kind: "unknown_part", slug: "nowhere" },
      { kind: "named_twice", slug: "a" },
    ]);
  });

  it("never lead back to it, directly or by others", () => {
    expect(faults("new", parts("new", "a"))).toEqual([{ kind: "cycle", path: ["new", "new"] }]);
    expect(faults("pair", parts("outer", "a"))).toEqual([{ kind: "cycle", path: ["pair", "outer", "pair"] }]);
  });

  it("go no deeper than people can follow", () => {
    const deep = new Map([["l0", parts()], ...[1, 2, 3, 4].map((n) => [`l${n}`, parts(`l${n - 1}`)] as const)]);
    expect(faults("new", parts("l3"), deep)).toEqual([]);
    expect(faults("new", parts("l4"), deep)).toEqual([
      { kind: "too_deep", path: ["new", "l4", "l3", "l2", "l1", "l0"] },
    ]);
  });
});
