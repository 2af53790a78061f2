import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BoundApproval, countingApprovals, suffices } from "@/lib/kernel/approvals";
import { instant } from "@/lib/kernel/instant";
import { runs } from "@/tests/support/runs";

/** Goal: an approval counts for exactly one content, of others, in its time. Method: a table, and random approvals. */

const at = instant(1_000);
const approval = (more: Partial<BoundApproval> = {}): BoundApproval => ({
  contentHash: "now",
  person: "bea",
  roles: ["approver"],
  at: instant(500),
  expiresAt: instant(2_000),
  ...more,
});
const subject = (approvals: readonly BoundApproval[]) => ({
  contentHash: "now",
  authors: ["ada"],
  askedAt: instant(100),
  endsAt: null,
  approvals,
});

describe("approvals that count", () => {
  it.each<[string, Partial<BoundApproval>, number]>([
    ["given to this content by another", {}, 1],
    ["given to another content", { contentHash: "before" }, 0],
    ["of who wrote it", { person: "ada" }, 0],
    ["from before it was asked for", { at: instant(99) }, 0],
    ["from the future", { at: instant(1_001) }, 0],
    ["that ran out this moment", { expiresAt: at }, 0],
    ["without an end of its own", { expiresAt: null }, 1],
  ])("one %s", (_name, more, count) => {
    expect(countingApprovals(subject([approval(more)]), at)).toHaveLength(count);
  });

  it("counts a person once", () => {
    expect(countingApprovals(subject([approval(), approval({ at: instant(600) })]), at)).toHaveLength(1);
  });

  it("asks for enough of them, and for one with a role where one is named", () => {
    expect(suffices({ approvals: 2, oneOf: [] }, [approval()])).toBe(false);
    expect(suffices({ approvals: 1, oneOf: ["sre"] }, [approval()])).toBe(false);
    expect(suffices({ approvals: 1, oneOf: ["sre", "approver"] }, [approval()])).toBe(true);
  });

  it("counts none after any edit, whatever was approved before", () => {
    const one = fc.record({
      contentHash: fc.constantFrom("now", "before"),
      person: fc.constantFrom("ada", "bea", "cem"),
      roles: fc.constant([]),
      at: fc.integer({ min: 0, max: 3_000 }).map(instant),
      expiresAt: fc.option(fc.integer({ min: 0, max: 4_000 }).map(instant)),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 20 }), (approvals) => {
        const edited = { ...subject(approvals), contentHash: "edited" };
        expect(countingApprovals(edited, at)).toEqual([]);
      }),
      runs(200),
    );
  });
});
