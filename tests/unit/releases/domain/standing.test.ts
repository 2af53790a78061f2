import { describe, expect, it } from "vitest";
import { type CarSight, type CarStanding, isMovedHere, mayFollow, standingOf } from "@/lib/releases/domain/standing";

const sight: CarSight = {
  car: "c",
  rollout: null,
  back: null,
  isBackWanted: false,
  before: "1",
  live: "1",
  version: "2",
};

describe("where a car stands", () => {
  it.each<[Partial<CarSight>, CarStanding]>([
    [{}, "waiting"],
    [{ live: "2" }, "there"],
    [{ rollout: "queued" }, "moving"],
    [{ rollout: "baking" }, "moving"],
    [{ rollout: "watching" }, "moved"],
    [{ rollout: "completed", live: "2" }, "settled"],
    [{ rollout: "completed", live: null }, "settled"],
    // Somebody took it back after it was settled.
    [{ rollout: "completed", live: "1" }, "failed"],
    // Somebody shipped a newer version: that is no way back.
    [{ rollout: "completed", live: "3" }, "settled"],
    [{ rollout: "rolling_back" }, "going_back"],
    [{ rollout: "rolled_back" }, "failed"],
    [{ rollout: "cancelled" }, "failed"],
    [{ rollout: "rolled_back", isBackWanted: true }, "back"],
    [{ rollout: "cancelled", isBackWanted: true }, "back"],
    [{ rollout: "completed", live: "2", isBackWanted: true, back: "shifting" }, "going_back"],
    [{ rollout: "completed", live: "2", isBackWanted: true, back: "baking" }, "back"],
    [{ rollout: "completed", live: "1", isBackWanted: true, back: "completed" }, "back"],
    // A way back that failed itself is tried again.
    [{ rollout: "completed", live: "2", isBackWanted: true, back: "rolled_back" }, "settled"],
  ])("%j is %s", (more, standing) => {
    expect(standingOf({ ...sight, ...more })).toBe(standing);
  });

  it("lets others follow only with all traffic", () => {
    const all: CarStanding[] = ["waiting", "there", "moving", "moved", "settled", "failed", "going_back", "back"];
    expect(all.filter(mayFollow)).toEqual(["there", "moved", "settled"]);
    expect(all.filter((one) => !isMovedHere(one))).toEqual(["waiting", "there"]);
  });
});
