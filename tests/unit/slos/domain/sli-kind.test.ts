import { expect, it } from "vitest";
import { SloDefinition } from "@/lib/slos/contract";
import { isComposite, isCounted, isDelivery } from "@/lib/slos/domain/sli-kind";

it("every definition is of exactly one kind", () => {
  const kinds = [
    { kind: "availability" },
    { kind: "latency", thresholdMs: 300 },
    { kind: "composite", combine: "all", parts: [{ objective: "a" }, { objective: "b" }] },
    { kind: "delivery", measure: "change_failure_rate" },
  ].map((sli) => {
    const definition = SloDefinition.parse({ sli, targetPercent: "99", period: { kind: "rolling", days: 30 } });
    return [isCounted, isComposite, isDelivery].map((is) => is(definition));
  });
  expect(kinds).toEqual([
    [true, false, false],
    [true, false, false],
    [false, true, false],
    [false, false, true],
  ]);
});
