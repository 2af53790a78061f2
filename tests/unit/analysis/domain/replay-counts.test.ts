import { describe, expect, it } from "vitest";
import { type CountedMoment, replayCounts } from "@/lib/analysis/domain/replay-counts";
import { instant } from "@/lib/kernel/instant";
import { Triggers } from "@/lib/rollouts/contract";

/** Goal: past counts under other triggers say when they would have failed, by the judges that rollouts have. */

/** Every 5 s 100 requests to the new version and 100 to the old one; `errors` of the new one fail. Two steps of a minute. */
function rollout(errors: number): CountedMoment[] {
  return Array.from({ length: 24 }, (_, index) => ({
    at: instant((index + 1) * 5_000),
    source: "prometheus",
    stepIndex: index < 12 ? 0 : 1,
    sharePercent: 50,
    canary: { trials: 100 * (index + 1), events: errors * (index + 1) },
    baseline: { trials: 100 * (index + 1), events: 0 },
  }));
}
const under = (given: object) => {
  const triggers = Triggers.parse({ burnRate: { enabled: false }, ...given });
  return () => triggers;
};

describe("a replay", () => {
  it("fails where the errors are beyond what is tolerated, with the requests until then", () => {
    const failure = replayCounts(rollout(10), under({}));
    expect(failure).toMatchObject({ check: "error_rate", source: "prometheus", stepIndex: 0 });
    expect(failure?.sentence).toContain("Canary failed");
    expect(failure?.canary.trials).toBeLessThan(1_000);
    expect(replayCounts(rollout(10), under({ errorRate: { maxIncreasePp: 20 } }))).toBeNull();
    expect(replayCounts(rollout(0), under({}))).toBeNull();
  });

  it("asks the plain rule where the policy does, and only what is enabled", () => {
    const plain = under({ errorRate: { judge: "threshold", maxIncreasePp: 1, minRequests: 250 } });
    expect(replayCounts(rollout(2), plain)).toMatchObject({ at: 15_000, canary: { trials: 300, events: 6 } });
    expect(replayCounts(rollout(10), under({ errorRate: { enabled: false } }))).toBeNull();
    const burning = under({ errorRate: { enabled: false }, burnRate: { enabled: true, objectivePercent: 99.9 } });
    expect(replayCounts(rollout(10), burning)).toMatchObject({ check: "burn_rate" });
  });

  it("takes the triggers of each step, and the first failure of any source", () => {
    const strict = Triggers.parse({ burnRate: { enabled: false } });
    const lax = Triggers.parse({ burnRate: { enabled: false }, errorRate: { enabled: false } });
    expect(replayCounts(rollout(10), (step) => (step === 0 ? lax : strict))).toMatchObject({ stepIndex: 1 });
    const other = rollout(10).map((one) => ({ ...one, source: "proxy", at: instant(one.at - 1) }));
    expect(replayCounts([...rollout(10), ...other], under({}))).toMatchObject({ source: "proxy" });
    expect(replayCounts([], under({}))).toBeNull();
  });
});
