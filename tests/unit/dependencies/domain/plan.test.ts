import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { completeSet } from "@/lib/dependencies/domain/complete-set";
import { affectedClosure, planMoves, wayBack } from "@/lib/dependencies/domain/plan";
import { brokenIn, mostStages, safeSets, stateAt } from "@/tests/support/dependency-oracle";
import { nameOf, told, versionName, versionsOfEach, type World, worlds } from "@/tests/support/dependency-world";
import { runs } from "@/tests/support/runs";

/**
 * Goal: the order is safe, what moves together is smallest, and what goes back is exactly what has to. Method: random worlds of up to eight
 * services with three versions, against an oracle that tries every set of moves that could be done at a time.
 */

const bitOf = (world: World, service: string) => 1 << world.moves.findIndex((move) => nameOf(move.service) === service);

describe("a plan", () => {
  it("is what an oracle finds that tries every set: possible or not, and in as many stages as there can be", () => {
    fc.assert(
      fc.property(worlds({ maxServices: 8, isAllKnown: true }), (world) => {
        const plan = planMoves(told(world));
        const safe = safeSets(world);
        const most = mostStages(world, safe);
        if (plan.kind === "impossible") {
          expect(most).toBeNull();
          return;
        }
        expect(plan.stages.length).toBe(most);
        let done = 0;
        for (const { moves } of plan.stages) {
          const bits = moves.reduce((sum, { service }) => sum | bitOf(world, service), 0);
          // While a single service rolls out, both of its versions have traffic.
          if (moves.length === 1) {
            const meanwhile = brokenIn(world, stateAt(world, done, bits));
            const either = new Set([
              ...brokenIn(world, stateAt(world, done)),
              ...brokenIn(world, stateAt(world, done | bits)),
            ]);
            expect([...meanwhile].every((key) => either.has(key))).toBe(true);
          }
          done |= bits;
          expect(safe.has(done)).toBe(true);
        }
        expect(done).toBe((1 << world.moves.length) - 1);
        expect(wayBack(plan.stages).toReversed()).toEqual(plan.stages);
      }),
      runs(40),
    );
  });

  it("is tried with worlds of every kind: in order, together, and not at all", () => {
    // Of one seed, since what moves together is rare: a law that met none of it would show nothing.
    const drawn = fc.sample(worlds({ maxServices: 8, isAllKnown: true }), { numRuns: 600, seed: 20_261_129 });
    const kinds = drawn.map((world) => {
      const plan = planMoves(told(world));
      if (plan.kind !== "ordered") return "impossible";
      return plan.stages.every(({ moves }) => moves.length === 1) ? "ordered" : "together";
    });
    expect(new Set(kinds)).toEqual(new Set(["impossible", "ordered", "together"]));
  });

  it("takes back exactly the smallest set that leaves a safe state, last moved first", () => {
    fc.assert(
      fc.property(worlds({ maxServices: 6, isAllKnown: true }), fc.nat(), (world, drawn) => {
        const plan = planMoves(told(world));
        fc.pre(plan.kind === "ordered");
        if (plan.kind !== "ordered") return;
        const begun = plan.stages.slice(0, 1 + (drawn % plan.stages.length));
        const moved = begun.flatMap(({ moves }) => moves.map(({ service }) => service));
        const failed = moved.at(-1 - (drawn % begun.at(-1)!.moves.length)) ?? "";
        const back = affectedClosure(plan.precedences, moved, failed);
        const safe = safeSets(world);
        const done = moved.reduce((sum, service) => sum | bitOf(world, service), 0);
        const failedBit = bitOf(world, failed);
        const choices = [...safe].filter((set) => (set & done) === set && (set & failedBit) === 0);
        const kept = done & ~back.reduce((sum, service) => sum | bitOf(world, service), 0);
        expect(safe.has(kept)).toBe(true);
        // Every safe state without what failed keeps no more than this one.
        for (const set of choices) expect(set & kept).toBe(set);
        expect(back).toEqual(moved.filter((service) => back.includes(service)).toReversed());
      }),
      runs(20),
    );
  });

  it("is completed by as few moves as an oracle needs that tries every combination", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(worlds({ maxServices: 4, isAllKnown: true }), (world) => {
        const candidates = () => Array.from({ length: versionsOfEach }, (_one, version) => versionName(version));
        const completion = completeSet({ ...told(world), candidates });
        const least = leastExtra(world);
        seen.add(completion.kind === "found" ? `found ${completion.extra.length}` : completion.kind);
        if (completion.kind === "found") expect(completion.extra.length).toBe(least);
        else expect(least).toBeNull();
      }),
      runs(40),
    );
    for (const kind of ["found 0", "found 1", "none"]) expect(seen).toContain(kind);
  });
});

/** The fewest further moves with which nothing new is broken; null: no combination does it. */
function leastExtra(world: World): number | null {
  const asked = new Set(world.moves.map(({ service }) => service));
  const free = Array.from({ length: world.services }, (_one, service) => service).filter((one) => !asked.has(one));
  let least: number | null = null;
  for (let code = 0; code < 4 ** free.length; code += 1) {
    const extra = free.flatMap((service, index) => {
      const choice = Math.floor(code / 4 ** index) % 4;
      return choice === 3 ? [] : [{ service, version: choice }];
    });
    if (least !== null && extra.length >= least) continue;
    const whole = { ...world, moves: [...world.moves, ...extra] };
    const begun = brokenIn(whole, stateAt(whole, 0));
    const end = brokenIn(whole, stateAt(whole, (1 << whole.moves.length) - 1));
    if ([...end].every((key) => begun.has(key))) least = extra.length;
  }
  return least;
}

describe("services that need each other's new version", () => {
  const circle: World = {
    services: 3,
    running: [[0], [0], [0]],
    needs: [
      [[{ provider: 1, versions: [0] }], [{ provider: 1, versions: [1] }], []],
      [
        [{ provider: 0, versions: [0] }],
        [
          { provider: 0, versions: [1] },
          { provider: 2, versions: [1] },
        ],
        [],
      ],
      [[], [], []],
    ],
    results: [],
    ignores: [],
    moves: [0, 1, 2].map((service) => ({ service, version: 1 })),
  };

  it("move at one moment, after what they need", () => {
    const plan = planMoves(told(circle));
    if (plan.kind !== "ordered") throw new Error("it is possible");
    expect(plan.stages.map(({ moves }) => moves.map(({ service }) => service))).toEqual([["s2"], ["s0", "s1"]]);
    expect(affectedClosure(plan.precedences, ["s2", "s0", "s1"], "s0")).toEqual(["s1", "s0"]);
    expect(affectedClosure(plan.precedences, ["s2", "s0", "s1"], "s2")).toEqual(["s1", "s0", "s2"]);
  });

  it("go in the order that passes through no mixture that nobody can judge, where there is one", () => {
    const dark: World = {
      ...circle,
      running: [[0], [0], undefined],
      needs: [
        [[], [{ provider: 2, versions: [1] }], []],
        [[], [], []],
        [[], [], []],
      ],
    };
    const plan = planMoves(told(dark));
    if (plan.kind !== "ordered") throw new Error("it is possible");
    expect(plan.stages.map(({ moves }) => moves.map(({ service }) => service))).toEqual([["s1"], ["s2"], ["s0"]]);
    expect(plan.unknown).toEqual([]);
  });
});
