import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Schedule } from "@/lib/clocks/domain/business-hours";
import { type ClockEvent, clockAt } from "@/lib/clocks/domain/sla-clock";
import { type Instant, instant } from "@/lib/kernel/instant";
import { instantOfLocal } from "@/lib/kernel/zoned-time";
import { runs } from "@/tests/support/runs";

const hourMs = 3_600_000;
const newYork = (local: string): Instant => instantOfLocal(local, "America/New_York");
const utc = (text: string): Instant => instant(Date.parse(text));

function office(timeZone: string, from = "09:00", to = "17:00", holidays: readonly string[] = []): Schedule {
  const hours = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from, to }));
  return { kind: "business_hours", timeZone, hours, holidays: new Set(holidays) };
}
const officeHours = office("America/New_York");
const started = (at: Instant): ClockEvent => ({ kind: "started", at });
const pause = (id: string, from: Instant, to: Instant | null, capMs: number | null = null): ClockEvent[] => [
  { kind: "paused", at: from, pauseId: id, reason: "waiting for the customer", capMs },
  ...(to === null ? [] : [{ kind: "resumed", at: to, pauseId: id } as const]),
];
const due = (events: ClockEvent[], goalHours: number, schedule: Schedule, now = utc("2026-12-01T00:00:00Z")) => {
  const { dueAt } = clockAt(events, { goalMs: goalHours * hourMs, schedule }, now);
  return dueAt === null ? null : new Date(dueAt).toISOString();
};

describe("due times, against published cases", () => {
  it("across the change to summer time", () => {
    expect(due([started(newYork("2026-03-06T16:00"))], 4, officeHours)).toBe("2026-03-09T16:00:00.000Z");
  });

  it("pauses take out business time only", () => {
    const events = [
      started(newYork("2026-06-05T15:00")),
      ...pause("p", newYork("2026-06-05T16:30"), newYork("2026-06-08T10:00")),
    ];
    expect(due(events, 8, officeHours)).toBe("2026-06-08T20:30:00.000Z");
    const { pausedMs } = clockAt(events, { goalMs: 8 * hourMs, schedule: officeHours }, utc("2026-12-01T00:00:00Z"));
    expect(pausedMs).toBe(1.5 * hourMs);
  });

  it("overlapping pauses are one", () => {
    const events = [
      started(newYork("2026-06-05T15:00")),
      ...pause("p", newYork("2026-06-05T15:30"), newYork("2026-06-05T16:15")),
      ...pause("q", newYork("2026-06-05T16:00"), newYork("2026-06-05T16:30")),
    ];
    expect(due(events, 8, officeHours)).toBe("2026-06-08T20:00:00.000Z");
  });

  it("a holiday is no business day", () => {
    const schedule = office("America/New_York", "09:00", "17:00", ["2026-07-03"]);
    expect(due([started(newYork("2026-07-02T15:00"))], 8, schedule)).toBe("2026-07-06T19:00:00.000Z");
  });

  it("24 hours are three days of eight", () => {
    expect(due([started(newYork("2026-06-01T09:00"))], 24, officeHours)).toBe("2026-06-03T21:00:00.000Z");
  });

  it("in the hours of another zone", () => {
    const kolkata = office("Asia/Kolkata", "09:30", "18:30");
    expect(due([started(utc("2026-06-01T12:45:00Z"))], 2, kolkata)).toBe("2026-06-02T05:45:00.000Z");
  });

  it("an open pause with a cap resumes by itself", () => {
    const events = [started(utc("2026-06-01T09:00:00Z")), ...pause("p", utc("2026-06-01T10:00:00Z"), null, 2 * hourMs)];
    const always: Schedule = { kind: "always" };
    expect(due(events, 4, always, utc("2026-06-01T11:00:00Z"))).toBe("2026-06-01T15:00:00.000Z");
    expect(due(events, 4, always)).toBe("2026-06-01T15:00:00.000Z");
    const open = [started(utc("2026-06-01T09:00:00Z")), ...pause("p", utc("2026-06-01T10:00:00Z"), null)];
    expect(due(open, 4, always)).toBeNull();
  });
});

describe("breach", () => {
  const always: Schedule = { kind: "always" };
  const rule = { goalMs: 4 * hourMs, schedule: always };
  const start = utc("2026-06-01T09:00:00Z");

  it("is not undone by a pause that began after it", () => {
    const events = [started(start), ...pause("p", utc("2026-06-01T14:00:00Z"), utc("2026-06-01T20:00:00Z"))];
    expect(clockAt(events, rule, utc("2026-06-01T21:00:00Z")).isBreached).toBe(true);
  });

  it("is not reached at 99.951 %", () => {
    const events: ClockEvent[] = [started(start), { kind: "stopped", at: instant(start + 0.999_51 * 4 * hourMs) }];
    expect(clockAt(events, rule, utc("2026-06-02T00:00:00Z"))).toMatchObject({ state: "stopped", isBreached: false });
  });

  it("starts over when it is reopened", () => {
    const events: ClockEvent[] = [
      started(start),
      { kind: "stopped", at: utc("2026-06-01T10:00:00Z") },
      { kind: "reopened", at: utc("2026-06-01T20:00:00Z") },
    ];
    expect(clockAt(events, rule, utc("2026-06-01T21:00:00Z"))).toMatchObject({ state: "running", elapsedMs: hourMs });
  });
});

describe("laws", () => {
  const moment = fc
    .integer({ min: 0, max: 14 * 24 * 60 })
    .map((minutes) => instant(utc("2026-03-02T00:00:00Z") + minutes * 60_000));
  const pauses = fc.array(
    fc.record({
      from: moment,
      to: fc.option(moment, { freq: 6 }),
      cap: fc.option(fc.integer({ min: 1, max: 600 }), { freq: 6 }),
    }),
    { maxLength: 5 },
  );

  it("shows the same whatever order events came in", () => {
    fc.assert(
      fc.property(moment, pauses, moment, fc.infiniteStream(fc.nat()), (start, spans, now, chance) => {
        const events = [
          started(start),
          ...spans.flatMap((span, index) =>
            pause(`p${index}`, span.from, span.to, span.cap === null ? null : span.cap * 60_000),
          ),
        ];
        const shuffled = events
          .map((event) => ({ event, key: chance.next().value as number }))
          .sort((left, right) => left.key - right.key)
          .map(({ event }) => event);
        const rule = { goalMs: 6 * hourMs, schedule: officeHours };
        expect(clockAt(shuffled, rule, now)).toEqual(clockAt(events, rule, now));
      }),
      runs(75),
    );
  });

  it("never runs backwards", () => {
    fc.assert(
      fc.property(moment, pauses, moment, moment, (start, spans, one, other) => {
        const events = [started(start), ...spans.flatMap((span, i) => pause(`p${i}`, span.from, span.to))];
        const rule = { goalMs: 6 * hourMs, schedule: officeHours };
        const [early, late] = one < other ? [one, other] : [other, one];
        expect(clockAt(events, rule, early).elapsedMs).toBeLessThanOrEqual(clockAt(events, rule, late).elapsedMs);
      }),
      runs(30),
    );
  });
});
