import { describe, expect, it } from "vitest";
import { closingOf, momentsOf, phaseOfDeployment } from "@/lib/synthetics/domain/moments";

const causes = (phase: string, stepIndex: number | null = null) =>
  momentsOf({ phase, stepIndex }).map(({ cause, stepIndex: step }) => (step === null ? cause : `${cause} ${step}`));

describe("moments of a rollout", () => {
  it("are before, after each step that shows, at the end, and after a rollback", () => {
    expect(causes("queued")).toEqual([]);
    expect(causes("preparing")).toEqual(["before"]);
    expect(causes("shifting", 0)).toEqual(["before"]);
    expect(causes("baking", 1)).toEqual(["before", "step 1"]);
    expect(causes("watching", 2)).toEqual(["before", "end"]);
    expect(causes("rolling_back")).toEqual(["before"]);
    expect(causes("rolled_back")).toEqual(["before", "rolled_back"]);
    expect(causes("cancelled")).toEqual([]);
  });
});

describe("the closing of a release", () => {
  const end = (check: string, outcome: "passed" | "failed" | "not_run" | null) => ({ check, cause: "end", outcome });
  const closing = (phase: string, runs: ReturnType<typeof end>[]) => closingOf(phase, ["Buy"], runs).closing;

  it("needs every journey to pass with all traffic moved", () => {
    expect(closing("completed", [end("Buy", "passed"), end("Look", "passed")])).toBe("closed");
    expect(closing("completed", [end("Buy", "passed"), end("Look", "failed")])).toBe("open");
    expect(closing("watching", [end("Buy", "passed"), end("Look", null)])).toBe("waiting");
    expect(closing("baking", [])).toBe("not_yet");
  });

  it("is never said of what was not run", () => {
    expect(closing("completed", [end("Buy", "passed"), end("Look", "not_run")])).toBe("unknown");
    expect(closing("completed", [])).toBe("unknown");
    expect(closing("completed", [{ check: "Buy", cause: "before", outcome: "passed" }])).toBe("unknown");
    expect(closingOf("completed", [], []).closing).toBe("none");
  });

  it("is none of a release that was taken back", () => {
    expect(closing("rolled_back", [end("Buy", "passed")])).toBe("open");
  });
});

it("takes a reported deployment for a rollout whose traffic nobody sees: before while it runs, then the end or nothing", () => {
  const causes = (state: string) =>
    momentsOf({ phase: phaseOfDeployment(state), stepIndex: null }).map(({ cause }) => cause);
  expect(causes("running")).toEqual(["before"]);
  expect(causes("succeeded")).toEqual(["before", "end"]);
  expect(causes("failed")).toEqual(["before", "rolled_back"]);
  expect(causes("rolled_back")).toEqual(["before", "rolled_back"]);
  expect(causes("cancelled")).toEqual([]);
});
