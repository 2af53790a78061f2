import { describe, expect, test } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { waitAfter } from "@/lib/notifications/domain/retry";
import { nextRun } from "@/lib/reports/domain/cadence";
import { answerOf, htmlOf, type ReportWords, subjectOf, textOf } from "@/lib/reports/domain/report-text";
import { settlementOf } from "@/lib/reports/use-cases/send-deliveries";

const at = (text: string) => instant(Date.parse(text));
const iso = (moment: number) => new Date(moment).toISOString();
const berlin = "Europe/Berlin";

describe("when a report is due", () => {
  test("is the next local time, over changes of clocks", () => {
    const weekly = { kind: "weekly", time: "08:00", weekday: 1 } as const;
    expect(iso(nextRun(weekly, berlin, at("2026-10-20T10:00:00Z")))).toBe("2026-10-26T07:00:00.000Z");
    expect(iso(nextRun(weekly, berlin, at("2026-10-26T06:59:59Z")))).toBe("2026-10-26T07:00:00.000Z");
    expect(iso(nextRun(weekly, berlin, at("2026-10-26T07:00:00Z")))).toBe("2026-11-02T07:00:00.000Z");
    const daily = { kind: "daily", time: "02:30", workingDaysOnly: false } as const;
    expect(iso(nextRun(daily, berlin, at("2027-03-27T12:00:00Z")))).toBe("2027-03-28T01:30:00.000Z");
  });

  test("leaves weekends out where it should, and takes the day of the month", () => {
    const working = { kind: "daily", time: "08:00", workingDaysOnly: true } as const;
    expect(iso(nextRun(working, "UTC", at("2026-11-27T09:00:00Z")))).toBe("2026-11-30T08:00:00.000Z");
    const monthly = { kind: "monthly", time: "06:15", day: 28 } as const;
    expect(iso(nextRun(monthly, "UTC", at("2027-02-28T06:15:00Z")))).toBe("2027-03-28T06:15:00.000Z");
  });
});

describe("the words of a report", () => {
  const words: ReportWords = {
    name: "Weekly <figures>",
    scope: "All services",
    window: "2026-11-01 to 2026-11-28",
    lines: [
      {
        title: "Change failure rate",
        value: "12 %",
        interval: "8 % to 17 %",
        n: "n = 120",
        before: "5 %",
        verdict: "worse",
      },
      { title: "Lead time", value: "2 h", interval: "1 h to 3 h", n: "n = 90", before: "2 h", verdict: "unclear" },
    ],
    charts: [
      {
        title: "Change failure rate",
        points: [
          { label: "2026-W46", value: "6 %", share: 0.5, isPartial: false },
          { label: "2026-W47", value: "12 %", share: 1, isPartial: false },
          { label: "2026-W48", value: "not enough data", share: null, isPartial: true },
        ],
      },
    ],
    groupTitle: null,
    groups: [],
    notes: ["Days are those of UTC."],
    url: "https://signalbox.example.org/insights",
  };

  test("begin with the answer", () => {
    expect(answerOf(words)).toBe("Worse: change failure rate.");
    expect(subjectOf(words)).toBe("Weekly <figures>: Worse: change failure rate.");
    expect(answerOf({ ...words, lines: words.lines.slice(1) })).toMatch(/^No figure changed clearly/);
    expect(textOf(words)).toContain("Change failure rate: 12 % (8 % to 17 %; n = 120); before 5 %; worse");
  });

  test("show how a figure went, with the number beside each bar and no bar for what is not known", () => {
    expect(textOf(words)).toContain(
      "Change failure rate\n2026-W46: 6 % ▇▇▇▇▇▇▇▇▇▇\n2026-W47: 12 % ▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇\n2026-W48: not enough data (not all of it)\n",
    );
    expect(htmlOf(words).match(/width:\d+px/g)).toEqual(["width:120px", "width:240px", "width:0px"]);
  });

  test("let no name become markup", () => {
    expect(htmlOf(words)).toContain("Weekly &lt;figures&gt;");
    expect(htmlOf(words)).not.toContain("<figures>");
  });
});

describe("what an attempt means", () => {
  const now = at("2026-11-28T08:00:00Z");

  test("a refusal waits longer each time and ends after seven waits", () => {
    const refused = { kind: "refused", why: "no", isFinal: false } as const;
    expect(settlementOf({ id: "m", attempts: 1 }, refused, now)).toMatchObject({
      state: "waiting",
      nextAttemptAt: new Date(now + 60_000),
    });
    expect(settlementOf({ id: "m", attempts: 8 }, refused, now)).toMatchObject({
      state: "failed",
      nextAttemptAt: null,
    });
    const waits = [1, 2, 3, 4, 5, 6, 7].map((attempts) => waitAfter(attempts) ?? 0);
    expect(waits).toEqual(waits.toSorted((x, y) => x - y));
  });

  test("what may have arrived is not sent again, what is refused for good neither", () => {
    expect(settlementOf({ id: "m", attempts: 1 }, { kind: "uncertain", why: "silent" }, now)).toMatchObject({
      state: "uncertain",
      nextAttemptAt: null,
    });
    expect(settlementOf({ id: "m", attempts: 1 }, { kind: "refused", why: "gone", isFinal: true }, now).state).toBe(
      "failed",
    );
    expect(settlementOf({ id: "m", attempts: 1 }, { kind: "sent", answer: "250" }, now)).toMatchObject({
      state: "sent",
      sentAt: new Date(now),
    });
  });
});
