import { describe, expect, it } from "vitest";
import {
  type ChecklistItem,
  missingItems,
  standingItems,
  templateFor,
  worstAnswer,
} from "@/lib/releases/domain/checklist";

const items: ChecklistItem[] = [
  { id: "a", title: "Support knows", doneBy: "person", due: "departure" },
  { id: "b", title: "Gates", doneBy: "gate", due: "departure" },
  { id: "c", title: "Journeys", doneBy: "journeys", due: "end" },
];
const tick = (isDone: boolean, note: string) => ({
  itemId: "a",
  isDone,
  note,
  by: "Ada",
  at: "2026-11-20T12:00:00Z",
  stop: null,
});

describe("a checklist", () => {
  it("counts the newest tick, and what checks say now", () => {
    const open = { state: "open" as const, sentence: "Closed." };
    const once = standingItems(items, [tick(true, "Told them")], { gate: open }, 0);
    expect(once.map(({ state }) => state)).toEqual(["done", "open", "unknown"]);
    const twice = standingItems(items, [tick(true, "Told them"), tick(false, "It changed")], { gate: open }, 0);
    expect(twice[0]).toMatchObject({ state: "open", sentence: "Not done after all. Ada: It changed" });
  });

  it("misses what is open and what nobody knows, by its due", () => {
    const standing = standingItems(items, [], { gate: { state: "done", sentence: "Open." } }, 0);
    expect(missingItems(standing, "departure").map(({ id }) => id)).toEqual(["a"]);
    expect(missingItems(standing, "end").map(({ id }) => id)).toEqual(["c"]);
  });

  it("is never done by a check that nobody could ask", () => {
    const unknown = { state: "unknown" as const, sentence: "?" };
    const open = { state: "open" as const, sentence: "No." };
    expect(worstAnswer([unknown, open], "All")).toBe(open);
    expect(worstAnswer([unknown], "All")).toBe(unknown);
    expect(worstAnswer([], "All")).toEqual({ state: "done", sentence: "All" });
  });

  it("is asked for anew at each stop, where it is due at each", () => {
    const each: ChecklistItem[] = [{ id: "a", title: "Looked at", doneBy: "person", due: "stop" }];
    const ticks = [{ ...tick(true, "Looked"), stop: 0 }];
    expect(standingItems(each, ticks, {}, 0)[0]?.state).toBe("done");
    expect(standingItems(each, ticks, {}, 1)[0]).toMatchObject({ state: "open", sentence: "Nobody did it yet." });
  });

  it("is that of the tier, or of every tier", () => {
    const templates = [{ tier: 1 }, { tier: null }];
    expect(templateFor(templates, 1)).toEqual({ tier: 1 });
    expect(templateFor(templates, 3)).toEqual({ tier: null });
    expect(templateFor([{ tier: 1 }], 3)).toBeNull();
  });
});
