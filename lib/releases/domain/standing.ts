/** What is seen of one car at one stop: its rollout, its way back, and what has the traffic there. */
export interface CarSight {
  readonly car: string;
  /** Phase of the rollout that the train began for it here; null when it began none. */
  readonly rollout: string | null;
  /** Phase of the rollout that brings the version before back; null when there is none. */
  readonly back: string | null;
  /** The train asked for it to go back. */
  readonly isBackWanted: boolean;
  /** What had the traffic before the train came; null when it began nothing here. */
  readonly before: string | null;
  /** What has the traffic now; null when nobody knows. */
  readonly live: string | null;
  readonly version: string;
}

/**
 * Where a car stands at a stop.
 * - `waiting`: nothing was begun. `there`: it has the traffic without the train, so the train takes nothing back.
 * - `moving`: its rollout is under way. `moved`: all traffic, the old version warm. `settled`: for good.
 * - `failed`: its rollout was taken back, cancelled, or undone by somebody else. `going_back`, `back`.
 */
export type CarStanding = "waiting" | "there" | "moving" | "moved" | "settled" | "failed" | "going_back" | "back";

const hasTraffic = new Set(["baking", "watching", "completed"]);
const under = new Set(["queued", "preparing", "shifting", "baking"]);

/** Where a car stands, from what is seen. What the rollout engine says counts; nothing is assumed from silence. */
export function standingOf(sight: CarSight): CarStanding {
  const { rollout, back, isBackWanted, before, live, version } = sight;
  if (rollout === null) return live === version ? "there" : "waiting";
  if (rollout === "rolling_back") return "going_back";
  if (rollout === "rolled_back" || rollout === "cancelled") return isBackWanted ? "back" : "failed";
  if (rollout === "completed")
    return settledStanding({ back, isUndone: live !== null && live === before, isBackWanted });
  if (under.has(rollout)) return "moving";
  return "moved";
}

function settledStanding(given: { back: string | null; isUndone: boolean; isBackWanted: boolean }): CarStanding {
  const { back, isUndone, isBackWanted } = given;
  // A way back has one step with all traffic: once the data plane shows it, the rest of its time holds nobody up.
  if (back !== null && hasTraffic.has(back)) return "back";
  if (isUndone && isBackWanted) return "back";
  if (back !== null && back !== "rolled_back" && back !== "cancelled") return "going_back";
  return isUndone ? "failed" : "settled";
}

/** Has the train brought it here, whole or in part, so that it can be taken back? */
export function isMovedHere(standing: CarStanding): boolean {
  return standing !== "waiting" && standing !== "there";
}

/** What needs this car may move: all traffic is on it. */
export function mayFollow(standing: CarStanding): boolean {
  return standing === "moved" || standing === "settled" || standing === "there";
}
