import { describe, expect, test } from "vitest";
import type { Instant } from "@/lib/kernel/instant";
import { epochOf, intentOf, wantedSharePercent } from "@/lib/rollouts/domain/intent";
import type { RolloutFacts } from "@/lib/rollouts/domain/rollout-command";
import { decide } from "@/lib/rollouts/domain/rollout-machine";
import type { PlacedRollout, RolloutState } from "@/lib/rollouts/domain/rollout-state";
import { mergeObservations } from "@/lib/traffic/domain/fleet";
import { accepted, goodFacts, kindsOf, later, queued, showing } from "../../../support/rollout-fixtures";

/** What one of three proxies shows; the canary is in slot b. */
interface Shown {
  readonly percent: number;
  readonly epoch?: number;
  readonly life?: number;
  readonly open?: boolean;
}

function fleet(now: Instant, ...members: readonly [Shown, ...Shown[]]): RolloutFacts["traffic"] {
  const [first, ...others] = members.map(({ percent, epoch = 0, life = 1, open = percent > 0 }, index) =>
    showing(
      { epoch, sharePercent: { a: 100 - percent, b: percent }, closed: open ? [] : ["b"] },
      now,
      `${index}-${life}`,
    ),
  );
  if (first === undefined) throw new Error("a fleet has a member");
  return { status: "seen", observation: mergeObservations([first, ...others]) };
}

function tick(state: RolloutState, ms: number, traffic: RolloutFacts["traffic"], more: Partial<RolloutFacts> = {}) {
  return decide(state, { kind: "tick" }, goodFacts(state, later(ms), { traffic, ...more }));
}

const same = (percent: number, epoch = 0): [Shown, Shown, Shown] => [
  { percent, epoch },
  { percent, epoch },
  { percent, epoch },
];

/** Up to the first step at 10 %, which is being set. */
function shifting(): RolloutState {
  const preparing = accepted(decide(queued(), { kind: "tick" }, goodFacts(queued(), later(0)))).next;
  const state = accepted(tick(preparing, 1_000, fleet(later(1_000), ...same(0)))).next;
  expect(state.phase).toBe("shifting");
  return state;
}

function baking(): RolloutState {
  const state = shifting();
  const next = accepted(tick(state, 2_000, fleet(later(2_000), ...same(10, epochOf(state))))).next;
  expect(next.phase).toBe("baking");
  return next;
}

const wantedOf = (state: RolloutState): number => wantedSharePercent(state as PlacedRollout);

describe("a fleet that is being raised", () => {
  test("bakes when all show the share, and not before", () => {
    const state = shifting();
    const epoch = epochOf(state);
    const partly = fleet(later(2_000), { percent: 10, epoch }, { percent: 10, epoch }, { percent: 0 });
    expect(tick(state, 2_000, partly).kind).toBe("unchanged");
    expect(accepted(tick(state, 2_500, fleet(later(2_500), ...same(10, epoch)))).next.phase).toBe("baking");
  });

  test("that one has taken and somebody then lowered is not raised again", () => {
    const state = shifting();
    const epoch = epochOf(state);
    const traffic = fleet(later(2_000), { percent: 10, epoch }, { percent: 0 }, { percent: 0, epoch });
    const { next, events } = accepted(tick(state, 2_000, traffic));
    expect(kindsOf(events)).toContain("drift_adopted");
    expect(wantedOf(next)).toBe(0);
    expect("pauseReasons" in next && next.pauseReasons).toContain("drift");
  });

  test("goes on when only the restart of one made it forget", () => {
    const state = shifting();
    const epoch = epochOf(state);
    const traffic = fleet(later(2_000), { percent: 10, epoch }, { percent: 10, epoch }, { percent: 0, life: 2 });
    const { next, events } = accepted(tick(state, 2_000, traffic));
    expect(kindsOf(events)).toEqual(["data_plane_restarted"]);
    expect(wantedOf(next)).toBe(10);
  });

  test("is not raised when one was lowered by hand while another was restarted", () => {
    const state = shifting();
    const epoch = epochOf(state);
    const traffic = fleet(later(2_000), { percent: 10, epoch }, { percent: 4, epoch }, { percent: 0, life: 2 });
    const { next, events } = accepted(tick(state, 2_000, traffic));
    expect(kindsOf(events)).toContain("drift_adopted");
    expect(wantedOf(next)).toBe(0);
  });
});

describe("a fleet that bakes", () => {
  test.each([0, 1, 2])("takes over what somebody lowered at proxy %i alone, at all of them", (index) => {
    const state = baking();
    const epoch = epochOf(state);
    const members = same(10, epoch).map((one, at) => (at === index ? { ...one, percent: 3 } : one));
    const { next, events } = accepted(tick(state, 3_000, fleet(later(3_000), members[0]!, ...members.slice(1))));
    expect(kindsOf(events)).toContain("drift_adopted");
    expect(wantedOf(next)).toBe(3);
    const again = tick(next, 4_000, fleet(later(4_000), ...same(3, epochOf(next))));
    const later9 = again.kind === "accepted" ? again.next : next;
    expect(wantedOf(later9)).toBe(3);
    expect("pauseReasons" in later9 && later9.pauseReasons).toContain("drift");
  });

  test("sets again what somebody raised at one of them, and takes the canary out when that does not help", () => {
    const state = baking();
    const epoch = epochOf(state);
    const raised: [Shown, Shown, Shown] = [
      { percent: 10, epoch },
      { percent: 10, epoch },
      { percent: 40, epoch },
    ];
    const { next, events } = accepted(tick(state, 3_000, fleet(later(3_000), ...raised)));
    expect(events).toContainEqual(
      expect.objectContaining({ kind: "drift_seen", desiredSharePercent: 10, observedSharePercent: 40 }),
    );
    expect(wantedOf(next)).toBe(10);
    const ms = 3_000 + next.plan.applyDeadlineMs;
    expect(accepted(tick(next, ms, fleet(later(ms), ...raised))).next.phase).toBe("rolling_back");
  });

  test("sets a restarted one again, unless another was lowered by hand meanwhile", () => {
    const state = baking();
    const epoch = epochOf(state);
    const forgot = { percent: 0, life: 2, open: true };
    const restarted = accepted(
      tick(state, 3_000, fleet(later(3_000), { percent: 10, epoch }, { percent: 10, epoch }, forgot)),
    );
    expect(kindsOf(restarted.events)).toContain("data_plane_restarted");
    expect(kindsOf(restarted.events)).not.toContain("drift_adopted");
    expect(wantedOf(restarted.next)).toBe(10);
    const both = accepted(
      tick(state, 3_000, fleet(later(3_000), { percent: 10, epoch }, { percent: 5, epoch }, forgot)),
    );
    expect(kindsOf(both.events)).toContain("drift_adopted");
    expect(wantedOf(both.next)).toBe(0);
  });

  test("neither rises nor ends while one of them cannot be seen", () => {
    const detail = "1 of 3 proxies cannot be seen. It hangs.";
    let state = baking();
    for (const ms of [3_000, 65_000, 70_000]) {
      const decision = tick(state, ms, { status: "failed", detail });
      if (decision.kind === "accepted") state = decision.next;
    }
    expect(state.phase).toBe("baking");
    expect(wantedOf(state)).toBe(10);
  });
});

describe("a fleet that is taken back", () => {
  const taken = (): RolloutState =>
    accepted(
      decide(
        baking(),
        { kind: "take_back", cause: "error_rate", why: "5 of 5 failed.", evidence: [] },
        goodFacts(baking(), later(5_000)),
      ),
    ).next;

  test("is not done while one still has the canary, nor while one cannot be seen", () => {
    const state = taken();
    expect(state.phase).toBe("rolling_back");
    const partly = fleet(later(6_000), { percent: 0 }, { percent: 0 }, { percent: 10 });
    for (const traffic of [partly, { status: "failed" as const, detail: "1 of 3 proxies cannot be seen." }]) {
      const decision = tick(state, 6_000, traffic);
      expect(decision).toMatchObject({ kind: "unchanged", intent: intentOf(state, epochOf(state)) });
    }
    expect(accepted(tick(state, 7_000, fleet(later(7_000), ...same(0)))).next.phase).toBe("rolled_back");
  });

  test("is not done while one has the slot open, though without a share", () => {
    const open = fleet(later(6_000), { percent: 0 }, { percent: 0, open: true }, { percent: 0 });
    expect(tick(taken(), 6_000, open).kind).toBe("unchanged");
  });
});
