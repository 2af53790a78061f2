import { describe, expect, it } from "vitest";
import {
  emergencyReviewReasons,
  emergencyState,
  emergencyTimeReasons,
  overAt,
  reviewDueAt,
} from "@/lib/emergencies/domain/emergency";
import { instant } from "@/lib/kernel/instant";

const hour = 3_600_000;
const at = (hours: number) => instant(Date.parse("2026-11-20T12:00:00Z") + hours * hour);
const open = { startedByPerson: "ada", endsAt: at(4), rolloutEndedAt: null, reviewedAt: null };
const codes = (reasons: readonly { readonly code: string }[]) => reasons.map((reason) => reason.code);

describe("an emergency release", () => {
  it("passes windows until its end or that of its rollout, whichever is first, by the clock", () => {
    expect(emergencyState(open, at(3.99))).toBe("in_force");
    expect(emergencyState(open, at(4))).toBe("owed");
    expect(overAt({ ...open, rolloutEndedAt: at(1) })).toBe(at(1));
    expect(overAt({ ...open, rolloutEndedAt: at(9) })).toBe(at(4));
    expect(emergencyState({ ...open, rolloutEndedAt: at(1) }, at(1))).toBe("owed");
    expect(emergencyState({ ...open, reviewedAt: at(5) }, at(9))).toBe("reviewed");
    expect(reviewDueAt(open)).toBe(at(4 + 5 * 24));
  });

  it("lasts a day at most and ends in the future", () => {
    expect(emergencyTimeReasons(at(24), at(0))).toEqual([]);
    expect(codes(emergencyTimeReasons(at(24.01), at(0)))).toEqual(["too_long"]);
    expect(codes(emergencyTimeReasons(at(0), at(0)))).toEqual(["ended_already"]);
  });

  it("is reviewed by another person, once it is over", () => {
    expect(emergencyReviewReasons(open, "bea", at(4))).toEqual([]);
    expect(codes(emergencyReviewReasons(open, "ada", at(4)))).toEqual(["own_emergency"]);
    expect(codes(emergencyReviewReasons(open, null, at(4)))).toEqual(["own_emergency"]);
    expect(codes(emergencyReviewReasons(open, "bea", at(1)))).toEqual(["no_review_owed"]);
    expect(codes(emergencyReviewReasons({ ...open, reviewedAt: at(5) }, "bea", at(6)))).toEqual(["no_review_owed"]);
  });
});
