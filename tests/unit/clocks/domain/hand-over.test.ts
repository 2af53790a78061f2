import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HandOver, Region } from "@/lib/clocks/domain/business-hours";
import { countedTurns, ownerAt, turnsIn } from "@/lib/clocks/domain/hand-over";
import { clockAt } from "@/lib/clocks/domain/sla-clock";
import { handOverOf, scheduleFaults, scheduleOf } from "@/lib/clocks/domain/terms-check";
import { type Instant, instant } from "@/lib/kernel/instant";
import { localOf, weekdayOf } from "@/lib/kernel/zoned-time";
import { runs } from "@/tests/support/runs";

/** Goal: a clock that follows the sun runs in the hours of any region, and at each moment one region has it, by the rule. */

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const utc = (text: string): Instant => instant(Date.parse(text));
const week = [1, 2, 3, 4, 5];

function region(
  name: string,
  timeZone: string,
  from = "09:00",
  to = "17:00",
  holidays: readonly string[] = [],
): Region {
  const hours = week.map((weekday) => ({ weekday, from, to }));
  return { name, timeZone, hours, holidays: new Set(holidays), tell: [`${name} on call`] };
}
const berlin = region("Berlin", "Europe/Berlin");
const denver = region("Denver", "America/Denver");
const sydney = region("Sydney", "Australia/Sydney");
const sun: HandOver = { rule: "at_close", regions: [berlin, denver, sydney] };
const shown = (handOver: HandOver, from: string, to: string) =>
  turnsIn(handOver, { from: utc(from), to: utc(to) }).map((turn) => [
    turn.region.name,
    new Date(turn.from).toISOString().slice(5, 16),
    new Date(turn.to).toISOString().slice(5, 16),
  ]);

describe("turns", () => {
  it("follow each other where hours do not overlap", () => {
    expect(shown(sun, "2026-06-01T00:00:00Z", "2026-06-02T00:00:00Z")).toEqual([
      ["Sydney", "06-01T00:00", "06-01T07:00"],
      ["Berlin", "06-01T07:00", "06-01T15:00"],
      ["Denver", "06-01T15:00", "06-01T23:00"],
      ["Sydney", "06-01T23:00", "06-02T00:00"],
    ]);
  });

  it("leave it where it is until hours end, or give it to who opens", () => {
    const newYork = region("New York", "America/New_York");
    const keep = { rule: "at_close", regions: [berlin, newYork] } as const;
    const day = ["2026-06-01T06:00:00Z", "2026-06-01T22:00:00Z"] as const;
    expect(shown(keep, ...day)).toEqual([
      ["Berlin", "06-01T07:00", "06-01T15:00"],
      ["New York", "06-01T15:00", "06-01T21:00"],
    ]);
    expect(shown({ ...keep, rule: "at_open" }, ...day)).toEqual([
      ["Berlin", "06-01T07:00", "06-01T13:00"],
      ["New York", "06-01T13:00", "06-01T21:00"],
    ]);
  });

  it("move with the change of clocks of one region and not of the other", () => {
    // New York changes on 8 March, Berlin on 29 March: for three weeks they overlap by an hour more.
    const both: HandOver = { rule: "at_open", regions: [berlin, region("New York", "America/New_York")] };
    const opensAt = (day: string) => shown(both, `${day}T00:00:00Z`, `${day}T23:00:00Z`)[1]?.[1];
    expect(opensAt("2026-03-06")).toBe("03-06T14:00");
    expect(opensAt("2026-03-09")).toBe("03-09T13:00");
    expect(opensAt("2026-03-30")).toBe("03-30T13:00");
    const berlinAt = (day: string) => shown(both, `${day}T00:00:00Z`, `${day}T23:00:00Z`)[0]?.[1];
    expect([berlinAt("2026-03-27"), berlinAt("2026-03-30")]).toEqual(["03-27T08:00", "03-30T07:00"]);
  });

  it("pass over a region that has a day off", () => {
    const off: HandOver = {
      rule: "at_close",
      regions: [region("Berlin", "Europe/Berlin", "09:00", "17:00", ["2026-06-01"]), denver],
    };
    expect(shown(off, "2026-06-01T00:00:00Z", "2026-06-01T23:30:00Z").map(([name]) => name)).toEqual(["Denver"]);
  });
});

describe("who has it now", () => {
  it("is told with who is next, and stays with the last one outside all hours", () => {
    const friday = ownerAt(sun, utc("2026-06-05T22:00:00Z"));
    expect(friday).toMatchObject({ region: { name: "Denver" }, isOpen: true, until: utc("2026-06-05T23:00:00Z") });
    const saturday = ownerAt(sun, utc("2026-06-06T12:00:00Z"));
    expect(saturday).toMatchObject({ region: { name: "Denver" }, isOpen: false });
    expect(saturday?.next).toEqual({ region: sydney, at: utc("2026-06-07T23:00:00Z") });
    const never = { ...berlin, hours: [] };
    expect(ownerAt({ rule: "at_close", regions: [never] }, utc("2026-06-06T12:00:00Z"))).toBeNull();
  });
});

/** Whether a region is open in a minute, by its own watch. */
function isOpenAt(at: Instant, { timeZone, hours, holidays }: Region): boolean {
  const local = localOf(at, timeZone);
  const [day = "", time = ""] = [local.slice(0, 10), local.slice(11, 16)];
  if (holidays.has(day)) return false;
  return hours.some((one) => one.weekday === weekdayOf(at, timeZone) && one.from <= time && time < one.to);
}

/** Minute by minute, from long before: who has it keeps it, or who opens takes it. */
function naiveOwners({ rule, regions }: HandOver, from: Instant, minutes: number): (string | null)[] {
  const lead = 3 * 24 * 60;
  const openSince = new Map<string, number>();
  const owners: (string | null)[] = [];
  let owner: string | null = null;
  // Hours and offsets of zones change at quarters of an hour: the formatter is asked once for each.
  let openNow: readonly Region[] = [];
  for (let minute = -lead; minute < minutes; minute += 1) {
    const at = instant(from + minute * minuteMs);
    const opened: string[] = [];
    if (minute % 15 === 0) openNow = regions.filter((one) => isOpenAt(at, one));
    for (const one of regions) {
      if (!openNow.includes(one)) openSince.delete(one.name);
      else if (!openSince.has(one.name)) {
        openSince.set(one.name, minute);
        opened.push(one.name);
      }
    }
    if (owner !== null && !openSince.has(owner)) owner = null;
    if (rule === "at_open" && opened[0] !== undefined) owner = opened[0];
    owner ??= heir(openSince, regions, rule);
    if (minute >= 0) owners.push(owner);
  }
  return owners;
}

/** Among those that are open: who opened first or last, by the rule; of equals the first of the list. */
function heir(
  openSince: ReadonlyMap<string, number>,
  regions: readonly Region[],
  rule: HandOver["rule"],
): string | null {
  let best: { name: string; since: number } | null = null;
  for (const { name } of regions) {
    const since = openSince.get(name);
    if (since === undefined) continue;
    if (best === null || (rule === "at_close" ? since < best.since : since > best.since)) best = { name, since };
  }
  return best?.name ?? null;
}

describe("laws", () => {
  const zones = ["Europe/Berlin", "America/New_York", "Australia/Sydney", "Asia/Kolkata", "America/Sao_Paulo", "UTC"];
  const hour = (value: number) => `${String(value).padStart(2, "0")}:00`;
  const someRegion = fc
    .record({
      zone: fc.constantFrom(...zones),
      from: fc.integer({ min: 4, max: 16 }),
      long: fc.integer({ min: 1, max: 7 }),
    })
    .map(({ zone, from, long }) => ({ zone, from: hour(from), to: hour(from + long) }));
  const handOver = fc
    .record({
      rule: fc.constantFrom("at_close" as const, "at_open" as const),
      of: fc.array(someRegion, { minLength: 2, maxLength: 4 }),
    })
    .map(
      ({ rule, of }): HandOver => ({
        rule,
        regions: of.map(({ zone, from, to }, index) => region(`${index}`, zone, from, to)),
      }),
    );
  // Weeks in which clocks change somewhere.
  const start = fc
    .record({
      week: fc.constantFrom("2026-03-06", "2026-03-27", "2026-04-03", "2026-10-23", "2026-10-30"),
      hours: fc.nat(48),
    })
    .map(({ week: day, hours }) => instant(utc(`${day}T00:00:00Z`) + hours * hourMs));

  it("say the same as a watch that looks at each minute", () => {
    fc.assert(
      fc.property(handOver, start, (given, from) => {
        const minutes = 3 * 24 * 60;
        const turns = turnsIn(given, { from, to: instant(from + minutes * minuteMs) });
        const naive = naiveOwners(given, from, minutes);
        const ours = naive.map((_, minute) => {
          const at = from + minute * minuteMs;
          return turns.find((turn) => turn.from <= at && at < turn.to)?.region.name ?? null;
        });
        expect(ours).toEqual(naive);
      }),
      runs(4),
    );
  });

  it("answer for a moment what the range around it does, whatever it is", () => {
    fc.assert(
      fc.property(handOver, start, fc.nat(5 * 24 * 60), (given, from, minute) => {
        const at = instant(from + minute * minuteMs);
        const wide = turnsIn(given, { from, to: instant(from + 6 * 24 * hourMs) });
        const narrow = turnsIn(given, { from: at, to: instant(at + minuteMs) });
        const inWide = wide.find((turn) => turn.from <= at && at < turn.to)?.region.name;
        expect(narrow[0]?.from === at ? narrow[0].region.name : undefined).toBe(inWide);
      }),
      runs(30),
    );
  });

  it("count all of a clock's time and nothing twice, pauses and all", () => {
    fc.assert(
      fc.property(
        handOver,
        start,
        fc.integer({ min: 1, max: 4_000 }),
        fc.nat(2_000),
        (given, from, minutes, paused) => {
          const [to, pauseFrom] = [instant(from + minutes * minuteMs), instant(from + paused * minuteMs)];
          const first = given.regions[0] as Region;
          const schedule = { kind: "business_hours" as const, ...first, handOver: given };
          const pause = { kind: "paused" as const, at: pauseFrom, pauseId: "p", reason: "r", capMs: 3 * hourMs };
          const state = clockAt([{ kind: "started", at: from }, pause], { goalMs: hourMs, schedule }, to);
          const turns = countedTurns(given, { from, to }, state.pauses);
          expect(turns.reduce((sum, { countedMs }) => sum + countedMs, 0)).toBe(state.elapsedMs);
        },
      ),
      runs(30),
    );
  });
});

describe("terms of regions", () => {
  const hours = (name: string, timeZone: string) => ({
    region: name,
    timeZone,
    hours: [...berlin.hours],
    holidays: [],
    tell: [],
  });
  const terms = {
    ...{ timeZone: "Europe/Berlin", hours: [...berlin.hours], holidays: [] },
    handOver: {
      region: "Berlin",
      tell: ["Berlin on call"],
      rule: "at_close" as const,
      others: [hours("Denver", "America/Denver")],
    },
  };

  it("are read with the schedule's own hours first, and run a clock in the hours of any", () => {
    expect(scheduleFaults(terms)).toEqual([]);
    expect(handOverOf(terms)?.regions.map(({ name, tell }) => [name, tell])).toEqual([
      ["Berlin", ["Berlin on call"]],
      ["Denver", []],
    ]);
    const rule = { goalMs: 10 * hourMs, schedule: scheduleOf(terms) };
    const state = clockAt([{ kind: "started", at: utc("2026-06-01T06:00:00Z") }], rule, utc("2026-06-01T23:00:00Z"));
    expect(state).toMatchObject({ elapsedMs: 16 * hourMs, dueAt: utc("2026-06-01T17:00:00Z"), isBreached: true });
  });

  it("are refused with the field that is wrong", () => {
    const fieldsOf = (others: ReturnType<typeof hours>[]) =>
      scheduleFaults({ ...terms, handOver: { ...terms.handOver, others } }).map(({ field }) => field);
    expect(fieldsOf([hours("berlin", "UTC")])).toEqual(["terms.handOver.others.0.region"]);
    expect(fieldsOf([hours("A", "UTC"), hours("A", "UTC")])).toEqual(["terms.handOver.others.1.region"]);
    const endless = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: "00:00", to: "24:00" }));
    expect(fieldsOf([{ ...hours("A", "UTC"), hours: endless }])).toEqual(["terms.handOver.others.0.hours"]);
    const backwards = [{ weekday: 1, from: "17:00", to: "09:00" }];
    expect(fieldsOf([{ ...hours("A", "UTC"), hours: backwards }])).toEqual(["terms.handOver.others.0.hours.0.to"]);
  });
});
