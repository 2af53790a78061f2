import { expect, it } from "vitest";
import { trainsAnswer } from "@/components/releases/train-words";
import type { TrainView } from "@/lib/releases/contract";

type Shown = Pick<TrainView, "phase" | "reference" | "stuck">;
const answer = (...trains: Shown[]) => trainsAnswer(trains as TrainView[]);

it("says what ships, what is stuck and on whom", () => {
  expect(trainsAnswer(undefined)).toBeUndefined();
  expect(answer()).toBe("No release is under way, none is planned, none is stuck.");
  const planned: Shown = { phase: "planned", reference: "T-1", stuck: [] };
  expect(answer(planned)).toBe("No release is under way, 1 is planned, none is stuck.");
  const stuck = [{ owner: "Shop team", sentence: "Basket has no target in Staging." }] as unknown as TrainView["stuck"];
  const moving: Shown = { phase: "moving", reference: "T-2", stuck };
  expect(answer(planned, moving, { ...moving, reference: "T-3" })).toBe(
    "2 releases are under way, 1 is planned, 2 are stuck. T-2 waits for Shop team: Basket has no target in Staging.",
  );
});
