import { describe, expect, it } from "vitest";
import type { Pulse } from "@/lib/ingest/domain/source-pulse";
import { type WatermarkFacts, watermarkOf } from "@/lib/ingest/domain/watermark";
import { instant } from "@/lib/kernel/instant";

const now = instant(1_763_000_000_000);
const earlier = instant(now - 60_000);
const long = { silentMs: 60_000, usualIntervalMs: 1, medianGapMs: 1, alarmAfterMs: 2, n: 9 };
const pulse = (state: "live" | "silent"): Pulse => ({ state, ...long });
const facts: WatermarkFacts = {
  now,
  isEnabled: true,
  pulse: pulse("live"),
  lastHeardAt: earlier,
  oldestWaitingAt: null,
  askedUntil: null,
};

describe("the watermark of a source", () => {
  it.each([
    ["now, while it speaks", {}, now, "up_to_date"],
    ["the oldest that waits to be read", { oldestWaitingAt: earlier }, earlier, "waiting_to_be_read"],
    ["when it was last heard, once it is silent", { pulse: pulse("silent") }, earlier, "silent"],
    [
      "when its system was last asked, although it is silent",
      { pulse: pulse("silent"), askedUntil: now },
      now,
      "up_to_date",
    ],
    ["when it was last heard, once it is switched off", { isEnabled: false }, earlier, "switched_off"],
    ["nothing before it is heard", { pulse: { state: "never" } as Pulse, lastHeardAt: null }, null, "never_heard"],
    [
      "its last word while its habits are unknown",
      { pulse: { state: "unknown", silentMs: 1, n: 1 } as Pulse },
      earlier,
      "silent",
    ],
  ])("is %s", (_what, change, completeUntil, why) => {
    expect(watermarkOf({ ...facts, ...change })).toEqual({ completeUntil, why });
  });
});
