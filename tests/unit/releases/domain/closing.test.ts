import { describe, expect, it } from "vitest";
import type { StandingItem } from "@/lib/releases/domain/checklist";
import { closingReasons, closingSentence, itemsToLeave } from "@/lib/releases/domain/closing";

const item = (id: string, due: StandingItem["due"], more: Partial<StandingItem> = {}): StandingItem => ({
  ...{ id, title: id, doneBy: "person", due, state: "open", sentence: "Nobody did it yet." },
  ...more,
});
const items = [item("before", "departure"), item("each", "stop"), item("over", "end")];
const leaving = { reference: "T-7", href: "/releases/trn_7", environment: "staging", isLast: false };

describe("leaving a stop", () => {
  it("asks for what belongs to each stop, and for what belongs to the end only at the last one", () => {
    expect(itemsToLeave(items, false).map(({ id }) => id)).toEqual(["each"]);
    expect(itemsToLeave(items, true).map(({ id }) => id)).toEqual(["each", "over"]);
  });

  it("is told with reason, owner and next action for each item", () => {
    const last = { ...leaving, environment: "production", isLast: true };
    const checked = item("over", "end", { doneBy: "journeys", state: "unknown", sentence: "Nobody can tell." });
    expect(closingReasons(last, [item("each", "stop", { state: "done", sentence: "Ada: Did it" }), checked])).toEqual([
      {
        kind: "release_checklist",
        state: "pass",
        sentence: "T-7, “each” in production: Ada: Did it",
        owner: null,
        nextAction: null,
        href: "/releases/trn_7",
      },
      {
        kind: "release_checklist",
        state: "unknown",
        sentence: "T-7, “over”: Nobody can tell.",
        owner: "the teams of its services",
        nextAction: "Look at the journeys of its rollouts, and mend what they found.",
        href: "/releases/trn_7",
      },
    ]);
  });

  it("has one sentence", () => {
    expect(closingSentence(leaving, 0)).toBe("T-7 may leave staging, as far as its checklist is concerned.");
    expect(closingSentence({ ...leaving, isLast: true }, 2)).toBe("T-7 may not end: 2 items of its checklist hold it.");
  });
});
