import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { SloDefinition } from "@/lib/slos/contract";
import { type AlertState, nextAlert, quiet } from "@/lib/slos/domain/burn-alert";
import { alertSettingsOf, readingOf, rulesOf } from "@/lib/slos/domain/evaluation";
import { momentAt, sumsOfSeries, windowAt, windowsOfSums } from "@/lib/slos/domain/minute-sums";
import { minuteMs } from "@/lib/slos/domain/minutes";
import { replayAlerts } from "@/lib/slos/domain/replay";
import { runs } from "../../../support/runs";

const definition = SloDefinition.parse({
  sli: { kind: "availability" },
  targetPercent: "99",
  // A short period: its rules fire at low burns, so that random minutes reach them.
  period: { kind: "rolling", days: 1 },
  alerting: { quietMs: 0, minRequests: 0 },
});
const day = 86_400_000;

/** Minutes after three good days: null is unknown, a number is how many of 100 requests were bad. */
function seriesOf(minutes: readonly (number | null)[]) {
  const good = { kind: "counted", good: 100n, total: 100n } as const;
  const past = Array.from({ length: (3 * day) / minuteMs }, () => good);
  const present = minutes.map((bad) =>
    bad === null ? ({ kind: "unknown" } as const) : ({ ...good, good: BigInt(100 - bad) } as const),
  );
  return sumsOfSeries({ from: instant(0), slices: [...past, ...present], knownSince: instant(0) });
}

describe("a replay", () => {
  it("finds every page that the minute-by-minute decision would have sent, and no other", () => {
    const outage = fc.tuple(fc.constantFrom(0, 1, 20, 100, null), fc.integer({ min: 1, max: 12 }));
    fc.assert(
      fc.property(fc.array(outage, { maxLength: 8 }), (outages) => {
        const sums = seriesOf(outages.flatMap(([bad, length]) => Array.from({ length }, () => bad)));
        const now = momentAt(sums, sums.minutes);
        const windows = windowsOfSums(sums);
        const expected = rulesOf(definition, now).flatMap((rule, index) => {
          let state: AlertState = quiet;
          const fired: string[] = [];
          for (let end = (3 * day) / minuteMs - 60; end <= sums.minutes; end += 1) {
            const at = momentAt(sums, end);
            const decision = nextAlert(state, readingOf(windows, rule, end), rule, alertSettingsOf(definition), at);
            state = decision.state;
            if (decision.events.includes("fired")) fired.push(`${index} ${at}`);
          }
          return fired;
        });
        const found = replayAlerts(sums, definition, now).map((firing) => `${firing.rule} ${firing.from}`);
        expect(found.toSorted()).toEqual(expected.toSorted());
      }),
      runs(10),
    );
  });

  it("says when each ended, or that it has not", () => {
    const ended = seriesOf([...Array.from({ length: 5 }, () => 100), ...Array.from({ length: 10 }, () => 0)]);
    const [first] = replayAlerts(ended, definition, momentAt(ended, ended.minutes));
    expect(first?.to).not.toBeNull();
    const open = seriesOf([100, 100, 100]);
    expect(replayAlerts(open, definition, momentAt(open, open.minutes))[0]?.to).toBeNull();
  });
});

describe("running sums", () => {
  it("give any window, and say when it reaches back beyond the known past", () => {
    const sums = sumsOfSeries({
      from: instant(0),
      slices: [
        { kind: "counted", good: 8n, total: 10n },
        { kind: "unknown" },
        { kind: "counted", good: 5n, total: 5n },
      ],
      knownSince: instant(0),
    });
    expect(windowAt(sums, 2 * minuteMs, 3)).toMatchObject({ bad: 0n, total: 5n, unknown: 1, isFull: true });
    expect(windowAt(sums, 3 * minuteMs, 3)).toMatchObject({ bad: 2n, total: 15n, unknown: 1, isFull: true });
    expect(windowAt(sums, 4 * minuteMs, 3)).toMatchObject({ bad: 2n, isFull: false });
  });
});
