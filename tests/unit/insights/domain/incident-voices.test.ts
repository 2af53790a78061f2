import { describe, expect, it } from "vitest";
import { pulseOf } from "@/lib/ingest/domain/source-pulse";
import { type IncidentVoice, incidentSourceOf } from "@/lib/insights/domain/incident-voices";
import { instant } from "@/lib/kernel/instant";

const now = instant(Date.parse("2026-11-20T12:00:00Z"));
const minuteMs = 60_000;

/** A source that spoke every `everyMinutes`, the last time `lastMinutes` ago. */
function voice(everyMinutes: number, lastMinutes: number, more: Partial<IncidentVoice> = {}): IncidentVoice {
  const moments = Array.from({ length: 40 }, (_, at) => instant(now - (lastMinutes + at * everyMinutes) * minuteMs));
  return { name: "PagerDuty", pulse: pulseOf(moments, now), heardAt: moments[0] ?? null, answers: false, ...more };
}

const once = (hoursAgo: number): IncidentVoice => {
  const heardAt = instant(now - hoursAgo * 60 * minuteMs);
  return { name: "Jira", pulse: pulseOf([heardAt], now), heardAt, answers: false };
};

describe("sources of incidents", () => {
  it("are none when nobody tells of incidents", () => expect(incidentSourceOf([], now)).toBeNull());

  it.each([
    ["speaks every 10 minutes and spoke 5 minutes ago", [voice(10, 5)], false],
    ["speaks every 10 minutes and was silent for half an hour", [voice(10, 30)], true],
    ["speaks once in two days and was silent for 30 hours", [voice(2_880, 1_800)], false],
    ["speaks once in two days and was silent for four", [voice(2_880, 5_760)], true],
    ["is silent and answers when it is asked", [voice(10, 600, { answers: true })], false],
    ["has spoken once, an hour ago", [once(1)], false],
    ["has spoken once, two days ago", [once(48)], true],
    ["has never spoken", [{ name: "New", pulse: { state: "never" }, heardAt: null, answers: false }], true],
    ["is alive beside one that is silent", [voice(10, 5), voice(10, 60)], true],
  ] as const)("one that %s: dark %s", (_, voices, isDark) => {
    const source = incidentSourceOf(voices, now);
    expect(source?.isDark).toBe(isDark);
    expect(source?.why === null).toBe(!isDark);
  });

  it("say which one is silent, for how long, and how often it usually speaks", () => {
    expect(incidentSourceOf([voice(10, 30)], now)?.why).toBe(
      "PagerDuty has been silent for 30 minutes, although it usually speaks every 10 minutes.",
    );
  });
});
