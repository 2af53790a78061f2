import { describe, expect, it } from "vitest";
import {
  deliveryStatus,
  outcomeWords,
  partWords,
  pulseSentence,
  sizeWords,
  sourceStatus,
} from "@/components/ingest/signal-words";
import type { SourceHealthView } from "@/lib/ingest/health-contract";

const silent = {
  state: "silent" as const,
  silentMs: 7_200_000,
  usualIntervalMs: 600_000,
  medianGapMs: 60_000,
  alarmAfterMs: 900_000,
  n: 40,
};

function health(change: {
  isEnabled?: boolean;
  state?: SourceHealthView["pulse"]["state"];
  score?: number | null;
}): SourceHealthView {
  return {
    source: { isEnabled: change.isEnabled ?? true },
    pulse: { ...silent, state: change.state ?? "live" },
    quality: { score: change.score ?? null, worst: null, parts: [] },
  } as unknown as SourceHealthView;
}

describe("a source", () => {
  it.each([
    [{ isEnabled: false }, "neutral", "Off"],
    [{ state: "never" as const }, "no_data", "Never heard"],
    [{ state: "unknown" as const, score: 100 }, "no_data", "Getting to know"],
    [{ state: "silent" as const, score: 100 }, "failed", "Silent"],
    [{ score: 60 }, "at_risk", "Needs a look"],
    [{ score: 98 }, "healthy", "Heard"],
  ])("of %j is %s", (change, status, label) => {
    expect(sourceStatus(health(change))).toEqual({ status, label });
  });

  it("that is silent is said so in words, with what is usual", () => {
    expect(pulseSentence(silent)).toMatch(/^Silent for 2 h.*at least every 10 min.*not complete\.$/);
    expect(pulseSentence({ ...silent, state: "never" })).toBe("Nothing has come yet.");
  });

  it("has parts that are not known, instead of good ones", () => {
    expect(partWords({ name: "mapped", ratio: null, n: 0 })).toEqual({ title: "Names known", value: "not known yet" });
    expect(partWords({ name: "readable", ratio: 0.9999, n: 20_000 }).value).toBe("99.9 % of 20000 deliveries");
    expect(partWords({ name: "heard", ratio: 0, n: 9 }).value).toBe("no, it is silent");
  });
});

describe("a delivery", () => {
  it("says what became of it in words", () => {
    expect(deliveryStatus({ state: "dead", outcome: "wrong_fields" })).toEqual({
      status: "failed",
      label: "Wrong fields",
    });
    expect(deliveryStatus({ state: "received", outcome: "parsed" })).toEqual({
      status: "waiting",
      label: "Waits to be read",
    });
    expect(outcomeWords("unknown_event")).toBe("Unknown event");
    expect([512, 1_536, 262_144, 3_145_728].map(sizeWords)).toEqual(["512 B", "1.5 KiB", "256 KiB", "3.0 MiB"]);
  });
});
