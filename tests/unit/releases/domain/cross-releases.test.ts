import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coordinatedPercent, crossReleases, type Landing, togetherMs } from "@/lib/releases/domain/cross-releases";
import { runs } from "@/tests/support/runs";

const landing = (service: string, atMs: number, trainId: string | null = null): Landing => ({
  rolloutId: `${service}-${atMs}`,
  service,
  version: "2",
  atMs,
  trainId,
});
const needs = [{ consumer: "web", provider: "api" }];

describe("releases of several services", () => {
  it("are what one train brought, and what needs each other close together", () => {
    const all = [
      landing("a", 0, "t"),
      landing("b", 9 * togetherMs, "t"),
      landing("api", 1_000),
      landing("web", 2_000),
      landing("mail", 1_500),
    ];
    const found = crossReleases(all, needs);
    expect(found.map(({ landings, isCoordinated }) => [landings.map(({ service }) => service), isCoordinated])).toEqual(
      [
        [["a", "b"], true],
        [["api", "web"], false],
      ],
    );
    expect(coordinatedPercent(found)).toBe(50);
  });

  it("are not what is far apart, nor one service twice", () => {
    expect(crossReleases([landing("api", 0), landing("web", togetherMs + 1)], needs)).toEqual([]);
    expect(crossReleases([landing("api", 0, "t"), landing("api", 5, "t")], needs)).toEqual([]);
    expect(coordinatedPercent([])).toBeNull();
  });

  it("are not coordinated when a part came beside the train", () => {
    const found = crossReleases([landing("api", 0, "t"), landing("db", 1, "t"), landing("web", 2)], needs);
    expect(found).toHaveLength(1);
    expect(found[0]?.isCoordinated).toBe(false);
  });

  it("are the connected parts, whatever order the landings come in", () => {
    const services = ["a", "b", "c", "d", "e"];
    const one = fc.record({
      service: fc.constantFrom(...services),
      atMs: fc.nat(6).map((hours) => hours * 3_600_000),
      trainId: fc.constantFrom(null, null, "t1", "t2"),
    });
    const pair = fc.tuple(fc.constantFrom(...services), fc.constantFrom(...services));
    fc.assert(
      fc.property(fc.array(one, { maxLength: 8 }), fc.array(pair, { maxLength: 5 }), (given, pairs) => {
        const all = given.map((part, index) => ({ ...part, rolloutId: `r${index}`, version: "2" }));
        const edges = pairs.map(([consumer, provider]) => ({ consumer, provider }));
        // Grown from each landing until nothing is added.
        const isJoined = (x: Landing, y: Landing) =>
          (x.trainId !== null && x.trainId === y.trainId) ||
          (Math.abs(x.atMs - y.atMs) <= togetherMs &&
            edges.some(
              ({ consumer, provider }) =>
                (consumer === x.service && provider === y.service) ||
                (consumer === y.service && provider === x.service),
            ));
        const wanted = new Set<string>();
        for (const start of all) {
          const part = new Set([start]);
          for (let grew = true; grew; ) {
            grew = false;
            for (const next of all)
              if (!part.has(next) && [...part].some((known) => isJoined(known, next))) {
                part.add(next);
                grew = true;
              }
          }
          if (new Set([...part].map(({ service }) => service)).size > 1)
            wanted.add(
              [...part]
                .map(({ rolloutId }) => rolloutId)
                .toSorted()
                .join(" "),
            );
        }
        const found = crossReleases(all.toReversed(), edges).map(({ landings }) =>
          landings
            .map(({ rolloutId }) => rolloutId)
            .toSorted()
            .join(" "),
        );
        expect(found.toSorted()).toEqual([...wanted].toSorted());
      }),
      runs(100),
    );
  });
});
