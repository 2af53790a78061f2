import { describe, expect, it } from "vitest";
import { StrangerThrottle } from "@/lib/platform/audit/stranger-throttle";

const minuteMs = 60_000;

describe("which refusals of strangers go on record (rows 69 and 75)", () => {
  const refused = (address: string, action = "team.create") => ({ action, address });

  it("the first of a minute for an address and an operation; the next says how many were left out", () => {
    const throttle = new StrangerThrottle();
    expect(throttle.admit(refused("192.0.2.1"), 0)).toBe(0);
    for (let at = 1; at <= 50; at += 1) expect(throttle.admit(refused("192.0.2.1"), at)).toBe("leave_out");
    expect(throttle.admit(refused("192.0.2.2"), 60)).toBe(0);
    expect(throttle.admit(refused("192.0.2.1", "team.edit"), 60)).toBe(0);
    expect(throttle.admit(refused("192.0.2.1"), minuteMs - 1)).toBe("leave_out");
    expect(throttle.admit(refused("192.0.2.1"), minuteMs)).toBe(51);
    expect(throttle.admit(refused("192.0.2.1"), 3 * minuteMs)).toBe(0);
  });

  it("a flood from ever new addresses makes a bounded number of records a minute", () => {
    const throttle = new StrangerThrottle();
    const recordsIn = (fromMs: number): number => {
      let records = 0;
      for (let index = 0; index < 5_000; index += 1) {
        if (throttle.admit(refused(`2001:db8::${fromMs}:${index}`), fromMs + index) !== "leave_out") records += 1;
      }
      return records;
    };
    expect(recordsIn(0)).toBe(501);
    expect(recordsIn(minuteMs * 2)).toBeLessThanOrEqual(501);
  });
});
