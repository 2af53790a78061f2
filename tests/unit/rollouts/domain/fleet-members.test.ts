import { describe, expect, test } from "vitest";
import { commonTermOf, lowestShareOf, membersOf, unrestartedMembersOf } from "@/lib/rollouts/domain/fleet-members";
import { mergeObservations } from "@/lib/traffic/domain/fleet";
import { sharing, T0 } from "../../../support/rollout-fixtures";

const [one, other] = [sharing(10, T0, "7-100"), sharing(4, T0, "9-100")];
const fleet = mergeObservations([one, other]);

describe("the processes of a data plane", () => {
  test("are those of a fleet, or the only one", () => {
    expect(membersOf(fleet).map(({ incarnation }) => incarnation)).toEqual(["7-100", "9-100"]);
    expect(membersOf(one)).toEqual([one]);
  });

  test("are as low as the lowest", () => {
    expect(lowestShareOf(fleet, "b")).toBe(4);
    expect(lowestShareOf(fleet, "a")).toBe(90);
    expect(lowestShareOf(one, "b")).toBe(10);
  });

  test("have a term in common, or none", () => {
    const withTerm = (term: number | null) => ({ ...one, accepted: term === null ? null : { term, epoch: 3 } });
    expect(commonTermOf(mergeObservations([withTerm(5), withTerm(5)]))).toBe(5);
    expect(commonTermOf(mergeObservations([withTerm(5), withTerm(6)]))).toBeNull();
    expect(commonTermOf(mergeObservations([withTerm(5), withTerm(null)]))).toBeNull();
    expect(commonTermOf(withTerm(5))).toBe(5);
    expect(commonTermOf(withTerm(null))).toBeNull();
  });

  test("of a fleet run on when their incarnations were there before", () => {
    expect(unrestartedMembersOf(fleet, "7-100 8-100").map(({ incarnation }) => incarnation)).toEqual(["7-100"]);
    expect(unrestartedMembersOf(fleet, fleet.incarnation)).toHaveLength(2);
    expect(unrestartedMembersOf(one, one.incarnation)).toEqual([]);
  });
});
