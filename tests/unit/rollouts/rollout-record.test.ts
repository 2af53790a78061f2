import { describe, expect, it } from "vitest";
import { readRolloutRecord, toRolloutRecord } from "@/lib/rollouts/rollout-record";
import { accepted, evidence, reach, tickWith } from "../../support/rollout-fixtures";

/** Goal: what cannot be read is held, never half read. The round trip of every phase is in the model test. */

const { state, now } = reach("baking");

describe("a stored rollout", () => {
  it("comes back as it was", () => {
    expect(readRolloutRecord(toRolloutRecord(state))).toEqual({ status: "read", state });
  });

  it.each([
    ["a phase of a newer version", { ...state, phase: "simmering" }],
    ["a field of a newer version", { ...state, moonPhase: 1 }],
    ["a missing deadline", { ...state, deadlineAt: undefined }],
    ["one slot for both", { ...state, canarySlot: state.phase === "baking" ? state.stableSlot : "a" }],
    ["a step that the plan has not", { ...state, stepIndex: 9 }],
    ["a pause without its begin", { ...state, pauseReasons: ["manual"] }],
    ["nothing", null],
  ])("with %s is unreadable", (_words, record) => {
    expect(readRolloutRecord(record)).toMatchObject({ status: "unreadable", detail: expect.stringMatching(/./) });
  });

  it("keeps a rollback readable whose evidence has an endless number", () => {
    const endless = accepted(
      tickWith(state, now + 1_000, (at) => ({
        evidence: [evidence("burn_rate", "fail", at, { numbers: { burnRate: Number.POSITIVE_INFINITY } })],
      })),
    ).next;
    expect(readRolloutRecord(toRolloutRecord(endless))).toMatchObject({
      status: "read",
      state: { phase: "rolling_back", rollback: { evidence: [{ numbers: { burnRate: null } }] } },
    });
  });
});
