import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { fromDecimal, rational, times } from "@/lib/kernel/rational";
import { type BurnRule, recommendedRules } from "@/lib/slos/domain/burn";
import { type AlertReading, type AlertSettings, type AlertState, nextAlert, quiet } from "@/lib/slos/domain/burn-alert";

const minuteMs = 60_000;
const target = times(fromDecimal("99.9"), rational(1n, 100n));
const settings: AlertSettings = { target, graceMs: 0, quietMs: 0, minEvents: 0n };
const page = recommendedRules(30 * 86_400_000)[0] as BurnRule;

/** Bad and good requests of each minute, 1000 a minute. */
function reading(badByMinute: readonly number[], minute: number): AlertReading {
  const sums = (minutes: number) => {
    const from = Math.max(0, minute - minutes);
    const bad = badByMinute.slice(from, minute).reduce((sum, one) => sum + one, 0);
    // Before the series began there was even traffic without errors.
    return { bad: BigInt(bad), total: BigInt(minutes * 1000), isFull: true };
  };
  return { kind: "sums", long: sums(60), short: sums(5), isCurrent: true };
}

/** Statuses at the end of each minute. */
function play(badByMinute: readonly number[], minutes: number, change: Partial<AlertSettings> = {}): string[] {
  let state: AlertState = quiet;
  return Array.from({ length: minutes }, (_, index) => {
    const minute = index + 1;
    const now = instant(minute * minuteMs);
    state = nextAlert(state, reading(badByMinute, minute), page, { ...settings, ...change }, now).state;
    return state.status;
  });
}

const fifteenPercent = Array.from({ length: 10 }, () => 150);
const ticks = (statuses: readonly string[], wanted: string) =>
  statuses.flatMap((status, index) => (status === wanted ? [index + 1] : []));

describe("the workbook's case: 15 % errors for ten minutes", () => {
  it("fires from the sixth to the fourteenth minute", () => {
    expect(ticks(play(fifteenPercent, 70), "firing")).toEqual([6, 7, 8, 9, 10, 11, 12, 13, 14]);
  });

  it("is told in the ninth minute with a grace of three", () => {
    expect(ticks(play(fifteenPercent, 70, { graceMs: 3 * minuteMs }), "firing")[0]).toBe(9);
  });

  it("ends later where it must have stayed clear", () => {
    expect(ticks(play(fifteenPercent, 70, { quietMs: 5 * minuteMs }), "firing").at(-1)).toBe(19);
  });
});

describe("when data stops", () => {
  const dark: AlertReading = { kind: "dark", cause: "unreachable" };

  it("a firing alert stays, frozen, and goes on firing when data is back", () => {
    const firing: AlertState = { status: "firing", since: instant(0), clearSince: null };
    const frozen = nextAlert(firing, dark, page, settings, instant(minuteMs));
    expect(frozen).toMatchObject({ state: { status: "frozen", was: firing }, events: ["frozen"] });
    const still = nextAlert(frozen.state, dark, page, settings, instant(86_400_000));
    expect(still.state).toBe(frozen.state);
    const back = nextAlert(still.state, reading(fifteenPercent, 8), page, settings, instant(86_460_000));
    expect(back).toMatchObject({ state: { status: "firing" }, events: ["thawed"] });
  });

  it("a quiet one is not quiet but frozen", () => {
    expect(nextAlert(quiet, dark, page, settings, instant(0)).state.status).toBe("frozen");
  });
});

describe("nothing gets quieter without a newest minute", () => {
  const firing: AlertState = { status: "firing", since: instant(0), clearSince: null };
  const calm = { bad: 0n, total: 1_000n, isFull: true };

  it("a firing alert stays although its bad minutes left the window", () => {
    const stale: AlertReading = { kind: "sums", long: calm, short: calm, isCurrent: false };
    expect(nextAlert(firing, stale, page, settings, instant(minuteMs)).state).toEqual(firing);
    expect(nextAlert(firing, { ...stale, isCurrent: true }, page, settings, instant(minuteMs)).state).toEqual(quiet);
  });

  it("a firing alert stays when its service loses its users and goes on failing", () => {
    const few = { bad: 5n, total: 5n, isFull: true };
    const thin: AlertReading = { kind: "sums", long: few, short: few, isCurrent: true };
    const strict = { ...settings, minEvents: 20n };
    expect(nextAlert(firing, thin, page, strict, instant(minuteMs)).state).toEqual(firing);
  });
});

describe("nothing is said", () => {
  const high = { bad: 20n, total: 20n, isFull: false };

  it("while the objective is younger than its windows", () => {
    const decision = nextAlert(
      quiet,
      { kind: "sums", long: high, short: high, isCurrent: true },
      page,
      settings,
      instant(0),
    );
    expect(decision).toMatchObject({ state: quiet, heldBy: "too_young" });
  });

  it("about fewer events than the minimum", () => {
    const full = { ...high, isFull: true };
    const few = { ...settings, minEvents: 100n };
    expect(
      nextAlert(quiet, { kind: "sums", long: full, short: full, isCurrent: true }, page, few, instant(0)),
    ).toMatchObject({
      state: quiet,
      heldBy: "too_few_events",
    });
  });

  it("about a window without events", () => {
    const none = { bad: 0n, total: 0n, isFull: true };
    const decision = nextAlert(
      quiet,
      { kind: "sums", long: none, short: none, isCurrent: true },
      page,
      settings,
      instant(0),
    );
    expect(decision).toMatchObject({ state: quiet, longBurn: null, heldBy: null });
  });
});

describe("a sampled stream", () => {
  /** 1 of 100 kept over an hour: `kept` bad ones among 500. Each stands for a hundred. */
  const sampled = (kept: number): AlertReading => {
    const [bad, total] = [BigInt(kept * 100), 50_000n];
    const noise = { good: (500 - kept) * 9_900, bad: kept * 9_900, heaviest: 100 };
    const sums = { bad, total, isFull: true, seen: 500n, noise };
    return { kind: "sums", long: sums, short: sums, isCurrent: true };
  };
  const look = (state: AlertState, kept: number) => nextAlert(state, sampled(kept), page, settings, instant(0));

  it("begins to fire only where all of its bound is above the factor", () => {
    // 8 of 500 are 1.6 %, a burn of 16; the bound reaches down to about half of it, below 14.4.
    expect(look(quiet, 8)).toMatchObject({ state: quiet, heldBy: "within_bound" });
    expect(look(quiet, 20)).toMatchObject({ state: { status: "firing" }, heldBy: null });
    expect(look(quiet, 7)).toMatchObject({ state: quiet, heldBy: null });
  });

  it("goes on by the estimate, and ends by it", () => {
    const { state } = look(quiet, 20);
    expect(look(state, 8).state.status).toBe("firing");
    expect(look(state, 7).state.status).toBe("quiet");
  });
});
