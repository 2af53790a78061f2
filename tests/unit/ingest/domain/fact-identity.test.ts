import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Fact } from "@/lib/ingest/domain/fact";
import { canonicalFact, inOrder, type StoredFact } from "@/lib/ingest/domain/fact-identity";
import { instant } from "@/lib/kernel/instant";

const merged: Fact = {
  kind: "change_request",
  subjectKey: "change_request:github:acme/shop:7",
  occurredAt: instant(1_700_000_000_000),
  repository: "acme/shop",
  number: 7,
  what: "merged",
};

describe("canonicalFact", () => {
  it("is the same whatever the order of the fields, and without fields that were not given", () => {
    const { kind, ...rest } = merged;
    const other = { ...rest, title: undefined, kind } as unknown as Fact;
    expect(canonicalFact(other)).toBe(canonicalFact(merged));
  });

  it("differs when anything differs", () => {
    expect(canonicalFact({ ...merged, number: 8 })).not.toBe(canonicalFact(merged));
    expect(canonicalFact({ ...merged, ticketKeys: ["A-1", "A-2"] })).not.toBe(
      canonicalFact({ ...merged, ticketKeys: ["A-2", "A-1"] }),
    );
  });
});

describe("inOrder", () => {
  it("depends on the set alone", () => {
    const facts = fc.uniqueArray(fc.record({ id: fc.string({ minLength: 1 }), at: fc.integer({ min: 0, max: 5 }) }), {
      selector: (one) => one.id,
      maxLength: 12,
    });
    fc.assert(
      fc.property(facts, fc.infiniteStream(fc.nat()), (made, chance) => {
        const stored: StoredFact[] = made.map((one) => ({
          id: one.id,
          sourceId: "src_1",
          fact: { ...merged, occurredAt: instant(one.at) },
        }));
        const shuffled = stored
          .map((one) => ({ one, key: chance.next().value as number }))
          .sort((left, right) => left.key - right.key)
          .map(({ one }) => one);
        expect(inOrder(shuffled)).toEqual(inOrder(stored));
      }),
    );
  });
});
