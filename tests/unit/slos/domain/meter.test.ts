import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { closedUntil, closesAfterMs, meterText, wholeEvents } from "@/lib/slos/domain/meter";
import { meterIdOf } from "@/lib/slos/meter-read-model";
import { Meter } from "@/lib/slos/sli-contract";

const place = { serviceId: "svc_1", environmentId: "env_1" };
const pushed = Meter.parse({ kind: "pushed", stream: "orders" });

describe("a meter", () => {
  it("is named by what it asks and where, whatever order its fields came in", () => {
    const query = { kind: "query", source: "dd", good: "a", total: "b", delayMs: 0 } as const;
    const turned = { delayMs: 0, total: "b", good: "a", source: "dd", kind: "query" } as const;
    expect(meterIdOf(place, query)).toBe(meterIdOf(place, turned));
    expect(meterText(place, query)).not.toBe(meterText(place, { ...query, good: "b", total: "a" }));
    expect(meterIdOf(place, query)).not.toBe(meterIdOf({ ...place, environmentId: "env_2" }, query));
  });

  it("closes a minute after its delay, so that the newest one waits", () => {
    const noon = Date.parse("2026-11-20T12:00:00Z");
    expect(closesAfterMs(pushed)).toBe(120_000);
    expect(closedUntil(pushed, noon + 119_999)).toBe(noon - 60_000);
    expect(closedUntil(pushed, noon + 120_000)).toBe(noon);
    expect(closesAfterMs(Meter.parse({ kind: "query", source: "dd", good: "a", total: "b" }))).toBe(0);
  });
});

describe("estimates as whole events", () => {
  it("are never off by more than one, over any stretch", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1_000, noNaN: true }), { maxLength: 200 }), (estimates) => {
        let carry = 0;
        let counted = 0;
        for (const estimate of estimates) {
          const whole = wholeEvents(estimate, carry);
          carry = whole.carry;
          counted += whole.count;
        }
        const sum = estimates.reduce((all, one) => all + one, 0);
        expect(Math.abs(sum - counted)).toBeLessThan(1 + 1e-6);
      }),
    );
    expect(wholeEvents(3 * 2.5, 0)).toEqual({ count: 7, carry: 0.5 });
    expect(wholeEvents(2.5, 0.5)).toEqual({ count: 3, carry: 0 });
  });
});
