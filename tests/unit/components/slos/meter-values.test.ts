import { describe, expect, it } from "vitest";
import { fromMatch, meterOf, meterValuesOf, toMatch } from "@/components/slos/meter-values";
import { Meter } from "@/lib/slos/sli-contract";

describe("the fields of a meter", () => {
  it.each([
    [{ kind: "query", source: "dd", good: "a", total: "b", delayMs: 120_000 }],
    [{ kind: "pushed", stream: "orders", delayMs: 60_000 }],
    [{ kind: "otlp_sum", metric: "orders", good: [{ attribute: "outcome", values: ["ok", "late"] }], total: [] }],
    [
      {
        kind: "otlp_latency",
        metric: "d",
        thresholdMs: 300,
        total: [{ attribute: "route", values: ["/"], isNot: true }],
      },
    ],
  ])("say the meter that they came from: %o", (given) => {
    const meter = Meter.parse(given);
    expect(meterOf(meterValuesOf(meter))).toEqual(meter);
  });

  it("read conditions as people write them", () => {
    expect(toMatch("outcome=ok|late")).toEqual({ attribute: "outcome", values: ["ok", "late"], isNot: false });
    expect(toMatch("outcome != failed")).toEqual({ attribute: "outcome", values: ["failed"], isNot: true });
    expect(fromMatch(toMatch("http.route!=/health"))).toBe("http.route!=/health");
    // What is no condition has no value: the server says so.
    expect(Meter.safeParse({ kind: "otlp_sum", metric: "m", good: [toMatch("=ok")] }).success).toBe(false);
  });
});
