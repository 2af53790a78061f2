import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freezesWithin } from "@/lib/anomalies/signal-read-model";
import { readDueHolidays, readHolidays } from "@/lib/calendar/loop/read-holidays";
import { createHolidayCalendar } from "@/lib/calendar/use-cases/create-holiday-calendar";
import {
  deleteHolidayCalendar,
  editHolidayCalendar,
  refreshHolidayCalendar,
} from "@/lib/calendar/use-cases/edit-holiday-calendar";
import { listCalendar } from "@/lib/calendar/use-cases/list-calendar";
import { getHolidayCalendar, listHolidayCalendars } from "@/lib/calendar/use-cases/read-holiday-calendars";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { instant, plusMs } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { callAs, refusalOf, setUpHarness, T0 } from "@/tests/support/harness";
import { startHttpServer, type TestHttpServer } from "@/tests/support/http-canary";

/**
 * Goal: holidays come from a file or from an address that is asked again; they stand in the calendar on their days, excuse figures of the services
 * that they concern, and a source that goes dark keeps what it said and says how old it is.
 */
const harness = setUpHarness({ SIGNALBOX_OUTBOUND_ALLOW_CIDRS: "127.0.0.0/8" });
const manager = callAs("release_manager");
const viewer = callAs("viewer");
const hour = 3_600_000;

function calendar(...days: readonly string[]): string {
  const events = days.map(
    (day) => `BEGIN:VEVENT\r\nUID:${day}\r\nDTSTART;VALUE=DATE:${day}\r\nSUMMARY:Day ${day}\r\nEND:VEVENT`,
  );
  return ["BEGIN:VCALENDAR", "VERSION:2.0", ...events, "END:VCALENDAR", ""].join("\r\n");
}

/** What the source answers next, and what it was asked. */
const source = { status: 200, body: calendar("20261225"), etag: '"one"', asked: [] as (string | undefined)[] };
let server: TestHttpServer;
let cartId = "";

beforeAll(async () => {
  server = await startHttpServer((request, response) => {
    const known = request.headers["if-none-match"];
    source.asked.push(known);
    response.writeHead(known === source.etag && source.status === 200 ? 304 : source.status, { etag: source.etag });
    response.end(known === source.etag && source.status === 200 ? undefined : source.body);
  });
  await harness().db.team.create({ data: { id: "team_shop", slug: "shop", name: "Shop" } });
  cartId = (await createService.run({ slug: "cart", name: "Cart", tier: 0, ownerTeam: "shop" }, manager)).id;
  await createService.run({ slug: "search", name: "Search", tier: 1 }, manager);
});
afterAll(() => server.close());

const december = { from: "2026-12-20T00:00:00Z", to: "2027-01-05T00:00:00Z", kinds: "holiday" };

async function holidaysShown(over: object = {}): Promise<unknown[]> {
  const { items } = await listCalendar.run({ ...december, ...over }, viewer);
  return items.map(({ title, startsAt, endsAt, isAllDay, timeZone }) => [title, startsAt, endsAt, isAllDay, timeZone]);
}

describe("holidays from a text", () => {
  it("stand in the calendar as days of their zone, for the services of their team, and excuse their figures", async () => {
    const made = await createHolidayCalendar.run(
      { name: "Shop days", timeZone: "Europe/Berlin", team: "shop", text: calendar("20261225", "20270101") },
      manager,
    );
    expect(made).toMatchObject({ state: "ok", holidayCount: 2, host: null, next: { firstDay: "2026-12-25" } });
    const christmas = ["Day 20261225", "2026-12-24T23:00:00.000Z", "2026-12-25T23:00:00.000Z", true, "Europe/Berlin"];
    expect(await holidaysShown({ service: "cart" })).toContainEqual(christmas);
    expect(await holidaysShown()).toHaveLength(2);
    expect(await holidaysShown({ service: "search" })).toEqual([]);
    const span = { from: instant(Date.parse(december.from)), to: instant(Date.parse(december.to)) };
    expect(await freezesWithin(prismaExecutor(harness().db), span)).toContainEqual({
      name: "Day 20261225",
      from: Date.parse("2026-12-24T23:00:00Z"),
      to: Date.parse("2026-12-25T23:00:00Z"),
      serviceId: cartId,
      environmentId: null,
    });
    await deleteHolidayCalendar.run({ id: made.id, revision: made.revision }, manager);
    expect(await holidaysShown()).toEqual([]);
  });

  it("refuses what cannot be read with its line, and what has both or no source", async () => {
    const base = { name: "Bad", timeZone: "UTC" };
    const refused = await refusalOf(
      createHolidayCalendar.run({ ...base, text: calendar("20261225").replace("DTSTART", "What is this") }, manager),
    );
    expect(refused).toMatchObject({ code: "invalid_input", fields: ["text"] });
    expect(refused.message).toContain("Line 5");
    expect(await refusalOf(createHolidayCalendar.run(base, manager))).toMatchObject({ fields: ["url"] });
    const both = { ...base, text: calendar("20261225"), url: "https://days.example/x.ics" };
    expect(await refusalOf(createHolidayCalendar.run(both, manager))).toMatchObject({ fields: ["text"] });
    const inside = createHolidayCalendar.run({ ...base, url: "http://169.254.169.254/latest" }, manager);
    expect(await refusalOf(inside)).toMatchObject({ fields: ["url"] });
    expect(await refusalOf(createHolidayCalendar.run({ ...base, url: "https://10.0.0.1/x" }, viewer))).toMatchObject({
      code: "forbidden",
    });
    expect((await listHolidayCalendars.run({}, viewer)).items).toEqual([]);
  });

  it("reaches as far ahead as on the first day, however long ago it came", async () => {
    const text = calendar("20261225").replace("SUMMARY", "RRULE:FREQ=YEARLY\r\nSUMMARY");
    const made = await createHolidayCalendar.run({ name: "Yearly", timeZone: "UTC", text }, manager);
    expect(made.days.at(-1)?.firstDay).toBe("2028-12-25");
    harness().runtime.setNow(plusMs(T0, 366 * 24 * hour));
    await readDueHolidays(harness().runtime);
    const later = await getHolidayCalendar.run({ id: made.id }, viewer);
    expect(later.days.at(-1)?.firstDay).toBe("2029-12-25");
    harness().runtime.setNow(T0);
    await deleteHolidayCalendar.run({ id: made.id, revision: later.revision }, manager);
  });
});

describe("holidays from an address", () => {
  let id = "";
  const read = () => getHolidayCalendar.run({ id }, manager);

  it("are read by the worker at once, then twice a day, and not sent anew when nothing changed", async () => {
    const before = harness().runtime.enqueued.length;
    const made = await createHolidayCalendar.run(
      { name: "Public", timeZone: "UTC", url: `${server.url}/days` },
      manager,
    );
    id = made.id;
    expect(made).toMatchObject({ state: "waiting", holidayCount: 0, readAt: null });
    expect(harness().runtime.enqueued.slice(before)).toEqual([{ name: "calendar.read_holidays", payload: { id } }]);
    await readHolidays(harness().runtime, id);
    expect(await read()).toMatchObject({ state: "ok", holidayCount: 1, readAt: new Date(T0).toISOString() });
    await readDueHolidays(harness().runtime);
    expect(source.asked).toHaveLength(1);
    harness().runtime.setNow(plusMs(T0, 12 * hour));
    await readDueHolidays(harness().runtime);
    expect(source.asked).toEqual([undefined, '"one"']);
    expect(await read()).toMatchObject({
      state: "ok",
      holidayCount: 1,
      readAt: new Date(T0 + 12 * hour).toISOString(),
    });
    // Who may not change it does not see its address, which may hold a secret.
    expect(await getHolidayCalendar.run({ id }, viewer)).toMatchObject({ url: null, host: new URL(server.url).host });
  });

  it.each<[string, () => void, RegExp]>([
    ["fails", () => Object.assign(source, { status: 500, etag: '"two"' }), /answered with status 500\. Check/],
    [
      "sends something else",
      () => Object.assign(source, { status: 200, body: "<html>" }),
      /^Line 1: This is no calendar/,
    ],
    [
      "sends too much",
      () => Object.assign(source, { body: calendar("20261225").padEnd(300_000) }),
      /more than 262144 bytes/,
    ],
    ["redirects", () => Object.assign(source, { status: 302 }), /redirects are not followed/],
  ])("a source that %s keeps what it said, and says how old it is", async (_, turn, failure) => {
    turn();
    await readHolidays(harness().runtime, id);
    const now = await read();
    expect(now).toMatchObject({ state: "failing", holidayCount: 1, readAt: new Date(T0 + 12 * hour).toISOString() });
    expect(now.failure).toMatch(failure);
    const { items } = await listCalendar.run(december, viewer);
    expect(items).toMatchObject([{ title: "Day 20261225", note: "Public; not read since 2026-11-21" }]);
  });

  it("is tried again later each time, tells its first failure in the log, and is well when it is read again", async () => {
    const failures = await harness().db.auditEvent.findMany({ where: { action: "holiday.read", outcome: "failed" } });
    expect(failures).toHaveLength(1);
    const { nextTryAt, triedAt } = await read();
    expect(Date.parse(nextTryAt ?? "") - Date.parse(triedAt ?? "")).toBe(40 * 60_000);
    Object.assign(source, { status: 200, body: calendar("20261225", "20261226"), etag: '"three"' });
    await refreshHolidayCalendar.run({ id }, manager);
    await readDueHolidays(harness().runtime);
    expect(await read()).toMatchObject({ state: "ok", holidayCount: 2, failure: null });
  });

  it("a new source is read anew; until then what was known stays", async () => {
    const before = await read();
    const asked = source.asked.length;
    const edited = await editHolidayCalendar.run(
      { id, revision: before.revision, url: `${server.url}/other`, timeZone: "Asia/Tokyo" },
      manager,
    );
    expect(edited).toMatchObject({ holidayCount: 2, timeZone: "Asia/Tokyo", revision: before.revision + 1 });
    expect(
      await refusalOf(editHolidayCalendar.run({ id, revision: before.revision, name: "x" }, manager)),
    ).toMatchObject({
      code: "stale_state",
    });
    await readDueHolidays(harness().runtime);
    expect(source.asked.slice(asked)).toEqual([undefined]);
    const asText = await editHolidayCalendar.run(
      { id, revision: edited.revision, text: calendar("20261231") },
      manager,
    );
    expect(asText).toMatchObject({ host: null, url: null, holidayCount: 1, nextTryAt: null });
  });
});
