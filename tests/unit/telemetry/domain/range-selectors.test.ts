import { expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import type { InstantAnswer } from "@/lib/telemetry/domain/prometheus-answer";
import { rangeSelectorsIn, sampleTimesQuery, staleRange } from "@/lib/telemetry/domain/range-selectors";

/** Goal: what a query computes over a range is not believed once nothing new comes into that range. */

it("finds the selectors that stand before a range, whatever their strings hold", () => {
  const query = `sum(rate(errors_total{code=~"5..", path="a[1m]}"}[1m])) / sum(rate(requests_total [5m])) > up{job="x"}`;
  expect(rangeSelectorsIn(query)).toEqual([`errors_total{code=~"5..", path="a[1m]}"}`, "requests_total"]);
  expect(rangeSelectorsIn(`increase({__name__="x"}[2m]) # y[1m]`)).toEqual([`{__name__="x"}`]);
  expect(rangeSelectorsIn("rate(x[1m]) + rate(x[1m])")).toEqual(["x"]);
});

it("finds none in queries of current values, and in what is no query", () => {
  expect(rangeSelectorsIn(`queue_depth{version="1"}`)).toEqual([]);
  expect(rangeSelectorsIn(`a / on (b) c`)).toEqual([]);
  expect(rangeSelectorsIn(`rate(x{a="`)).toEqual([]);
});

const selectors = ["errors_total", "requests_total"];
const given = { selectors, staleAfterMs: 5_000 };
const at = instant(1_000_000);
const answerOf = (...values: readonly (readonly [string, string])[]): InstantAnswer => ({
  type: "vector",
  samples: values.map(([index, value]) => ({ labels: { signalbox_range: index }, evaluatedAt: at, value })),
});

it("believes ranges with a current sample, and those that never had one", () => {
  expect(staleRange(answerOf(["0", "998"], ["1", "999.5"]), given)).toBeNull();
  expect(staleRange(answerOf(["1", "999.5"]), given)).toBeNull();
});

it("does not believe a range whose samples have ended or grown old, and says which", () => {
  expect(staleRange(answerOf(["0", "0"], ["1", "999.5"]), given)).toMatchObject({
    cause: "stale",
    detail: "errors_total has no current sample any more.",
  });
  expect(staleRange(answerOf(["1", "990"]), given)).toMatchObject({
    cause: "stale",
    detail: expect.stringContaining("requests_total is 10000 ms old"),
  });
});

it("does not believe what it could not ask about", () => {
  expect(staleRange({ type: "error", errorType: "bad_data", message: "no" }, given)?.cause).toBe("query_error");
  expect(staleRange({ type: "scalar", evaluatedAt: at, value: "1" }, given)?.cause).toBe("wrong_shape");
});

it("asks for all of them at once", () => {
  expect(sampleTimesQuery(selectors).match(/timestamp/g)).toHaveLength(2);
});
