import { describe, expect, it } from "vitest";
import { drillDuty } from "@/lib/drills/domain/drill-duty";
import { instant } from "@/lib/kernel/instant";

const day = 86_400_000;
const at = (days: number) => instant(Date.parse("2026-11-20T12:00:00Z") + days * day);
const schedule = { everyDays: 91, setAt: at(0) };

describe("whether a rollback drill is due", () => {
  it.each([
    ["nobody scheduled any", null, at(-1), 0, "not_scheduled"],
    ["the schedule is young", schedule, null, 1, "never_done"],
    ["the first interval has passed", schedule, null, 91, "overdue"],
    ["one was done lately", schedule, at(10), 11, "fresh"],
    ["the last seventh has begun", schedule, at(10), 88, "due_soon"],
    ["the interval has passed since the last", schedule, at(10), 101, "overdue"],
  ] as const)("when %s", (_what, given, lastDoneAt, days, duty) => {
    expect(drillDuty({ schedule: given, lastDoneAt }, at(days)).duty).toBe(duty);
  });

  it("says when", () => {
    expect(drillDuty({ schedule, lastDoneAt: at(10) }, at(11)).dueAt).toBe(at(101));
    expect(drillDuty({ schedule: null, lastDoneAt: null }, at(11)).dueAt).toBeNull();
  });
});
