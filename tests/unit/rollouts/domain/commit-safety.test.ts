import { describe, expect, it } from "vitest";
import { commitSafetyOf } from "@/lib/rollouts/domain/commit-safety";

const alone = { synchronousCommit: "on", standbyNames: "", standbyCount: 0 };

describe("what was acknowledged is", () => {
  it.each([
    ["kept without a standby", {}, "kept"],
    ["lost in a failover to a standby that nobody waits for", { standbyCount: 1 }, "lost_in_a_failover"],
    ["kept with a standby that is waited for", { standbyCount: 1, standbyNames: "ANY 1 (b, c)" }, "kept"],
    [
      "kept by remote_apply",
      { standbyCount: 2, standbyNames: "FIRST 1 (b)", synchronousCommit: "remote_apply" },
      "kept",
    ],
    [
      "lost in a failover when only the own disk is waited for",
      { standbyCount: 1, standbyNames: "*", synchronousCommit: "local" },
      "lost_in_a_failover",
    ],
    ["lost in a crash when no disk is waited for", { synchronousCommit: "off" }, "lost_in_a_crash"],
    [
      "lost in a crash whatever standbys there are",
      { synchronousCommit: "off", standbyNames: "*", standbyCount: 1 },
      "lost_in_a_crash",
    ],
  ] as const)("%s", (_, settings, safety) => {
    expect(commitSafetyOf({ ...alone, ...settings })).toBe(safety);
  });
});
