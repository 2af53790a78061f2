import { describe, expect, it } from "vitest";
import { intentOf, shows } from "@/lib/rollouts/domain/intent";
import type { TrafficIntent } from "@/lib/traffic/port";
import { queued, reach, sharing, showing, T0 } from "../../../support/rollout-fixtures";

/** Goal: what counts as shown. Method: the edges of the tolerance. */

const ten: TrafficIntent = { epoch: 1, sharePercent: { a: 90, b: 10 }, closed: [] };
const none: TrafficIntent = { epoch: 1, sharePercent: { a: 100, b: 0 }, closed: ["b"] };

describe("shows", () => {
  it.each([
    ["the share itself", ten, sharing(10, T0), true],
    ["the share at the tolerance", ten, sharing(10.5, T0), true],
    ["a share beyond it", ten, sharing(10.6, T0), false],
    ["the share, but with the slot closed", ten, sharing(10, T0, "i1", "b"), false],
    ["nothing and closed", none, sharing(0, T0, "i1", "b"), true],
    ["nothing but open", none, sharing(0, T0), false],
    ["nearly nothing", none, sharing(0.1, T0, "i1", "b"), false],
  ])("%s", (_words, intent, observation, expected) => {
    expect(shows(observation, intent)).toBe(expected);
  });

  it("is true of its own intent in each phase", () => {
    for (const phase of ["preparing", "shifting", "baking", "watching", "completed"] as const) {
      const intent = intentOf(reach(phase).state, 1);
      expect(intent !== null && shows(showing(intent, T0), intent)).toBe(true);
    }
  });
});

describe("intentOf", () => {
  it("says nothing about traffic for a rollout in the queue", () => {
    expect(intentOf(queued(), 1)).toBeNull();
  });
});
