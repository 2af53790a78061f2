import { expect, test } from "vitest";
import { finiteNumber, readInstantAnswer, scalarReading } from "@/lib/telemetry/domain/prometheus-answer";

const success = (resultType: string, result: unknown): unknown => ({ status: "success", data: { resultType, result } });
const series = (value: string, labels: Record<string, string> = {}): unknown => ({
  metric: labels,
  value: [1_700_000_000.5, value],
});
const options = { query: "q", timed: false, staleAfterMs: 5_000 };

test.each([
  ["a number", success("vector", [series("1.5")]), { status: "read", value: 1.5, sampledAt: 1_700_000_000_500 }],
  ["a large number", success("vector", [series("2e+06")]), { status: "read", value: 2_000_000 }],
  ["a scalar", success("scalar", [1_700_000_000, "3"]), { status: "read", value: 3, sampledAt: 1_700_000_000_000 }],
  ["nothing", success("vector", []), { cause: "no_series" }],
  ["two series", success("vector", [series("1", { a: "1" }), series("2", { a: "2" })]), { cause: "several_series" }],
  ["NaN", success("vector", [series("NaN")]), { cause: "not_a_number" }],
  ["+Inf", success("vector", [series("+Inf")]), { cause: "not_a_number" }],
  ["-Inf as scalar", success("scalar", [1, "-Inf"]), { cause: "not_a_number" }],
  ["a matrix", success("matrix", []), { cause: "wrong_shape" }],
  ["a string", success("string", [1, "x"]), { cause: "wrong_shape" }],
  ["an error", { status: "error", errorType: "bad_data", error: "parse error" }, { cause: "query_error" }],
  ["no JSON", undefined, { cause: "wrong_shape" }],
  ["a list", [], { cause: "wrong_shape" }],
  ["no data", { status: "success" }, { cause: "wrong_shape" }],
  ["a vector without values", success("vector", [{ metric: {} }]), { cause: "wrong_shape" }],
  ["labels that are not text", success("vector", [{ metric: { a: 1 }, value: [1, "1"] }]), { cause: "wrong_shape" }],
  ["a time that is not a number", success("vector", [{ metric: {}, value: ["now", "1"] }]), { cause: "wrong_shape" }],
])("%s", (_name, json, expected) => {
  expect(scalarReading(readInstantAnswer(json), options)).toMatchObject(expected);
});

test("the age of a sample counts when it is known", () => {
  const answer = (takenSeconds: number) =>
    readInstantAnswer(
      success("vector", [
        series("7", { signalbox_part: "value" }),
        series(String(takenSeconds), { signalbox_part: "time" }),
      ]),
    );
  const timed = { ...options, timed: true };
  expect(scalarReading(answer(1_699_999_998), timed)).toMatchObject({ value: 7, sampledAt: 1_699_999_998_000 });
  expect(scalarReading(answer(1_699_999_990), timed)).toMatchObject({ cause: "stale" });
});

test("finiteNumber reads what Prometheus writes and nothing else", () => {
  expect(["1", "-1.5", "1e-05", "2E+3"].map(finiteNumber)).toEqual([1, -1.5, 0.00001, 2_000]);
  for (const text of ["NaN", "+Inf", "", " 1", "0x10", "1_000", "Infinity"]) expect(finiteNumber(text)).toBeNaN();
});
