import { expect, it } from "vitest";
import { reasonsOf } from "@/lib/platform/use-case";
import { ObjectiveSli } from "@/lib/slos/sli-contract";

const faults = (value: unknown): string[] => {
  const parsed = ObjectiveSli.safeParse(value);
  return parsed.success ? [] : reasonsOf(parsed.error).map(({ field, message }) => `${field}: ${message}`);
};

it("what an objective is about is told apart by its kind and measure, so that faults name their field", () => {
  expect(faults({ kind: "delivery", measure: "change_failure_rate" })).toEqual([]);
  expect(faults({ kind: "composite", combine: "all", parts: [{ objective: "a" }, { objective: "b" }] })).toEqual([]);
  expect(faults({ kind: "delivery", measure: "lead_time", withinMs: 0 })).toEqual(["withinMs: Give more than 0 ms."]);
  expect(faults({ kind: "composite", combine: "all", parts: [{ objective: "a" }] })).toEqual([
    "parts: Name at least two parts.",
  ]);
  expect(faults({ kind: "availability", withinMs: 3 })).toHaveLength(1);
});
