import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { compare } from "@/lib/kernel/rational";
import { BudgetPolicyDefinition } from "@/lib/policies/contract";
import { budgetAt, heldHoursFrom, hourLine, type StoredHour, verdictAt } from "@/lib/policies/domain/dry-run";
import { SloDefinition } from "@/lib/slos/contract";
import { methodOf, shareOf } from "@/lib/slos/domain/evaluation";
import { budgetLeft, levelOf, type Slice } from "@/lib/slos/domain/level";
import { sumsOfHour } from "@/lib/slos/domain/stored-hours";
import { runs } from "@/tests/support/runs";

/** Goal: the past is judged by the same budgets as the present. Oracle: the engine of levels over the minutes themselves. */

const hourMs = 3_600_000;
const start = Date.parse("2026-08-01T00:00:00Z");
const definitionOf = (more: object = {}) =>
  SloDefinition.parse({
    sli: { kind: "availability" },
    targetPercent: "99.9",
    period: { kind: "rolling", days: 1 },
    ...more,
  });
const hourOf = (index: number, good: number, total: number, counted = 60): StoredHour => ({
  hour: start + index * hourMs,
  good,
  total,
  counted,
  unknown: 60 - counted,
  worth: 0,
});
const { thresholds } = BudgetPolicyDefinition.parse({
  scope: { tier: 1, environmentKinds: ["production"] },
  thresholds: [{ leftPercent: 0, effect: { kind: "freeze", exemptions: [] } }],
});

describe("the past", () => {
  it("would have been frozen from the outage until it left the period", () => {
    const hours = Array.from({ length: 72 }, (_, index) => hourOf(index, index === 10 ? 900 : 1_000, 1_000));
    const line = hourLine({ name: "answers", definition: definitionOf() }, hours);
    const at = instant(start + 12 * hourMs + 600_000);
    expect(verdictAt(thresholds, line ? [line] : [], at)).toMatchObject({ consequence: "freeze", because: "answers" });
    // The bad hour ends at 11:00 and is in every period until a day after it.
    expect(line && heldHoursFrom(thresholds, [line], at, instant(start + 72 * hourMs))).toBeCloseTo(22 + 5 / 6, 6);
    expect(line && heldHoursFrom(thresholds, [line], at, instant(start + 20 * hourMs))).toBeNull();
    expect(verdictAt(thresholds, line ? [line] : [], start + 8 * hourMs)).toMatchObject({ consequence: "none" });
  });

  it("is undetermined where nothing was stored or told", () => {
    const line = hourLine({ name: "answers", definition: definitionOf() }, [hourOf(0, 10, 10), hourOf(1, 0, 0, 0)]);
    const at = (hours: number) => line && budgetAt(line, start + hours * hourMs).kind;
    expect([at(0), at(1), at(2), at(3)]).toEqual(["undetermined", "known", "undetermined", "undetermined"]);
    expect(hourLine({ name: "answers", definition: definitionOf() }, [])).toBeNull();
  });

  const anyMinute = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.tuple(fc.nat(50), fc.nat(50)).map(([good, bad]) => ({ requests: good + bad, errors: bad })),
    },
    { weight: 1, arbitrary: fc.constant(null) },
  );

  it("has the budgets that the engine of levels has, by occurrences and by minutes", () => {
    const judged = { kind: "timeslices", slicePercent: "60" } as const;
    const methods = [{ kind: "occurrences" }, judged, { kind: "ratio_timeslices" }] as const;
    fc.assert(
      fc.property(
        fc.array(fc.array(anyMinute, { minLength: 60, maxLength: 60 }), { minLength: 1, maxLength: 5 }),
        fc.constantFrom(...methods),
        (rows, method) => {
          const definition = definitionOf({ method });
          const sli = { kind: "availability" } as const;
          const stored = rows.map((minutes, index) => {
            const hour = start + index * hourMs;
            const row = {
              hour,
              requests: minutes.map((one) => one?.requests ?? null),
              errors: minutes.map((one) => one?.errors ?? null),
              boundsMs: [],
              latencyCounts: [],
            };
            const sums = sumsOfHour(row, hour, { sli, method: methodOf(definition.method), knownSince: start });
            return { ...sums, good: Number(sums.good), total: Number(sums.total), worth: Number(sums.worth) };
          });
          const line = hourLine({ name: "answers", definition }, stored);
          const slices = rows
            .flat()
            .map(
              (one): Slice =>
                one
                  ? { kind: "counted", good: BigInt(one.requests - one.errors), total: BigInt(one.requests) }
                  : { kind: "unknown" },
            );
          const level = levelOf(slices, methodOf(definition.method));
          const budget = line && budgetAt(line, start + rows.length * hourMs);
          if (budget?.kind !== "known" || !level.worst || !level.best) return;
          const target = shareOf("99.9");
          expect(compare(budget.worst, budgetLeft(level.worst, target))).toBe(0);
          expect(compare(budget.best, budgetLeft(level.best, target))).toBe(0);
        },
      ),
      runs(60),
    );
  });
});
