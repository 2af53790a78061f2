import { expect, it } from "vitest";
import { stageKind } from "@/lib/ingest/domain/stage-kind";

it.each([
  ["Build image", "build"],
  ["unit-tests", "test"],
  ["e2e (chrome)", "test"],
  ["codeReview", "review"],
  ["deploy approval", "approve"],
  ["Deploy to production", "deploy"],
  ["deploymentTests", "deploy"],
  ["seed", "data_preparation"],
  ["notify", "other"],
  ["contest", "other"],
])("the stage %s is for %s", (name, kind) => {
  expect(stageKind(undefined, name)).toBe(kind);
});

it("a source's own patterns come first", () => {
  expect(stageKind({ deploy: ["ship*"] }, "ship tests")).toBe("deploy");
  expect(stageKind({ deploy: ["ship*"] }, undefined, "lint")).toBe("test");
});
