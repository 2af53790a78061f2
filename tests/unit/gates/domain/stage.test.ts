import { describe, expect, it } from "vitest";
import { drillReason } from "@/lib/gates/domain/drill";
import { type StageFacts, stageReasons } from "@/lib/gates/domain/stage";
import { instant } from "@/lib/kernel/instant";

/** Goal: what the environment before and practised rollbacks have to show. Method: tables. */

const hour = 3_600_000;
const now = instant(100 * hour);
type Previous = NonNullable<StageFacts["previous"]>;
const facts = (previous: Partial<Previous> | null, more: Partial<StageFacts> = {}): StageFacts => ({
  version: "2.0.0",
  now,
  minHours: 0,
  owner: "Shop team",
  href: "/services/shop",
  previous: previous && {
    name: "Staging",
    deployment: { state: "succeeded", finishedAt: instant(90 * hour) },
    objectives: [],
    ...previous,
  },
  ...more,
});

describe("the environment before", () => {
  it.each<[string, StageFacts, readonly string[]]>([
    ["is none for the first", facts(null), ["pass"]],
    ["ran it", facts({}), ["pass"]],
    ["never ran it", facts({ deployment: null }), ["blocked"]],
    ["ran it and took it back", facts({ deployment: { state: "rolled_back", finishedAt: now } }), ["blocked"]],
    ["has not run it for long enough", facts({}, { minHours: 11 }), ["blocked"]],
    ["has run it for exactly long enough", facts({}, { minHours: 10 }), ["pass"]],
    ["cannot be judged without a version", facts({}, { version: null }), ["unknown"]],
  ])("%s", (_name, given, states) => {
    expect(stageReasons(given).map(({ state }) => state)).toEqual(states);
  });

  it("has to meet its objectives, and what is not known is not met", () => {
    const objectives = (["met", "missed", "undetermined", "no_data"] as const).map((verdict) => ({
      name: verdict,
      verdict,
    }));
    expect(stageReasons(facts({ objectives })).map(({ state }) => state)).toEqual([
      "pass",
      "pass",
      "blocked",
      "unknown",
      "unknown",
    ]);
  });
});

describe("a rollback drill", () => {
  const given = {
    dueAt: "2026-12-01T00:00:00Z",
    last: "2026-11-01T00:00:00Z",
    owner: "Shop team",
    href: "/services/shop",
  };

  it.each([
    ["fresh", "pass"],
    ["due_soon", "pass"],
    ["overdue", "blocked"],
    ["never_done", "blocked"],
    ["not_scheduled", "blocked"],
  ] as const)("that is %s is a %s", (duty, state) => {
    expect(drillReason({ ...given, duty }).state).toBe(state);
  });

  it("that was never done certifies nothing", () => {
    expect(drillReason({ ...given, duty: "fresh", last: null }).state).toBe("blocked");
  });
});
