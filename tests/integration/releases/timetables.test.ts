import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ownCalendarSources, setCalendarSources } from "@/lib/calendar/calendar-sources-read-model";
import { publishCalendar } from "@/lib/calendar/loop/publish-calendar";
import { createWindow } from "@/lib/calendar/use-cases/create-window";
import { deleteWindow } from "@/lib/calendar/use-cases/delete-window";
import { listCalendar } from "@/lib/calendar/use-cases/list-calendar";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { registerVersion } from "@/lib/catalog/use-cases/register-version";
import { calendarSources } from "@/lib/composition-calendar";
import type { CreateTimetableInput } from "@/lib/releases/timetable-contract";
import { createTimetable } from "@/lib/releases/use-cases/create-timetable";
import { endTimetable } from "@/lib/releases/use-cases/end-timetable";
import { planTrain } from "@/lib/releases/use-cases/plan-train";
import { listTimetables, previewTimetable } from "@/lib/releases/use-cases/read-timetables";
import { callAs, refusalOf, setUpHarness } from "@/tests/support/harness";

/**
 * Goal: departures come from a rule in a zone, over changes of clocks; a freeze makes of them what the timetable says, in words; trains take
 * them; the calendar and feeds tell the same, under an id that stays.
 */
const harness = setUpHarness();
const manager = callAs("release_manager");

/** Tuesdays at ten in Berlin; clocks change on 2027-03-28. The harness stands at 2026-11-20. */
const weekly = {
  name: "Weekly train",
  environment: "production",
  startsAt: "2026-11-24T09:00:00.000Z",
  rule: "FREQ=WEEKLY",
  timeZone: "Europe/Berlin",
} as const;
const make = (over: Partial<CreateTimetableInput> = {}) => createTimetable.run({ ...weekly, ...over }, manager);
const departure = (id: string, at: string): string => `departure ${id} ${at}`;

beforeAll(async () => {
  setCalendarSources(calendarSources);
  await createEnvironment.run({ slug: "production", name: "Production", kind: "production", rank: 40 }, manager);
  await createService.run({ slug: "cart", name: "Cart", tier: 0 }, manager);
  await registerVersion.run({ slug: "cart", name: "1.2.0" }, manager);
});
afterAll(() => setCalendarSources(ownCalendarSources));

async function published(key: string) {
  expect(await publishCalendar(harness().runtime)).not.toBeNull();
  return harness().db.calendarPublication.findUnique({ where: { key } });
}

const plan = (timetable: string, plannedAt?: string) =>
  planTrain.run(
    {
      ...{ name: "Carts", note: "What it brings.", timetable },
      cars: [{ service: "cart", version: "1.2.0" }],
      stops: [{ environment: "production" }],
      ...(plannedAt === undefined ? {} : { plannedAt }),
    },
    manager,
  );

describe("a timetable", () => {
  it("departs by the wall clock of its zone, and says so", async () => {
    const made = await make();
    expect(made).toMatchObject({
      words: "Every week at 10:00, Europe/Berlin time",
      inFreezeWords: "A departure in a freeze is left out.",
      past: { departures: 0, taken: 0, leftOut: 0 },
    });
    expect(made.departures.map(({ at }) => at).slice(0, 2)).toEqual([
      "2026-11-24T09:00:00.000Z",
      "2026-12-01T09:00:00.000Z",
    ]);
    const march = await listCalendar.run(
      { from: "2027-03-20T00:00:00Z", to: "2027-04-03T00:00:00Z", kinds: "departure" },
      manager,
    );
    expect(march.items.map(({ startsAt }) => startsAt)).toEqual([
      "2027-03-23T09:00:00.000Z",
      "2027-03-30T08:00:00.000Z",
    ]);
    await endTimetable.run({ id: made.id, reason: "The test is over." }, manager);
  });

  it("in a freeze does what it says, in calendar, feed and list; the id stays while it is moved", async () => {
    const made = await make({ inFreeze: "moved" });
    const key = departure(made.id, "2026-12-01T09:00:00.000Z");
    expect(await published(key)).toMatchObject({ sequence: 0, cancelledAt: null });
    const times = { startsAt: "2026-11-30T00:00:00Z", endsAt: "2026-12-03T06:00:00Z" };
    const freeze = await createWindow.run({ kind: "blackout", name: "Cyber week", ...times }, manager);
    const { items } = await listTimetables.run({}, manager);
    expect(items[0]?.departures[1]).toEqual({
      byRule: "2026-12-01T09:00:00.000Z",
      at: "2026-12-03T06:00:00.000Z",
      words: "Moved to the end of the freeze “Cyber week”.",
      trains: [],
    });
    const range = { from: "2026-11-30T00:00:00Z", to: "2026-12-05T00:00:00Z", kinds: "departure" };
    expect((await listCalendar.run(range, manager)).items).toMatchObject([
      { id: key, startsAt: "2026-12-03T06:00:00.000Z", note: "Moved to the end of the freeze “Cyber week”." },
    ]);
    expect(await published(key)).toMatchObject({ sequence: 1, cancelledAt: null });
    const { name: _, ...draft } = { ...weekly, inFreeze: "left_out" as const };
    const preview = await previewTimetable.run(draft, manager);
    expect(preview.departures[1]).toMatchObject({
      at: null,
      words: "Left out: the freeze “Cyber week” is in force then.",
    });
    // A freeze of one service, or of another place, is not one of the timetable.
    await deleteWindow.run({ id: freeze.id, revision: 1 }, manager);
    await createWindow.run({ kind: "blackout", name: "Cart only", service: "cart", ...times }, manager);
    expect((await listTimetables.run({}, manager)).items[0]?.departures[1]?.words).toBeNull();
    await endTimetable.run({ id: made.id, reason: "The test is over." }, manager);
    // Between two passes it came back to its time and was cancelled: one change of plan.
    expect(await published(key)).toMatchObject({ sequence: 2, cancelledAt: expect.any(Date) });
  });

  it("has departures that trains take: the next one, or the one that is named, and no other time", async () => {
    const made = await make();
    const next = await plan(made.id);
    const named = await plan(made.id, "2026-12-01T09:00:00Z");
    const [one] = (await listTimetables.run({}, manager)).items;
    expect(one?.departures.slice(0, 3).map(({ trains }) => trains.map(({ id }) => id))).toEqual([
      [next.id],
      [named.id],
      [],
    ]);
    const range = { from: "2026-11-24T00:00:00Z", to: "2026-11-25T00:00:00Z", kinds: "departure" };
    expect((await listCalendar.run(range, manager)).items[0]?.note).toBe(`Takes it: ${next.reference} Carts.`);
    const refusal = await refusalOf(plan(made.id, "2026-12-02T09:00:00Z"));
    expect(refusal).toMatchObject({ code: "invalid_input", fields: ["plannedAt"] });
    expect(await refusalOf(plan("nothing"))).toMatchObject({ fields: ["timetable"] });
    harness().runtime.setNow(Date.parse("2026-12-09T00:00:00Z") as never);
    expect((await listTimetables.run({}, manager)).items[0]?.past).toEqual({ departures: 3, taken: 2, leftOut: 0 });
  });

  it("is refused with the field that is wrong", async () => {
    const fieldsOf = async (over: Partial<CreateTimetableInput>) => (await refusalOf(make(over))).fields;
    expect(await fieldsOf({ environment: "nowhere" })).toEqual(["environment"]);
    expect(await fieldsOf({ rule: "FREQ=SOMETIMES" })).toEqual(["rule"]);
    expect(await fieldsOf({ timeZone: "Europe/Atlantis" })).toEqual(["timeZone"]);
    expect(await fieldsOf({ rule: "FREQ=DAILY;BYHOUR=0,4,8,12,16" })).toEqual(["rule"]);
    expect(await refusalOf(createTimetable.run(weekly, callAs("viewer")))).toMatchObject({ code: "forbidden" });
    expect(await refusalOf(endTimetable.run({ id: "nothing", reason: "x" }, manager))).toMatchObject({
      code: "not_found",
    });
  });
});
