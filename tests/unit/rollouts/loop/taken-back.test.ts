import { expect, test } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { termOf } from "@/lib/rollouts/domain/lease";
import type { RolloutState } from "@/lib/rollouts/domain/rollout-state";
import type { JournalEntry } from "@/lib/rollouts/loop/loop-store";
import { createTakenBack } from "@/lib/rollouts/loop/taken-back";

/** Goal: a later history of the database is told of each rollback that it has lost, once, and of no other. */

const termIn = (timeline: number): number => termOf({ timeline, incarnation: 0 }, 3);
const entry: JournalEntry = {
  id: "r:5",
  rolloutId: "r",
  at: instant(1),
  command: { kind: "take_back", cause: "check_failed", why: "Errors.", evidence: [] },
} as unknown as JournalEntry;
const stateIn = (phase: RolloutState["phase"]): RolloutState => ({ rolloutId: "r", phase }) as RolloutState;

test("only a later history, whose row does not have it, misses it", () => {
  const taken = createTakenBack();
  expect(taken.missingFrom(stateIn("baking"), termIn(2))).toBeNull();
  taken.remember(entry, termIn(2));
  expect(taken.missingFrom(stateIn("baking"), termIn(2))).toBeNull();
  expect(taken.missingFrom(stateIn("baking"), termIn(1))).toBeNull();
  expect(taken.missingFrom(stateIn("baking"), termIn(3))).toBe(entry);
  for (const phase of ["queued", "rolling_back", "rolled_back", "completed"] as const)
    expect(taken.missingFrom(stateIn(phase), termIn(3))).toBeNull();
});

test("is told once in each history, and keeps the newest thousand", () => {
  const taken = createTakenBack();
  taken.remember(entry, termIn(1));
  taken.told(entry, termIn(2));
  expect(taken.missingFrom(stateIn("preparing"), termIn(2))).toBeNull();
  expect(taken.missingFrom(stateIn("preparing"), termIn(3))).toBe(entry);
  for (let index = 0; index < 1_000; index += 1) taken.remember({ ...entry, rolloutId: `r${index}` }, termIn(1));
  expect(taken.missingFrom(stateIn("baking"), termIn(3))).toBeNull();
});
