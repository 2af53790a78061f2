import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { type EndedPeriod, type ObjectiveFacts, staleFindings } from "@/lib/reviews/domain/staleness";

const now = instant(Date.parse("2026-11-20T12:00:00Z"));
const dayMs = 86_400_000;
const rule = { periods: 4, measuredDays: 7, missFactor: 5 };
const four = (period: EndedPeriod): EndedPeriod[] => [period, period, period, period];
const fine: EndedPeriod = { verdict: "met", worstPercent: "99.9500", bestPercent: "99.9500" };
const facts: ObjectiveFacts = {
  targetPercent: "99.9",
  createdAt: instant(now - 200 * dayMs),
  lastKnownAt: now,
  periods: four(fine),
  alerts: 3,
  breaches: 0,
  ownershipGaps: [],
};
const codes = (more: Partial<ObjectiveFacts>) =>
  staleFindings({ ...facts, ...more }, rule, now).map(({ code }) => code);

describe("a stale objective", () => {
  it("is none that is measured, used and owned", () => {
    expect(codes({})).toEqual([]);
  });

  it("was never measured, or not for a while, with the days", () => {
    expect(codes({ lastKnownAt: null, periods: [] })).toEqual(["never_measured"]);
    expect(codes({ lastKnownAt: null, periods: [], createdAt: instant(now - 6 * dayMs) })).toEqual([]);
    const [found] = staleFindings({ ...facts, lastKnownAt: instant(now - 9 * dayMs) }, rule, now);
    expect(found?.sentence).toBe("Nothing was measured in the last 9 days.");
    expect(found?.nextAction).toContain("retire");
  });

  it("was exactly 100 % all the time, which is another finding than one that was only never burnt", () => {
    const perfect: EndedPeriod = { verdict: "met", worstPercent: "100.0000", bestPercent: "100.0000" };
    expect(codes({ periods: four(perfect), alerts: 0 })).toEqual(["always_perfect"]);
    expect(codes({ alerts: 0 })).toEqual(["never_burnt"]);
    expect(codes({ alerts: 0, breaches: 1 })).toEqual([]);
  });

  it("is not called perfect when a part of it is unknown, nor by fewer periods than the rule asks for", () => {
    const partly: EndedPeriod = { verdict: "met", worstPercent: "99.9900", bestPercent: "100.0000" };
    expect(codes({ periods: four(partly) })).toEqual([]);
    const perfect: EndedPeriod = { verdict: "met", worstPercent: "100.0000", bestPercent: "100.0000" };
    expect(codes({ periods: four(perfect).slice(1), alerts: 0 })).toEqual([]);
    expect(codes({ periods: four({ verdict: "no_data", worstPercent: null, bestPercent: null }), alerts: 0 })).toEqual(
      [],
    );
  });

  it("has a target far off when each period has many times the errors that it allows, for certain", () => {
    const far: EndedPeriod = { verdict: "missed", worstPercent: "99.0000", bestPercent: "99.5000" };
    const [found] = staleFindings({ ...facts, periods: four(far) }, rule, now);
    expect(found).toMatchObject({ code: "target_far_off" });
    expect(found?.sentence).toContain("at least 5.0 times as many errors as 99.9 % allows");
    const near: EndedPeriod = { verdict: "missed", worstPercent: "99.0000", bestPercent: "99.5100" };
    expect(codes({ periods: [far, far, far, near] })).toEqual([]);
    const dark: EndedPeriod = { verdict: "no_data", worstPercent: null, bestPercent: null };
    expect(codes({ periods: [far, far, far, dark] })).toEqual([]);
  });

  it("has nobody who answers for it", () => {
    expect(codes({ ownershipGaps: ["Ada, accountable, has left."] })).toEqual(["owner_left"]);
  });
});
