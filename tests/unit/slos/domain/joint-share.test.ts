import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { one, plus, rational } from "@/lib/kernel/rational";
import {
  addJoint,
  emptyJoint,
  type JointRule,
  partText,
  sharesOfJoint,
  sharesOfTaken,
} from "@/lib/slos/domain/joint-share";
import type { Slice } from "@/lib/slos/domain/level";
import { runs } from "@/tests/support/runs";

/** Goal: parts of what was bad add up to all of it, exactly, and what nobody knows is nobody's. */

const counted = (good: number, total: number): Slice => ({ kind: "counted", good: BigInt(good), total: BigInt(total) });
const unknown: Slice = { kind: "unknown" };
const rule: JointRule = {
  method: { kind: "occurrences" },
  dependencyTargets: [rational(99n, 100n), rational(95n, 100n)],
};
const sharesIn = (slices: Slice[], dependencies: Slice[][], given = rule) =>
  sharesOfJoint(addJoint(emptyJoint(dependencies.length), slices, dependencies, given));

describe("joint parts", () => {
  it("part what was bad evenly among the dependencies that were bad in the same minute", () => {
    const own = [counted(90, 100), counted(90, 100), counted(90, 100), counted(90, 100), counted(100, 100)];
    const database = [counted(90, 100), counted(90, 100), counted(100, 100), unknown, counted(0, 100)];
    const queue = [counted(100, 100), counted(90, 100), counted(96, 100), counted(100, 100), counted(0, 100)];
    expect(sharesIn(own, [database, queue])).toEqual({
      own: rational(1n, 4n),
      unknown: rational(1n, 4n),
      dependencies: [rational(3n, 8n), rational(1n, 8n)],
    });
    const sums = addJoint(emptyJoint(2), own, [database, queue], rule);
    expect(sums).toMatchObject({ bad: 40n, badMinutes: 4, togetherMinutes: [2, 1] });
  });

  it("count minutes where the objective does, and say nothing where nothing was bad", () => {
    const byMinute: JointRule = { ...rule, method: { kind: "timeslices", sliceTarget: rational(95n, 100n) } };
    const slices = [counted(90, 100), counted(96, 100), counted(0, 1_000)];
    const good = slices.map(() => counted(1, 1));
    const shares = sharesIn(slices, [[counted(0, 1), counted(0, 1), counted(1, 1)], good], byMinute);
    expect(shares).toMatchObject({ own: rational(1n, 2n), dependencies: [rational(1n, 2n), rational(0n)] });
    expect(sharesIn([counted(5, 5), unknown], [good, good])).toBeNull();
    const means: JointRule = { ...rule, method: { kind: "ratio_timeslices", resolution: 100n } };
    const meant = sharesIn([counted(1, 2), counted(0, 1_000)], [[counted(0, 1), counted(1, 1)], good], means);
    expect(meant).toMatchObject({ own: rational(2n, 3n), dependencies: [rational(1n, 3n), rational(0n)] });
  });

  it("add up to all, however the minutes are cut", () => {
    const slice = fc.oneof(
      fc.constant(unknown),
      fc.tuple(fc.nat(20), fc.nat(20)).map(([good, bad]) => counted(good, good + bad)),
    );
    const minute = fc.tuple(slice, slice, slice);
    fc.assert(
      fc.property(fc.array(minute, { minLength: 1, maxLength: 60 }), fc.nat(60), (minutes, cut) => {
        const at = (index: 0 | 1 | 2, from: number, to?: number) => minutes.slice(from, to).map((all) => all[index]);
        const half = addJoint(emptyJoint(2), at(0, 0, cut), [at(1, 0, cut), at(2, 0, cut)], rule);
        const sums = addJoint(half, at(0, cut), [at(1, cut), at(2, cut)], rule);
        expect(sums).toEqual(addJoint(emptyJoint(2), at(0, 0), [at(1, 0), at(2, 0)], rule));
        const shares = sharesOfJoint(sums);
        if (shares) expect([shares.unknown, ...shares.dependencies].reduce(plus, shares.own)).toEqual(one);
      }),
      runs(200),
    );
  });
});

describe("parts of a composite", () => {
  it("are what each takes of all that is taken", () => {
    expect(sharesOfTaken([rational(1n, 100n), rational(3n, 100n), rational(0n)])).toEqual([
      rational(1n, 4n),
      rational(3n, 4n),
      rational(0n),
    ]);
    expect(sharesOfTaken([rational(0n), null])).toEqual([null, null]);
    expect(sharesOfTaken([null, rational(1n, 2n)])).toEqual([null, one]);
    expect(partText(rational(1n, 3n))).toBe("33.3333");
  });
});
