import { describe, expect, it } from "vitest";
import { abandonedAfterMs, waitAfter } from "@/lib/notifications/domain/retry";

describe("waits between attempts", () => {
  it("grow, stay below a day, and end after a day and a half", () => {
    const waits: number[] = [];
    for (let attempts = 1; ; attempts += 1) {
      const wait = waitAfter(attempts);
      if (wait === null) break;
      waits.push(wait);
    }
    expect(waits.length).toBeGreaterThan(3);
    expect(waits.toSorted((one, other) => one - other)).toEqual(waits);
    expect(Math.max(...waits)).toBeLessThan(86_400_000);
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThan(1.5 * 86_400_000);
  });

  it("have none before the first attempt, and a process that died is noticed within the hour", () => {
    expect(waitAfter(0)).toBeNull();
    expect(abandonedAfterMs).toBeLessThan(3_600_000);
  });
});
