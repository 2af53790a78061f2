import { expect, test } from "vitest";
import { onlyLowersExposure } from "@/lib/traffic/domain/safe-direction";
import type { SafeSplit, SlotName, TrafficIntent } from "@/lib/traffic/port";

const shares = (b: number) => ({ a: 100 - b, b });
const intent = (b: number, closed: readonly SlotName[] = []): TrafficIntent => ({
  epoch: 1,
  sharePercent: shares(b),
  closed,
});
const allOnA: SafeSplit = { sharePercent: shares(0), closed: ["b"] };
const nothing = { a: 0, b: 0 };

test.each([
  ["a canary that gets more", shares(10), intent(20), allOnA, false],
  ["a canary that gets less", shares(90), intent(40), allOnA, true],
  ["a canary that is taken out", shares(90), intent(0, ["b"]), allOnA, true],
  ["the split that is there, as nearly as weights show it", shares(9.9), intent(10), allOnA, true],
  ["the safe split where nothing takes traffic", nothing, intent(0, ["b"]), allOnA, true],
  ["a canary where nothing takes traffic", nothing, intent(10), allOnA, false],
  ["a half way back to safety that goes too far", shares(0), intent(100), allOnA, false],
  ["without a hold: a slot that has most already", shares(40), intent(10), null, true],
  ["without a hold: a slot that has little", shares(40), intent(60), null, false],
  ["without a hold: a version that is taken out", shares(90), intent(0, ["b"]), null, true],
] as const)("%s", (_, shown, wanted, safe, isLower) => {
  expect(onlyLowersExposure(shown, wanted, safe)).toBe(isLower);
});
