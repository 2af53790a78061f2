import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pulseOf } from "@/lib/ingest/domain/source-pulse";
import { type Instant, instant } from "@/lib/kernel/instant";

const t0 = 1_763_000_000_000;
const minute = 60_000;
const at = (ms: number): Instant => instant(t0 + ms);
const every = (gapMs: number, count: number): Instant[] => Array.from({ length: count }, (_, n) => at(n * gapMs));

describe("the pulse of a source", () => {
  it("is never when nothing was heard, unknown after a few", () => {
    expect(pulseOf([], at(0))).toEqual({ state: "never" });
    expect(pulseOf(every(minute, 4), at(10 * minute))).toMatchObject({ state: "unknown", n: 3 });
  });

  it("of a regular source has its interval, and is silent after one and a half of it", () => {
    const heard = every(minute, 50);
    const last = 49 * minute;
    expect(pulseOf(heard, at(last + 1.4 * minute))).toMatchObject({ state: "live", usualIntervalMs: minute, n: 49 });
    expect(pulseOf(heard, at(last + 1.6 * minute))).toMatchObject({ state: "silent", alarmAfterMs: 1.5 * minute });
  });

  it("of bursts is not alarmed between two of them", () => {
    const bursts = Array.from({ length: 10 }, (_, hour) =>
      Array.from({ length: 30 }, (_, second) => at(hour * 60 * minute + second * 1_000)),
    ).flat();
    const last = 9 * 60 * minute + 29_000;
    const pulse = pulseOf(bursts, at(last + 70 * minute));
    expect(pulse).toMatchObject({ state: "live", medianGapMs: 1_000, usualIntervalMs: 60 * minute - 29_000 });
    expect(pulseOf(bursts, at(last + 95 * minute)).state).toBe("silent");
  });

  it("does not depend on the order that moments are given in", () => {
    const heard = every(7_000, 20);
    expect(pulseOf(heard.toReversed(), at(200_000))).toEqual(pulseOf(heard, at(200_000)));
  });

  it("alarms within twice the usual interval, whatever the habits", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 5_000, max: 86_400_000 }), { minLength: 6, maxLength: 60 }), (gaps) => {
        const moments = [0];
        for (const gap of gaps) moments.push((moments.at(-1) ?? 0) + gap);
        const heard = moments.map(at);
        const now = moments.at(-1) ?? 0;
        const pulse = pulseOf(heard, at(now));
        if (pulse.state !== "live") throw new Error("it was heard just now");
        expect(pulse.alarmAfterMs).toBeLessThanOrEqual(2 * pulse.usualIntervalMs);
        expect(pulseOf(heard, at(now + 2 * pulse.usualIntervalMs)).state).toBe("silent");
        expect(pulseOf(heard, at(now + pulse.usualIntervalMs)).state).toBe("live");
      }),
    );
  });
});
