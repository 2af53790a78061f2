import { describe, expect, it } from "vitest";
import { defaultRules } from "@/lib/insights/domain/insight-rules";
import { type EventQuestion, eventsOf } from "@/lib/insights/domain/objective-events";
import { atHour, hourMs, record } from "./records";

const now = atHour(100);
const seen = (question: EventQuestion, more: Parameters<typeof record>[0] = {}) => {
  const answer = eventsOf(question, record(more), defaultRules, now);
  return answer.kind === "events" ? answer.isGood : answer.reason;
};
const incident = (detected: number, restored: number | null) => ({
  kind: "incident" as const,
  id: "inc",
  detectedAt: atHour(detected),
  restoredAt: restored === null ? null : atHour(restored),
  isByPerson: false,
});
const change = (hours: number | null) => ({
  id: "c",
  name: "#1",
  startedAt: atHour(0),
  totalMs: hours === null ? null : hours * hourMs,
  stagesMs: {},
});

describe("events of a delivery record", () => {
  it("leave out what the figures leave out, for the same reason", () => {
    const measure = "change_failure_rate";
    expect(seen({ measure }, { outcome: "running" })).toBe("running");
    expect(seen({ measure }, { kind: "redeploy" })).toBe("redeploy");
    expect(seen({ measure: "deployment_frequency" }, { outcome: "rolled_back" })).toBe("taken_back");
    expect(seen({ measure: "lead_time", withinMs: hourMs })).toBe("no_changes");
  });

  it("are one of each deployment: bad when it failed, however often", () => {
    const measure = "change_failure_rate";
    expect(seen({ measure })).toEqual([true]);
    expect(seen({ measure }, { failures: [incident(2, 3), incident(4, 5)] })).toEqual([false]);
  });

  it("are one of each change, unknown where its beginning is", () => {
    const changes = [change(23), change(25), change(null)];
    expect(seen({ measure: "lead_time", withinMs: 24 * hourMs }, { changes })).toEqual([true, false, null]);
  });

  it("of restoring are open until their time is over", () => {
    const failed = { failures: [incident(60, null)] };
    expect(seen({ measure: "restore_time", withinMs: hourMs }, failed)).toEqual([false]);
    expect(seen({ measure: "restore_time", withinMs: 50 * hourMs }, failed)).toEqual([null]);
    expect(seen({ measure: "restore_time", withinMs: hourMs }, { failures: [incident(2, 2.5)] })).toEqual([true]);
    expect(seen({ measure: "restore_time", withinMs: hourMs })).toBe("not_failed");
  });

  it("of seeing a failure begin when users got it, at the first word of it", () => {
    const failed = { finishedAt: atHour(1), failures: [incident(2, 9), incident(5, 9)] };
    expect(seen({ measure: "time_to_detect", withinMs: hourMs }, failed)).toEqual([true]);
    expect(seen({ measure: "time_to_detect", withinMs: hourMs - 1 }, failed)).toEqual([false]);
    expect(seen({ measure: "time_to_detect", withinMs: hourMs })).toBe("not_failed");
    expect(seen({ measure: "time_to_detect", withinMs: hourMs }, { outcome: "running" })).toBe("running");
  });

  it("of rollbacks are good when the version before is back and holds", () => {
    const measure = "rollback_success";
    const back = { kind: "rollback" } as const;
    expect(seen({ measure }, { outcome: "rolled_back" })).toEqual([true]);
    expect(seen({ measure }, back)).toEqual([true]);
    expect(seen({ measure }, { ...back, failures: [incident(2, 3)] })).toEqual([false]);
    expect(seen({ measure }, { ...back, outcome: "failed" })).toEqual([false]);
    expect(seen({ measure }, { ...back, outcome: "running" })).toEqual([null]);
    expect(seen({ measure }, { ...back, outcome: "cancelled" })).toBe("cancelled");
    expect(seen({ measure })).toBe("not_a_rollback");
  });

  it("of rollbacks are unknown when nobody measured them", () => {
    const question = { measure: "rollback_time", withinMs: 5_000 } as const;
    const rolledBack = { outcome: "rolled_back" } as const;
    expect(seen(question, { ...rolledBack, rollbackMs: 4_000 })).toEqual([true]);
    expect(seen(question, { ...rolledBack, rollbackMs: 6_000 })).toEqual([false]);
    expect(seen(question, rolledBack)).toEqual([null]);
    expect(seen(question)).toBe("not_a_rollback");
  });
});
