import { describe, expect, it } from "vitest";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { listSprintCalendars } from "@/lib/reservations/use-cases/list-sprint-calendars";
import { promiseHours } from "@/lib/reservations/use-cases/promise-hours";
import { getAvailability } from "@/lib/reservations/use-cases/read-availability";
import { removeSprintCalendar } from "@/lib/reservations/use-cases/remove-sprint-calendar";
import { setSprintCalendar } from "@/lib/reservations/use-cases/set-sprint-calendar";
import { setTerms } from "@/lib/reservations/use-cases/set-terms";
import { withdrawPromise } from "@/lib/reservations/use-cases/withdraw-promise";
import { callAs, refusalOf, setUpHarness, T0 } from "@/tests/support/harness";
import { cem, hour } from "@/tests/support/waivers";

/**
 * Goal: availability counts inside of what was promised, from what was measured, and silence is not good. Method: promised office hours,
 * runs of a check put there as the worker would have, and a walk of the clock.
 */

const harness = setUpHarness();
const viewer = callAs("viewer");
const day = 24 * hour;
// A Monday, 9:00 UTC.
const monday = Date.parse("2026-11-23T09:00:00Z");
const iso = (atMs: number) => new Date(atMs).toISOString();

async function makeCheck(environmentId: string, serviceId: string): Promise<void> {
  await harness().db.syntheticCheck.create({
    data: {
      ...{ id: "chk_1", slug: "shop-front", name: "Shop front", serviceId, environmentId, journey: {}, host: "x" },
      ...{ intervalMs: 60_000, isAroundRollouts: false, nextDueAt: new Date(T0), createdBy: "t" },
      createdAt: new Date(monday),
    },
  });
}

/** A run a minute. */
async function makeRuns(from: number, to: number, outcome: string): Promise<void> {
  const data = [];
  for (let atMs = from; atMs < to; atMs += 60_000) {
    const times = { wantedAt: new Date(atMs), startedAt: new Date(atMs), endedAt: new Date(atMs + 100) };
    data.push({ checkId: "chk_1", cause: "schedule", ...times, outcome, durationMs: 100 });
  }
  await harness().db.syntheticRun.createMany({ data });
}

describe("promised hours", () => {
  it("are measured inside only, with what is unknown apart, and hit the sprint that they lie in", async () => {
    harness().runtime.setNow(T0);
    const slug = "uat";
    const admin = callAs("admin");
    const { id } = await createEnvironment.run({ slug, name: "UAT", kind: "staging", rank: 5 }, admin);
    const service = await createService.run({ slug: "uat-shop", name: "Shop", tier: 3 }, admin);
    const sprints = { slug: "shop-team", name: "Shop team", firstDay: "2026-11-23", lengthDays: 14, timeZone: "UTC" };
    await setSprintCalendar.run({ ...sprints, reason: "Agreed on" }, cem);
    const terms = { capacity: 1, graceMinutes: null, maxHours: 48, headStartMinutes: 0, demandsReservation: false };
    await setTerms.run({ slug, ...terms, sprintCalendar: "shop-team", revision: 0, reason: "Agreed on" }, cem);
    const hours = { startsAt: iso(monday), endsAt: iso(monday + 8 * hour) };
    const recurrence = { rule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", timeZone: "UTC" };
    const promise = await promiseHours.run({ slug, name: "Office hours", ...hours, recurrence }, cem);
    expect(promise.recurrence?.words).toBeTruthy();
    await makeCheck(id, service.id);
    // Monday: up, an hour of failures, up until 15:00, then silence; failures at night do not count.
    await makeRuns(monday, monday + 2 * hour, "passed");
    await makeRuns(monday + 2 * hour, monday + 3 * hour, "failed");
    await makeRuns(monday + 3 * hour, monday + 6 * hour, "passed");
    await makeRuns(monday + 10 * hour, monday + 11 * hour, "failed");
    harness().runtime.setNow(monday + day);
    const seen = await getAvailability.run({ slug, days: 2 }, viewer);
    expect(seen.whole).toMatchObject({ promisedMs: 8 * hour, downMs: hour });
    // The last run before the silence speaks until another would have come.
    expect(seen.whole.upMs).toBeGreaterThanOrEqual(5 * hour);
    expect(seen.whole.upMs).toBeLessThan(5 * hour + 90_000);
    expect(seen.whole.upMs + seen.whole.downMs + seen.whole.unknownMs).toBe(8 * hour);
    expect(seen.whole.availablePercent).toBeCloseTo(83.33, 1);
    expect(seen.whole.coveragePercent).toBeCloseTo(75, 0);
    const outage = { startsAt: iso(monday + 2 * hour), endsAt: iso(monday + 3 * hour), sprint: 1 };
    expect(seen.outages).toEqual([outage]);
    expect(seen.sprintCalendar).toEqual({ slug: "shop-team", name: "Shop team" });
    expect(seen.sprints).toMatchObject([{ number: 1, downMs: hour, promisedMs: 8 * hour }]);
    expect(seen.sources).toMatchObject([{ name: "Shop front", downMs: hour }]);
    // What is withdrawn stays promised for the time before.
    await withdrawPromise.run({ id: promise.id, reason: "Moved" }, cem);
    harness().runtime.setNow(monday + 2 * day);
    expect((await getAvailability.run({ slug, days: 3 }, viewer)).whole.promisedMs).toBe(8 * hour);
    expect((await refusalOf(withdrawPromise.run({ id: promise.id, reason: "Again" }, cem))).code).toBe("not_found");
  });

  it("are told by sprints that environments share, which change for all of them at once", async () => {
    harness().runtime.setNow(monday);
    const sprints = { slug: "two-places", name: "Two places", firstDay: "2026-11-09", lengthDays: 14, timeZone: "UTC" };
    const made = await setSprintCalendar.run({ ...sprints, reason: "Agreed on" }, cem);
    expect(made).toMatchObject({ revision: 1, current: { number: 2, startsAt: "2026-11-23T00:00:00.000Z" } });
    const again = setSprintCalendar.run({ ...sprints, reason: "Twice" }, cem);
    expect(await refusalOf(again)).toMatchObject({ fields: ["slug"] });
    expect((await refusalOf(setSprintCalendar.run({ ...sprints, revision: 1, reason: "Mine" }, viewer))).code).toBe(
      "forbidden",
    );
    const terms = { capacity: 1, graceMinutes: null, maxHours: 48, headStartMinutes: 0, demandsReservation: false };
    const rest = { ...terms, sprintCalendar: "two-places", revision: 0, reason: "Ours" };
    for (const slug of ["first", "second"]) {
      await createEnvironment.run({ slug, name: slug, kind: "testing", rank: 8 }, callAs("admin"));
      await setTerms.run({ slug, ...rest }, cem);
    }
    expect(
      (await refusalOf(setTerms.run({ slug: "first", ...rest, sprintCalendar: "nobodys", revision: 1 }, cem))).fields,
    ).toEqual(["sprintCalendar"]);
    const seen = async (slug: string) =>
      (await getAvailability.run({ slug, days: 1 }, viewer)).sprints.map((one) => one.number);
    expect([await seen("first"), await seen("second")]).toEqual([
      [1, 2],
      [1, 2],
    ]);
    await setSprintCalendar.run({ ...sprints, lengthDays: 7, revision: 1, reason: "Shorter" }, cem);
    expect([await seen("first"), await seen("second")]).toEqual([
      [2, 3],
      [2, 3],
    ]);
    const { items } = await listSprintCalendars.run({}, viewer);
    const shared = items.find(({ slug }) => slug === "two-places");
    expect(shared).toMatchObject({ revision: 2, environments: [{ slug: "first" }, { slug: "second" }] });
    const remove = { slug: "two-places", revision: 2, reason: "Over" };
    expect((await refusalOf(removeSprintCalendar.run(remove, cem))).message).toContain("first, second");
    for (const slug of ["first", "second"])
      await setTerms.run({ slug, ...rest, sprintCalendar: null, revision: 1 }, cem);
    expect((await refusalOf(removeSprintCalendar.run({ ...remove, revision: 1 }, cem))).code).toBe("stale_state");
    await removeSprintCalendar.run(remove, cem);
    expect(await seen("first")).toEqual([]);
  });

  it("are unknown where nothing measures them, and refused where they never come", async () => {
    harness().runtime.setNow(monday);
    const slug = "dark";
    await createEnvironment.run({ slug, name: "Dark", kind: "testing", rank: 6 }, callAs("admin"));
    const hours = { startsAt: iso(monday), endsAt: iso(monday + hour) };
    await promiseHours.run({ slug, name: "Once", ...hours }, cem);
    harness().runtime.setNow(monday + day);
    const seen = await getAvailability.run({ slug, days: 2 }, viewer);
    expect(seen.whole).toMatchObject({ unknownMs: hour, availablePercent: null, coveragePercent: 0 });
    const wrong = { ...hours, recurrence: { rule: "FREQ=SOMETIMES", timeZone: "UTC" } };
    expect((await refusalOf(promiseHours.run({ slug, name: "Never", ...wrong }, cem))).fields).toEqual([
      "recurrence.rule",
    ]);
    const backwards = { startsAt: hours.endsAt, endsAt: hours.startsAt };
    expect((await refusalOf(promiseHours.run({ slug, name: "Back", ...backwards }, cem))).fields).toEqual(["endsAt"]);
  });
});
