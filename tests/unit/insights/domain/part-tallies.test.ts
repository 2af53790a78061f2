import { describe, expect, it } from "vitest";
import { defaultRules } from "@/lib/insights/domain/insight-rules";
import { firstOf, groupOfPart, tallyBuckets, tallyPart, tallyPeriod } from "@/lib/insights/domain/part-tallies";
import { prepareRecords } from "@/lib/insights/domain/prepared-records";
import { instant } from "@/lib/kernel/instant";
import { atHour, record } from "./records";

/** One record an hour, finished at its end, of a service. */
const lane = (hours: readonly number[], serviceId = "svc_1") =>
  prepareRecords(
    hours.map((hour) =>
      record({ deploymentId: `dep_${hour}`, serviceId, startedAt: atHour(hour - 1), finishedAt: atHour(hour) }),
    ),
    defaultRules,
  );
const from = (start: number, end: number) => ({ start: instant(atHour(start)), end: instant(atHour(end)) });
const upTo = (count: number) => Array.from({ length: count }, (_, hour) => hour);

describe("tallies of parts", () => {
  it("put each record into the bucket in which it ends, of few records and of many alike", () => {
    const buckets = [from(0, 10), from(10, 20)];
    const few = lane([0, 9, 10, 19, 20]);
    const many = lane(upTo(30), "svc_2");
    expect(tallyBuckets([few], buckets).map((cell) => cell.records)).toEqual([2, 2]);
    expect(tallyBuckets([many], buckets).map((cell) => cell.records)).toEqual([10, 10]);
    expect(tallyBuckets([few, many], buckets).map((cell) => cell.records)).toEqual([12, 12]);
    // Asked again nothing is counted twice.
    expect(tallyBuckets([few, many], buckets).map((cell) => cell.records)).toEqual([12, 12]);
  });

  it("add up over parts, and leave what is kept of each as it was", () => {
    const [one, other] = [lane(upTo(30)), lane([5], "svc_2")];
    expect(tallyPeriod([one, other], from(0, 10)).records).toBe(11);
    expect(tallyPart(one, from(0, 10)).records).toBe(10);
    expect(tallyPart(one, from(0, 20)).records).toBe(20);
  });

  it("know the first moment, and the group of a part that has one", () => {
    const one = lane([7, 3, 5]);
    expect(firstOf(one)).toBe(atHour(3));
    expect(firstOf(lane([]))).toBe(Number.POSITIVE_INFINITY);
    expect(groupOfPart(one, (each) => each.serviceId)).toEqual({ key: "svc_1" });
    expect(groupOfPart(one, (each) => each.deploymentId)).toBe("mixed");
    expect(groupOfPart(lane([]), (each) => each.serviceId)).toBe("mixed");
  });
});
