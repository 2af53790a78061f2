import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GET } from "@/app/api/calendars/[file]/route";
import { ownCalendarSources, setCalendarSources } from "@/lib/calendar/calendar-sources-read-model";
import type { CreatedFeed } from "@/lib/calendar/feed-contract";
import { uidOf } from "@/lib/calendar/feed-text";
import { publishCalendar } from "@/lib/calendar/loop/publish-calendar";
import { createFeed } from "@/lib/calendar/use-cases/create-feed";
import { createWindow } from "@/lib/calendar/use-cases/create-window";
import { deleteWindow } from "@/lib/calendar/use-cases/delete-window";
import { editWindow } from "@/lib/calendar/use-cases/edit-window";
import { listCalendar } from "@/lib/calendar/use-cases/list-calendar";
import { listFeeds, renameFeed, revokeFeed } from "@/lib/calendar/use-cases/manage-feeds";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { registerVersion } from "@/lib/catalog/use-cases/register-version";
import { calendarSources } from "@/lib/composition-calendar";
import { setDrillSchedule } from "@/lib/drills/use-cases/set-drill-schedule";
import { authenticateRequest } from "@/lib/identity/use-cases/authenticate-request";
import { plusMs } from "@/lib/kernel/instant";
import type { Call } from "@/lib/platform/use-case";
import { planTrain } from "@/lib/releases/use-cases/plan-train";
import { rescheduleTrain } from "@/lib/releases/use-cases/reschedule-train";
import { releaseReservation } from "@/lib/reservations/use-cases/release-reservation";
import { reserve } from "@/lib/reservations/use-cases/reserve";
import { callAs, refusalOf, setUpHarness, T0 } from "@/tests/support/harness";
import { createPerson, type Person } from "@/tests/support/people";
import { expandFeed, type FeedTimeRead } from "@/tests/support/read-feed";

/**
 * Goal: a program that knows nothing of ours reads from a secret address what stands in the calendar, every time of it; its entries keep their
 * ids, their numbers grow with each change of plan, what is cancelled says so; and the address ends with whoever made it. Security: row 63.
 */
const harness = setUpHarness();
const manager = callAs("release_manager");
const hour = 3_600_000;
const dayMs = 24 * hour;
const at = (hours: number): string => new Date(T0 + hours * hour).toISOString();
const zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/St_Johns"];
let owner: Person;
let asOwner: Call;

beforeAll(async () => {
  setCalendarSources(calendarSources);
  owner = await developer("Olga Owner");
  asOwner = { actor: owner.actor };
  await harness().db.team.create({
    data: { id: "team_shop", slug: "shop", name: "Shop", members: { create: { userId: owner.id } } },
  });
  await createEnvironment.run({ slug: "production", name: "Production", kind: "production", rank: 40 }, manager);
  await createEnvironment.run({ slug: "staging", name: "Staging", kind: "staging", rank: 30 }, manager);
  await createService.run({ slug: "cart", name: "Cart", tier: 0, ownerTeam: "shop" }, manager);
  await createService.run({ slug: "search", name: "Search", tier: 1 }, manager);
  for (const [index, timeZone] of zones.entries()) {
    const weekend = { startsAt: "2026-10-02T20:00:00Z", endsAt: "2026-10-05T06:00:00Z" };
    const recurrence = { rule: "FREQ=WEEKLY", timeZone, exdates: ["2026-12-25", "2026-12-26"] };
    const service = index % 2 === 0 ? "cart" : "search";
    await createWindow.run({ kind: "blackout", name: `Quiet ${timeZone}`, service, ...weekend, recurrence }, manager);
  }
  await createWindow.run(
    { kind: "maintenance", name: "Disks", environment: "staging", startsAt: at(30), endsAt: at(34) },
    manager,
  );
  await setDrillSchedule.run({ slug: "cart", environment: "staging", everyDays: 20 }, manager);
  await publish();
});

afterAll(() => setCalendarSources(ownCalendarSources));

/** Somebody with a session; calls of this harness are otherwise told apart by their role alone. */
function developer(name: string): Promise<Person> {
  const { runtime } = harness();
  const signedIn = { ...runtime, authenticate: (headers: Headers) => authenticateRequest(headers, runtime) };
  return createPerson(signedIn, { roles: ["developer"], name });
}

async function publish(): Promise<void> {
  expect(await publishCalendar(harness().runtime)).not.toBeNull();
}

async function make(over: Partial<Parameters<typeof createFeed.run>[0] & object> = {}): Promise<CreatedFeed> {
  return createFeed.run({ name: "All", scope: "all", ...over }, asOwner, harness().runtime);
}

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  const file = path.replace("/api/calendars/", "");
  const request = new Request(`http://signalbox.test${path}`, { headers });
  return GET(request, { params: Promise.resolve({ file }) });
}

async function addRollout(id: string, phase: "shifting" | "queued", startedAt: string | null): Promise<void> {
  const { db } = harness();
  const { id: serviceId } = await db.service.findUniqueOrThrow({ where: { slug: "cart" } });
  const { id: environmentId } = await db.environment.findUniqueOrThrow({ where: { slug: "production" } });
  const target = { id: "tgt_feed", serviceId, environmentId, kind: "haproxy" };
  await db.target.upsert({
    where: { id: target.id },
    update: {},
    create: { ...target, config: {}, health: {}, telemetry: [] },
  });
  const versions = { strategy: "canary", stableVersion: "1.1.0", canaryVersion: "1.2.0" } as const;
  const given = { serviceId, environmentId, targetId: target.id, state: {}, pauseReasons: [], startedBy: "Ada" };
  await db.rollout.create({ data: { id, phase, startedAt, ...versions, ...given } });
}

async function textOf(path: string | null): Promise<string> {
  const response = await get(path ?? "");
  expect(response.status).toBe(200);
  return response.text();
}

function find(text: string, key: string): FeedTimeRead | undefined {
  return expandFeed(text, { from: T0 - 80 * dayMs, to: T0 + 390 * dayMs }).find(({ uid }) => uid === uidOf(key));
}

describe("a feed", () => {
  it("says what the calendar says, every time of it, over the change of clocks", async () => {
    await registerVersion.run({ slug: "cart", name: "1.2.0" }, manager);
    await planTrain.run(
      {
        name: "Autumn train",
        note: "What autumn brings.",
        cars: [{ service: "cart", version: "1.2.0" }],
        stops: [{ environment: "production" }],
        plannedAt: at(50),
      },
      manager,
    );
    await publish();
    const { path } = await make();
    const range = { from: T0 - 60 * dayMs, to: T0 + 300 * dayMs };
    const own = await listCalendar.run(
      { from: new Date(range.from).toISOString(), to: new Date(range.to).toISOString() },
      manager,
    );
    const kinds = ["blackout", "maintenance", "release", "change", "drill", "holiday"];
    const shown = own.items.filter(({ kind }) => kinds.includes(kind));
    expect(new Set(shown.map(({ kind }) => kind))).toEqual(new Set(["blackout", "maintenance", "release", "drill"]));
    const told = (title: string, from: string | number, to: string | number): string =>
      `${title} ${new Date(from).toISOString()} ${new Date(to).toISOString()}`;
    const read = expandFeed(await textOf(path), range);
    expect(read.length).toBeGreaterThan(200);
    expect(read.map(({ title, startsAt, endsAt }) => told(title, startsAt, endsAt)).toSorted()).toEqual(
      shown.map(({ title, startsAt, endsAt }) => told(title, startsAt, endsAt)).toSorted(),
    );
    expect((await textOf(path)).match(/BEGIN:VTIMEZONE/g)).toHaveLength(zones.length);
  });

  it("keeps ids, counts changes of plan, and keeps what was cancelled for 30 days", async () => {
    const { path } = await make();
    const once = { kind: "blackout", name: "Sale", startsAt: at(100), endsAt: at(110) } as const;
    const window = await createWindow.run(once, manager);
    const key = `window ${window.id}`;
    await publish();
    expect(find(await textOf(path), key)).toMatchObject({
      sequence: 0,
      status: "CONFIRMED",
      startsAt: T0 + 100 * hour,
    });
    await publish();
    expect(find(await textOf(path), key)).toMatchObject({ sequence: 0 });
    await editWindow.run({ id: window.id, revision: 1, startsAt: at(101) }, manager);
    await publish();
    expect(find(await textOf(path), key)).toMatchObject({ sequence: 1, startsAt: T0 + 101 * hour });
    await deleteWindow.run({ id: window.id, revision: 2 }, manager);
    await publish();
    expect(find(await textOf(path), key)).toMatchObject({ sequence: 2, status: "CANCELLED" });
    harness().runtime.setNow(plusMs(T0, 29 * dayMs));
    await publish();
    expect(find(await textOf(path), key)).toMatchObject({ sequence: 2, status: "CANCELLED" });
    harness().runtime.setNow(plusMs(T0, 31 * dayMs));
    await publish();
    expect(find(await textOf(path), key)).toBeUndefined();
    harness().runtime.setNow(T0);
    await publish();
  });

  it("a train that is moved is the same entry under a higher number", async () => {
    const { path } = await make({ kinds: ["release"] });
    const [train] = await harness().db.train.findMany();
    if (!train) throw new Error("the train of the test before is not there");
    await rescheduleTrain.run({ id: train.id, revision: train.revision, plannedAt: at(75), reason: "Later." }, manager);
    await publish();
    const key = `release ${train.id}`;
    expect(find(await textOf(path), key)).toMatchObject({
      sequence: 1,
      startsAt: T0 + 75 * hour,
      title: "Autumn train",
    });
  });

  it("a reservation keeps its id while its time changes, and is cancelled when it never began", async () => {
    const { path } = await make({ kinds: ["reservation"] });
    const asked = { slug: "staging", startsAt: at(20), endsAt: at(24), purpose: "Load test" };
    const { id } = await reserve.run(asked, manager);
    const waits = await reserve.run({ ...asked, purpose: "Second" }, asOwner);
    await publish();
    const key = `reservation ${id}`;
    expect(find(await textOf(path), key)).toMatchObject({
      ...{ sequence: 0, status: "CONFIRMED", title: "V-1 Load test" },
      ...{ startsAt: T0 + 20 * hour, endsAt: T0 + 24 * hour },
    });
    // What one is promised while one waits is a plan too.
    expect(find(await textOf(path), `reservation ${waits.id}`)).toMatchObject({ startsAt: T0 + 24 * hour });
    await releaseReservation.run({ id }, manager);
    await publish();
    const text = await textOf(path);
    expect(find(text, key)).toMatchObject({ sequence: 1, status: "CANCELLED" });
    expect(find(text, `reservation ${waits.id}`)).toMatchObject({ sequence: 1, startsAt: T0 + 20 * hour });
  });

  it("a rollout is the moment of its start, then its whole time; one that never began is cancelled", async () => {
    const { db } = harness();
    const { path } = await make({ kinds: ["rollout"] });
    await addRollout("rol_1", "shifting", at(-2));
    await addRollout("rol_2", "queued", null);
    await publish();
    expect(find(await textOf(path), "rollout rol_1")).toMatchObject({
      ...{ sequence: 0, title: "Cart 1.2.0", startsAt: T0 - 2 * hour, endsAt: T0 - 2 * hour },
    });
    await db.rollout.update({ where: { id: "rol_1" }, data: { phase: "completed", finishedAt: at(-1) } });
    await db.rollout.update({ where: { id: "rol_2" }, data: { phase: "cancelled", finishedAt: at(0) } });
    await publish();
    const text = await textOf(path);
    expect(find(text, "rollout rol_1")).toMatchObject({ sequence: 1, endsAt: T0 - hour, status: "CONFIRMED" });
    expect(find(text, "rollout rol_2")).toMatchObject({ sequence: 1, status: "CANCELLED" });
  });

  it("shows whom it is of: one's teams, one team, places and kinds", async () => {
    const titles = async (over: Parameters<typeof make>[0]): Promise<Set<string>> => {
      const { path } = await make(over);
      const range = { from: T0 - 60 * dayMs, to: T0 + 300 * dayMs };
      return new Set(expandFeed(await textOf(path), range).map(({ title }) => title));
    };
    const mine = await titles({ scope: "mine" });
    expect([...mine]).toContain("Quiet Europe/Berlin");
    expect([...mine]).not.toContain("Quiet America/New_York");
    // A window of every service concerns each of them.
    expect([...mine]).toContain("Disks");
    expect(await titles({ scope: "team", team: "shop", kinds: ["drill"] })).toEqual(
      new Set(["Rollback drill of Cart is due"]),
    );
    const production = await titles({ environments: ["production"], kinds: ["maintenance", "drill", "release"] });
    expect([...production]).toEqual(["Autumn train"]);
  });

  it("answers 304 to who has it already, says how it may be kept, and says when it is old", async () => {
    const { path } = await make({ name: "Kept" });
    const first = await get(path ?? "");
    expect(first.headers.get("content-type")).toBe("text/calendar; charset=utf-8");
    expect(first.headers.get("cache-control")).toBe("private, no-cache");
    const etag = first.headers.get("etag") ?? "";
    const again = await get(path ?? "", { "if-none-match": `"x", W/${etag}` });
    expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", etag]);
    expect((await get(path ?? "", { "if-none-match": '"x"' })).status).toBe(200);
    harness().runtime.setNow(plusMs(T0, hour));
    expect((await textOf(path)).replaceAll("\r\n ", "")).toContain("Not brought up to date since 2026-11-20 12:00 UTC");
    harness().runtime.setNow(T0);
    expect((await listFeeds.run({}, asOwner)).items.find(({ name }) => name === "Kept")?.lastReadAt).toBe(at(1));
  });
});

describe("the address of a feed", () => {
  async function problemOf(path: string | null): Promise<unknown> {
    const response = await get(path ?? "");
    const { requestId: _, ...problem } = (await response.json()) as Record<string, unknown>;
    return [response.status, problem];
  }

  it("is kept as a hash, shown once, and of its owner alone", async () => {
    const { feed, path } = await make({ name: "Secret" });
    const token = path?.split("/").at(-1)?.replace(".ics", "") ?? "";
    const kept = JSON.stringify(await harness().db.calendarFeed.findMany());
    expect(kept).not.toContain(token);
    expect(
      JSON.stringify(await harness().db.auditEvent.findMany({ where: { action: "feed.create" } }), (_, value) =>
        typeof value === "bigint" ? `${value}` : value,
      ),
    ).not.toContain(token);
    expect(JSON.stringify(await listFeeds.run({}, asOwner))).not.toContain(token);
    const other: Call = { actor: (await developer("Otto Other")).actor };
    expect((await listFeeds.run({}, other)).items).toEqual([]);
    expect(await refusalOf(revokeFeed.run({ id: feed.id }, other))).toMatchObject({ code: "not_found" });
    expect(await refusalOf(renameFeed.run({ id: feed.id, name: "Mine" }, other))).toMatchObject({ code: "not_found" });
    expect(await refusalOf(listFeeds.run({ owner: "all" }, other))).toMatchObject({ code: "forbidden" });
    expect(await renameFeed.run({ id: feed.id, name: "Renamed" }, asOwner)).toMatchObject({ name: "Renamed" });
    expect(await textOf(path)).toContain("X-WR-CALNAME:Renamed");
    const again = { ...asOwner, idempotencyKey: "same" };
    const made = await createFeed.run({ name: "Twice", scope: "all" }, again);
    expect(made.path).toMatch(/^\/api\/calendars\/sbx_feed_/);
    expect(await createFeed.run({ name: "Twice", scope: "all" }, again)).toMatchObject({ path: null });
  });

  it("ends at once, and looks like one that never was", async () => {
    const never = await problemOf("/api/calendars/sbx_feed_nothing.ics");
    expect(never).toMatchObject([404, { code: "not_found" }]);
    const revoked = await make();
    await revokeFeed.run({ id: revoked.feed.id }, asOwner);
    expect(await problemOf(revoked.path)).toEqual(never);
    const ofTeam = await make({ scope: "team", team: "shop" });
    const mine = await make({ scope: "mine" });
    await harness().db.teamMember.deleteMany({ where: { userId: owner.id } });
    expect(await problemOf(ofTeam.path)).toEqual(never);
    expect((await listFeeds.run({}, asOwner)).items.find(({ id }) => id === ofTeam.feed.id)?.state).toBe("lost");
    expect((await get(mine.path ?? "")).status).toBe(200);
    // For good: coming back to the team does not bring it back.
    await publish();
    await harness().db.teamMember.create({ data: { teamId: "team_shop", userId: owner.id } });
    expect(await problemOf(ofTeam.path)).toEqual(never);
    await harness().db.user.update({ where: { id: owner.id }, data: { state: "disabled" } });
    expect(await problemOf(mine.path)).toEqual(never);
    await harness().db.user.update({ where: { id: owner.id }, data: { state: "active", roles: [] } });
    expect(await problemOf(mine.path)).toEqual(never);
    await harness().db.user.update({ where: { id: owner.id }, data: { roles: ["developer"] } });
    expect((await get(mine.path ?? "")).status).toBe(200);
  });

  it("is made by people, for teams that they are in, and not without end", async () => {
    expect(await refusalOf(createFeed.run({ name: "x", scope: "all" }, manager))).toMatchObject({ code: "forbidden" });
    const fieldsOf = async (over: object): Promise<string[]> => (await refusalOf(make(over))).fields;
    expect(await fieldsOf({ scope: "team" })).toEqual(["team"]);
    expect(await fieldsOf({ scope: "mine", team: "shop" })).toEqual(["team"]);
    expect(await fieldsOf({ scope: "team", team: "others", environments: ["nowhere"] })).toEqual([
      "team",
      "environments",
    ]);
    const count = (await listFeeds.run({}, asOwner)).items.length;
    for (let made = count; made < 20; made += 1) await make({ name: `Feed ${made}` });
    expect(await refusalOf(make())).toMatchObject({ code: "rejected" });
  });

  it("is read thirty times a minute at most, and strangers share what their address may do", async () => {
    harness().runtime.advance(60_000);
    const { path } = { path: "/api/calendars/sbx_feed_again.ics" };
    const statuses: number[] = [];
    for (let read = 0; read < 32; read += 1) statuses.push((await get(path)).status);
    expect(statuses.slice(29)).toEqual([404, 429, 429]);
    harness().runtime.advance(60_000);
    const many: number[] = [];
    for (let read = 0; read < 62; read += 1) many.push((await get(`/api/calendars/sbx_feed_${read}.ics`)).status);
    expect(many.slice(59)).toEqual([404, 429, 429]);
    harness().runtime.setNow(T0);
  });
});
