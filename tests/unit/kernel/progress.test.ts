import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { lastGiven } from "@/lib/kernel/last-given";
import { type ProgressNote, type ProgressState, readProgress } from "@/lib/kernel/progress";
import { runs } from "@/tests/support/runs";

const note = (state: ProgressState, at: number): ProgressNote => ({ state, at: instant(at) });

describe("progress", () => {
  it("reads completed, in_progress, queued as completed", () => {
    const notes = [note("succeeded", 30), note("running", 20), note("queued", 10)];
    expect(readProgress(notes)).toEqual({ state: "succeeded", queuedAt: 10, startedAt: 20, finishedAt: 30 });
  });

  it("does not begin again what is told to run after its end", () => {
    expect(readProgress([note("failed", 30), note("running", 40)])).toMatchObject({ state: "failed", startedAt: 30 });
  });

  it("is not dated anew when the same end is told months later", () => {
    const notes = [note("running", 1), note("succeeded", 10), note("succeeded", 9_000_000)];
    expect(readProgress(notes)).toMatchObject({ state: "succeeded", finishedAt: 10 });
  });

  it("takes the last of different ends, from when it was first told", () => {
    const notes = [note("failed", 10), note("succeeded", 20), note("succeeded", 30)];
    expect(readProgress(notes)).toMatchObject({ state: "succeeded", finishedAt: 20 });
  });

  it("keeps when it succeeded of what was taken back later", () => {
    expect(readProgress([note("succeeded", 10), note("rolled_back", 50)])).toMatchObject({
      state: "rolled_back",
      finishedAt: 10,
    });
  });

  it("knows no start of what was only told to have ended, and nothing of no notes", () => {
    expect(readProgress([note("succeeded", 10)])).toMatchObject({ startedAt: null, finishedAt: 10 });
    expect(readProgress([])).toBeNull();
  });

  it("depends on the set of notes alone", () => {
    const states: ProgressState[] = ["queued", "running", "succeeded", "failed", "cancelled", "rolled_back"];
    const notes = fc.array(fc.record({ state: fc.constantFrom(...states), at: fc.integer({ min: 0, max: 9 }) }), {
      minLength: 1,
      maxLength: 8,
    });
    const shuffled = notes.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }), fc.subarray(list)),
    );
    fc.assert(
      fc.property(shuffled, ([list, other, doubled]) => {
        const typed = (from: typeof list) => from.map(({ state, at }) => note(state, at));
        expect(readProgress(typed([...other, ...doubled]))).toEqual(readProgress(typed(list)));
      }),
      runs(300),
    );
  });
});

describe("what was given last", () => {
  it("passes over what says nothing", () => {
    expect(lastGiven([{ a: 1 }, { a: 2 }, { a: null }, {}], (one: { a?: number | null }) => one.a)).toBe(2);
    expect(lastGiven([], () => 1)).toBeNull();
  });
});
