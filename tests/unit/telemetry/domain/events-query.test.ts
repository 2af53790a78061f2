import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { eventsQuery, eventsReading } from "@/lib/telemetry/domain/events-query";
import type { Sample } from "@/lib/telemetry/domain/prometheus-answer";

const evaluatedAt = instant(1_700_000_000_000);
const sample = (part: string, value: string, labels: Record<string, string> = {}): Sample => ({
  labels: { ...labels, signalbox_part: part },
  evaluatedAt,
  value,
});
const fresh = [sample("total_at", "1699999995"), sample("good_at", "1699999996")];
const counters = [
  sample("total", "100", { pod: "a" }),
  sample("total", "50", { pod: "b" }),
  sample("good", "99", { pod: "a" }),
];
const vector = (samples: readonly Sample[]) => ({ type: "vector" as const, samples });

describe("the query of two counters", () => {
  it("asks for both and for when their samples were taken, at one moment", () => {
    const query = eventsQuery({ good: 'orders_total{outcome="ok"}', total: "orders_total" });
    expect(query).toContain('label_replace(orders_total{outcome="ok"},"signalbox_part","good","","")');
    expect(query).toContain("max(timestamp(orders_total))");
  });

  it.each([
    ["sum(rate(orders_total[5m]))"],
    ["orders_total - errors_total"],
    ['orders_total{a="b"} or vector(0)'],
    ["orders_total # all"],
  ])("is refused for %s: neither age nor resets can be told behind it", (good) => {
    expect(eventsQuery({ good, total: "orders_total" })).toMatchObject({ status: "blind", cause: "query_error" });
  });
});

describe("its answer", () => {
  it("has each series by its labels, as of the older sample", () => {
    expect(eventsReading(vector([...counters, ...fresh]), 15_000)).toMatchObject({
      status: "counters",
      sampledAt: 1_699_999_995_000,
      total: [
        { id: '[["pod","a"]]', count: 100 },
        { id: '[["pod","b"]]', count: 50 },
      ],
      good: [{ count: 99 }],
    });
  });

  it.each([
    ["no_series", counters.slice(0, 2)],
    ["stale", [...counters, sample("total_at", "1699999000"), sample("good_at", "1699999996")]],
    ["stale", [...counters, sample("total_at", "1699999996"), sample("good_at", "1699999000")]],
    ["not_a_number", [...counters, ...fresh, sample("good", "NaN", { pod: "c" })]],
  ])("is %s rather than 0", (cause, samples) => {
    const whole = cause === "no_series" ? [...samples, ...fresh] : samples;
    expect(eventsReading(vector(whole), 15_000)).toMatchObject({ status: "blind", cause });
  });

  it("names what Prometheus says", () => {
    const failed = { type: "error" as const, errorType: "execution", message: "too much" };
    expect(eventsReading(failed, 15_000)).toMatchObject({ cause: "query_error" });
  });
});
