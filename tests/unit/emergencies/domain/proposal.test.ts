import { describe, expect, it } from "vitest";
import { type ProposalRecord, proposalReasons, proposalState } from "@/lib/emergencies/domain/proposal";

/** Goal: what a review proposes is decided by another person, once, and signed only over the version that it was made from. */

const proposed: ProposalRecord = {
  ...{ proposedByPerson: "bea", baseVersion: 3, presentVersion: 3, isRetired: false, decision: null },
};
const codes = (record: ProposalRecord, person: string | null, decision: "signed" | "declined") =>
  proposalReasons(record, person, decision).map(({ code }) => code);

describe("a proposal", () => {
  it("is open while the version that it changes is in force", () => {
    expect(proposalState(proposed)).toBe("open");
    expect(proposalState({ ...proposed, presentVersion: 4 })).toBe("overtaken");
    expect(proposalState({ ...proposed, isRetired: true })).toBe("overtaken");
    expect(proposalState({ ...proposed, presentVersion: 4, decision: "signed" })).toBe("signed");
  });

  it("is decided by somebody else, never by nobody", () => {
    expect(codes(proposed, "ada", "signed")).toEqual([]);
    expect(codes(proposed, "bea", "declined")).toEqual(["own_proposal"]);
    expect(codes(proposed, null, "signed")).toEqual(["own_proposal"]);
  });

  it("is decided once, and declined but not signed when it is overtaken", () => {
    expect(codes({ ...proposed, decision: "declined" }, "ada", "signed")).toEqual(["decided_already"]);
    expect(codes({ ...proposed, presentVersion: 4 }, "ada", "signed")).toEqual(["overtaken"]);
    expect(codes({ ...proposed, presentVersion: 4 }, "ada", "declined")).toEqual([]);
  });
});
