import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canRelease } from "@/lib/dependencies/domain/verdict";
import { naiveVerdict } from "@/tests/support/dependency-oracle";
import { nameOf, told, versionName, type World, worlds } from "@/tests/support/dependency-world";
import { runs } from "@/tests/support/runs";

/**
 * Goal: the verdict is right, and its chain is a shortest one. Method: random worlds of up to eight services with three versions, against
 * an oracle that walks every path without a memory; laws about what another test result may change.
 */

describe("can this be released?", () => {
  it("is answered as an oracle does that walks every path, with a chain as short", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(worlds({ maxServices: 8, isAllKnown: false }), (world) => {
        const verdict = canRelease(told(world));
        const naive = naiveVerdict(world);
        seen.add(naive.answer);
        expect(verdict.answer).toBe(naive.answer);
        expect(verdict.findings[0]?.chain.length ?? 0).toBe(naive.length);
      }),
      runs(100),
    );
    expect(seen).toEqual(new Set(["yes", "no", "unknown"]));
  });

  it("is never turned from yes or unknown into no by a test that passed", () => {
    const one = fc.nat({ max: 100 });
    fc.assert(
      fc.property(worlds({ maxServices: 5, isAllKnown: false }), one, one, one, one, (world, ...drawn) => {
        const [consumer = 0, provider = 0] = drawn.slice(0, 2).map((value) => value % world.services);
        fc.pre(consumer !== provider);
        const [consumerVersion = 0, providerVersion = 0] = drawn.slice(2).map((value) => value % 3);
        const passed = { consumer, consumerVersion, provider, providerVersion, isVerified: true };
        const before = canRelease(told(world)).answer;
        const after = canRelease(told({ ...world, results: [...world.results, passed] })).answer;
        if (before !== "no") expect(after).not.toBe("no");
      }),
      runs(100),
    );
  });

  it("is never made worse by ignoring something, which is shown", () => {
    const rank = { no: 0, unknown: 1, yes: 2 };
    fc.assert(
      fc.property(worlds({ maxServices: 5, isAllKnown: false }), fc.nat(), fc.nat(), (world, one, other) => {
        const ignore = { consumer: one % world.services, provider: other % 2 === 0 ? null : other % world.services };
        const before = canRelease(told({ ...world, ignores: [] }));
        const after = canRelease(told({ ...world, ignores: [ignore] }));
        expect(rank[after.answer]).toBeGreaterThanOrEqual(rank[before.answer]);
        if (after.answer !== before.answer) expect(after.ignored.length).toBeGreaterThan(0);
      }),
      runs(50),
    );
  });
});

/** Three services in a row: shop needs catalog, catalog needs search. */
const row: World = {
  services: 3,
  running: [[0], [0], [0]],
  needs: [
    [[{ provider: 1, versions: [0] }], [{ provider: 1, versions: [0, 1] }], [{ provider: 1, versions: [1] }]],
    [[{ provider: 2, versions: [0] }], [{ provider: 2, versions: [2] }], []],
    [[], [], []],
  ],
  results: [],
  ignores: [],
  moves: [{ service: 0, version: 1 }],
};

describe("the reasons of a verdict", () => {
  it("follow what is needed through others to what is broken", () => {
    expect(canRelease(told(row)).answer).toBe("yes");
    const through = canRelease(told({ ...row, running: [[0], [1], [0]] }));
    expect(through.answer).toBe("no");
    expect(through.findings[0]?.chain.map(({ consumer, cause }) => `${consumer} ${cause}`)).toEqual([
      "s0 in_range",
      "s1 out_of_range",
    ]);
  });

  it("ask every version that runs of a provider, not only the newest", () => {
    const two = canRelease(told({ ...row, running: [[0], [0, 2], [0]] }));
    expect(two.answer).toBe("no");
    expect(two.findings[0]?.chain[0]).toMatchObject({ providerVersion: versionName(2), cause: "out_of_range" });
  });

  it("do not know consumers that are broken already by something else", () => {
    const elsewhere = { ...row, running: [[2], [0], [0]], moves: [{ service: 2, version: 0 }] };
    expect(canRelease(told(elsewhere)).answer).toBe("yes");
  });

  it("tell a service that goes away from one of which nobody knows what runs", () => {
    const gone = canRelease(told({ ...row, moves: [{ service: 1, version: null }] }));
    expect(gone.findings[0]?.chain[0]).toMatchObject({ consumer: nameOf(0), cause: "not_running", answer: "no" });
    const dark = canRelease(told({ ...row, running: [[0], undefined, [0]] }));
    expect(dark).toMatchObject({ answer: "unknown", findings: [{ chain: [{ cause: "state_unknown" }] }] });
  });

  it("name the version of which nobody said what it needs", () => {
    const silent = canRelease(told({ ...row, needs: [row.needs[0] ?? [], [undefined, undefined, undefined], []] }));
    expect(silent.answer).toBe("unknown");
    expect(silent.findings[0]?.undeclared).toEqual({ service: "s1", version: "1.0.0" });
  });
});
