import { describe, expect, it } from "vitest";
import { createBulkhead } from "@/lib/synthetics/loop/bulkhead";

describe("room for runs", () => {
  it("is bounded for a host, so that others always find some", () => {
    const bulkhead = createBulkhead({ total: 5, perHost: 2 });
    const slow = [bulkhead.enter("slow"), bulkhead.enter("slow"), bulkhead.enter("slow")];
    expect(slow.map((leave) => leave !== null)).toEqual([true, true, false]);
    expect(bulkhead.fullHosts()).toEqual(["slow"]);
    expect(bulkhead.enter("other")).not.toBeNull();
    slow[0]?.();
    // Given back once, however often it is said.
    slow[0]?.();
    expect(bulkhead.size).toBe(2);
    expect(bulkhead.enter("slow")).not.toBeNull();
    expect(bulkhead.enter("slow")).toBeNull();
  });

  it("is bounded in all", () => {
    const bulkhead = createBulkhead({ total: 2, perHost: 2 });
    expect(["a", "b", "c"].map((host) => bulkhead.enter(host) !== null)).toEqual([true, true, false]);
  });
});
