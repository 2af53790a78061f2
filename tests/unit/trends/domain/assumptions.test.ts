import { expect, test } from "vitest";
import { assumptionsOf, usualAssumptions } from "@/lib/trends/domain/assumptions";

test("what is asked with is taken, then what was kept, then what is usual", () => {
  const kept = { hoursPerDeployment: 2, hoursPerFailure: 8, hoursPerPerson: 30, people: 5 };
  expect(assumptionsOf({}, null)).toEqual(usualAssumptions);
  expect(assumptionsOf({}, kept)).toEqual(kept);
  expect(assumptionsOf({ people: 0, hoursPerFailure: undefined }, kept)).toEqual({ ...kept, people: 0 });
});
