import { describe, expect, it } from "vitest";
import { reasonsOfVerdict } from "@/lib/dependencies/domain/gate-reasons";
import { canRelease } from "@/lib/dependencies/domain/verdict";
import { told, type World } from "@/tests/support/dependency-world";

/** Goal: a verdict says at the gate what it says elsewhere, and nothing where nothing was begun. Method: small worlds. */

const world: World = {
  services: 2,
  running: [[0], [0]],
  needs: [
    [[], [{ provider: 1, versions: [1] }], undefined],
    [[], [], []],
  ],
  results: [],
  ignores: [],
  moves: [{ service: 0, version: 1 }],
};
const asked = { service: "s0", version: "2.0.0", place: "Production", owner: "Shop", href: "/d", isRequired: false };
const statesOf = (given: World, more: object = {}) =>
  reasonsOfVerdict(canRelease(told(given)), { ...asked, ...more }).map(
    ({ state, sentence }) => `${state}: ${sentence}`,
  );

describe("the gate", () => {
  it("is told what blocks, with who does what", () => {
    expect(reasonsOfVerdict(canRelease(told(world)), asked)).toEqual([
      {
        kind: "dependencies",
        href: "/d",
        state: "blocked",
        sentence: "S0 2.0.0 needs s1 2.0.0, and 1.0.0 is what would run in Production.",
        owner: "Shop",
        nextAction: "Release a s1 that is 2.0.0 first, or ask for a plan of both.",
      },
    ]);
  });

  it("sees what is ignored as waived, beside a pass", () => {
    expect(statesOf({ ...world, ignores: [{ consumer: 0, provider: 1 }] })).toEqual([
      "pass: Yes: s0 2.0.0 can go to Production; one need looked at. 1 ignored, for reasons that were given.",
      "waived: What s0 needs of s1 is ignored: known",
    ]);
  });

  it("hears nothing of a service about which nothing was ever said, unless it is required", () => {
    const silent = { ...world, moves: [{ service: 0, version: 2 }] };
    expect(statesOf(silent)).toEqual([]);
    expect(statesOf(silent, { isRequired: true })).toEqual(["unknown: Nobody said what s0 3.0.0 needs."]);
  });

  it("passes what needs nothing and is needed by nobody", () => {
    const free = { ...world, moves: [{ service: 0, version: 0 }] };
    expect(statesOf(free)).toEqual([
      "pass: Yes: s0 2.0.0 can go to Production; nothing there needs it, and it needs nothing.",
    ]);
  });
});
