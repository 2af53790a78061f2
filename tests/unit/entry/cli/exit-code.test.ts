import { describe, expect, it } from "vitest";
import {
  changesExitCode,
  exitCodeOfPhase,
  exitCodeOfProblem,
  exitCodeOfReturn,
  exitCodes,
  parseDurationMs,
  usageCodeOf,
} from "@/lib/entry/cli/exit-code";
import { errorCatalogue } from "@/lib/kernel/error-catalogue";
import { RolloutPhase } from "@/lib/rollouts/contract";

describe("exit codes", () => {
  it("are seven different numbers", () => {
    expect(Object.values(exitCodes).sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it("tell refusals from wrong input from our failures, for every code of the catalogue", () => {
    const byCode = Object.entries(errorCatalogue).map(([code, { status }]) => [code, exitCodeOfProblem(status, code)]);
    expect(Object.fromEntries(byCode)).toEqual({
      invalid_input: 2,
      unauthenticated: 3,
      reauthentication_required: 3,
      forbidden: 3,
      cross_site_request: 3,
      not_found: 2,
      method_not_allowed: 2,
      conflict: 3,
      stale_state: 3,
      payload_too_large: 2,
      unsupported_media_type: 2,
      rejected: 3,
      idempotency_mismatch: 2,
      too_many_requests: 1,
      internal: 1,
      upstream_failed: 1,
      unavailable: 6,
      upstream_timeout: 1,
    });
  });

  it("take what a proxy in between answers by its status", () => {
    expect([502, 503, 504].map((status) => exitCodeOfProblem(status, null))).toEqual([6, 6, 6]);
    expect([401, 403, 404, 500, 302].map((status) => exitCodeOfProblem(status, null))).toEqual([3, 3, 2, 1, 1]);
  });

  it("end a wait in ended phases only, for every phase", () => {
    const completed = RolloutPhase.options.map((phase) => [phase, exitCodeOfPhase(phase, "completed")]);
    expect(Object.fromEntries(completed)).toEqual({
      queued: null,
      preparing: null,
      shifting: null,
      baking: null,
      watching: null,
      completed: 0,
      rolling_back: null,
      rolled_back: 4,
      cancelled: 1,
    });
    expect(exitCodeOfPhase("watching", "live")).toBe(0);
    expect(exitCodeOfPhase("rolling_back", "live")).toBeNull();
  });

  it("call a rollback that was asked for a success", () => {
    expect(exitCodeOfReturn("rolled_back", "aborted")).toBe(0);
    expect(exitCodeOfReturn("rolling_back", "aborted")).toBeNull();
    expect(exitCodeOfReturn("completed", "aborted")).toBe(1);
    expect(exitCodeOfReturn("watching", "return")).toBe(0);
    expect(exitCodeOfReturn("rolled_back", "return")).toBe(4);
  });
});

describe("slo plan", () => {
  it("says with 2 that there are changes, so that wrong input is 1 there and nowhere else", () => {
    expect(changesExitCode).toBe(2);
    expect(usageCodeOf(["slo", "plan", "a.yaml"])).toBe(exitCodes.failed);
    expect(usageCodeOf(["slo", "apply", "a.yaml"])).toBe(exitCodes.usage);
    expect(usageCodeOf([])).toBe(exitCodes.usage);
  });
});

describe("durations", () => {
  it("are a number and a unit", () => {
    expect(["500ms", "90s", "15m", "2h"].map(parseDurationMs)).toEqual([500, 90_000, 900_000, 7_200_000]);
    expect(["", "5", "1.5h", "-1s", "2d", "9999999s"].map(parseDurationMs)).toEqual(Array(6).fill(null));
  });
});
