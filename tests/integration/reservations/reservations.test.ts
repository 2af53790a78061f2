import { beforeAll, describe, expect, it } from "vitest";
import { setCalendarSources } from "@/lib/calendar/calendar-sources-read-model";
import { checkTime } from "@/lib/calendar/use-cases/check-time";
import { listCalendar } from "@/lib/calendar/use-cases/list-calendar";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { calendarSources } from "@/lib/composition-calendar";
import { prismaExecutor, sql } from "@/lib/platform/db/executor";
import type { Call } from "@/lib/platform/use-case";
import type { ReservationView } from "@/lib/reservations/contract";
import { hasHappened } from "@/lib/reservations/reservation-record-read-model";
import { checkIn } from "@/lib/reservations/use-cases/check-in";
import { checkReservation } from "@/lib/reservations/use-cases/check-reservation";
import { extendReservation } from "@/lib/reservations/use-cases/extend-reservation";
import { moveReservation } from "@/lib/reservations/use-cases/move-reservation";
import { getContention } from "@/lib/reservations/use-cases/read-contention";
import {
  getBoard,
  getReservation,
  listOccupancy,
  listReservations,
} from "@/lib/reservations/use-cases/read-reservations";
import { releaseReservation } from "@/lib/reservations/use-cases/release-reservation";
import { reportDataReady } from "@/lib/reservations/use-cases/report-data-ready";
import { reserve } from "@/lib/reservations/use-cases/reserve";
import { setTerms } from "@/lib/reservations/use-cases/set-terms";
import { settleReservations } from "@/lib/reservations/use-cases/settle-reservations";
import { takeAway } from "@/lib/reservations/use-cases/take-away";
import { tellHolder } from "@/lib/reservations/use-cases/tell-holder";
import { freshGated, makeStages } from "@/tests/support/gated-places";
import { callAs, refusalOf, setUpHarness, T0 } from "@/tests/support/harness";
import { ada, at, bea, cem, hour, person } from "@/tests/support/waivers";

/**
 * Goal: at most one is alone at any moment, the queue is fair and moves by itself, and the clock decides when things are read. Method: the
 * real use-cases on a real database; an environment of its own for each test.
 */

const harness = setUpHarness();
const viewer = callAs("viewer");
let environments = 0;

beforeAll(async () => {
  setCalendarSources(calendarSources);
  await makeStages();
});

async function freshEnvironment(terms: object | null = null): Promise<string> {
  environments += 1;
  const slug = `test-${environments}`;
  harness().runtime.setNow(T0);
  await createEnvironment.run({ slug, name: `Test ${environments}`, kind: "testing", rank: 5 }, callAs("admin"));
  if (terms) await setTerms.run({ slug, ...standard, ...terms, revision: 0, reason: "Agreed on" }, cem);
  return slug;
}

const standard = {
  ...{
    capacity: 2,
    graceMinutes: null,
    maxHours: 48,
    headStartMinutes: 0,
    demandsReservation: false,
    sprintCalendar: null,
  },
};

const ask = (slug: string, by = ada, more: object = {}): Promise<ReservationView> =>
  reserve.run({ slug, startsAt: at(0), endsAt: at(4), purpose: "Load test", ...more }, by);
const board = (slug: string) => getBoard.run({ slug }, viewer);

describe("reserving", () => {
  it("grants one of fifty that ask at once, and promises the others a time of their own in their order", async () => {
    const slug = await freshEnvironment({ maxHours: 48 });
    const people = Array.from({ length: 50 }, (_, index) => person(`racer${index}`, "developer"));
    const answers = await Promise.all(people.map((by) => ask(slug, by, { endsAt: at(1), waitsUntil: at(100) })));
    expect(answers.filter(({ state }) => state === "active")).toHaveLength(1);
    const { held, queue } = await board(slug);
    expect([held.length, queue.length]).toEqual([1, 49]);
    expect(queue.map(({ position }) => position)).toEqual(Array.from({ length: 49 }, (_, index) => index + 1));
    const starts = new Set([...held, ...queue].map(({ slot }) => slot?.startsAt));
    expect(starts.size).toBe(50);
  });

  it("cannot be got around by a statement past the application", async () => {
    const slug = await freshEnvironment();
    const one = await ask(slug);
    const copy = prismaExecutor(harness().db).query(sql`
      insert into environment_reservation (id, environment_id, services, units, purpose, time_zone, wish_from, length_ms, waits_until,
        requested_at, queued_as, holder, person, slot_from, slot_to, granted_at)
      select 'second', environment_id, services, units, purpose, time_zone, wish_from, length_ms, waits_until, requested_at, queued_as,
        holder, person, slot_from, slot_to, granted_at from environment_reservation where id = ${one.id}`);
    await expect(copy).rejects.toThrow(/alone/);
  });

  it("shares as many units as there are, and services apart from one another", async () => {
    const slug = await freshEnvironment({ capacity: 2 });
    const [one, other] = [await freshGated(3, []), await freshGated(3, [])];
    const states = [];
    for (const more of [{ units: 1 }, { units: 1 }, { units: 1 }, { services: [one] }]) {
      states.push((await ask(slug, ada, more)).state);
    }
    expect(states).toEqual(["active", "active", "queued", "queued"]);
    const apart = await freshEnvironment();
    expect((await ask(apart, ada, { services: [one] })).state).toBe("active");
    expect((await ask(apart, bea, { services: [other] })).state).toBe("active");
    expect(await refusalOf(ask(slug, ada, { units: 3 }))).toMatchObject({ code: "invalid_input", fields: ["units"] });
  });

  it("gives the next what is given back at once, and tells them", async () => {
    const slug = await freshEnvironment();
    const first = await ask(slug);
    const second = await ask(slug, bea);
    expect(second).toMatchObject({ state: "queued", position: 1, slot: { startsAt: at(4), endsAt: at(8) } });
    expect(second.waitsFor[0]).toMatchObject({ sentence: expect.stringContaining("of ada has it alone") });
    expect((await refusalOf(releaseReservation.run({ id: first.id }, bea))).code).toBe("forbidden");
    harness().runtime.advance(hour);
    expect((await releaseReservation.run({ id: first.id }, ada)).state).toBe("released");
    const { held, queue } = await board(slug);
    expect([held.map(({ id, state }) => `${id} ${state}`), queue]).toEqual([[`${second.id} active`], []]);
    expect(held[0]?.slot).toEqual({ startsAt: at(1), endsAt: at(5) });
    expect(harness().runtime.enqueued.at(-1)).toMatchObject({
      name: "tell-holder",
      payload: { id: second.id, kind: "granted" },
    });
    const { events } = await getReservation.run({ id: second.id }, viewer);
    expect(events.map(({ kind, actor }) => `${kind} ${actor}`)).toEqual(["asked bea", "granted the clock"]);
  });

  it("turns away whoever would not wait, on record", async () => {
    const slug = await freshEnvironment();
    await ask(slug);
    expect(await ask(slug, bea, { ifTaken: "refuse" })).toMatchObject({ state: "refused", slot: null });
    expect((await board(slug)).ended[0]).toMatchObject({ state: "refused", endedBy: "bea" });
  });

  it("names what is wrong with a wish", async () => {
    const slug = await freshEnvironment({ maxHours: 8 });
    const fieldsOf = async (more: object, by = ada) => (await refusalOf(ask(slug, by, more))).fields;
    expect(await fieldsOf({ endsAt: at(0) })).toEqual(["endsAt"]);
    expect(await fieldsOf({ startsAt: at(-9), endsAt: at(-5) })).toEqual(["endsAt"]);
    expect(await fieldsOf({ endsAt: at(9) })).toEqual(["endsAt"]);
    expect(await fieldsOf({ services: ["no-such"] })).toEqual(["services"]);
    expect(await fieldsOf({ team: "no-such" })).toEqual(["team"]);
    expect(await fieldsOf({ timeZone: "Mars/Base" })).toEqual(["timeZone"]);
    expect(await fieldsOf({ waitsUntil: at(-1) })).toEqual(["waitsUntil"]);
    expect(await fieldsOf({ prepareMinutes: 300 })).toEqual(["prepareMinutes"]);
    expect(await fieldsOf({ priority: 2 })).toEqual(["priority"]);
    await harness().db.team.create({ data: { id: `tea_crew_${slug}`, slug: `crew-${slug}`, name: `Crew ${slug}` } });
    expect(await fieldsOf({ team: `crew-${slug}` })).toEqual(["team"]);
    expect((await ask(slug, cem, { team: `crew-${slug}`, priority: 2 })).team?.slug).toBe(`crew-${slug}`);
  });
});

describe("the clock", () => {
  it("ends what ran out and lets the next begin when it is read, with no worker at work", async () => {
    const slug = await freshEnvironment({});
    const first = await ask(slug);
    const second = await ask(slug, bea);
    harness().runtime.setNow(T0 + 4 * hour);
    const { held, ended } = await board(slug);
    expect(held.map(({ id, state }) => [id, state])).toEqual([[second.id, "active"]]);
    expect(ended[0]).toMatchObject({ id: first.id, state: "expired", endedAt: at(4) });
    const kept = await harness().db.environmentReservation.findUnique({ where: { id: first.id } });
    expect(kept?.endedAt, "reading writes nothing").toBeNull();
    const before = harness().runtime.enqueued.length;
    const isDue = () => hasHappened(prismaExecutor(harness().db), harness().runtime.clock.now());
    expect(await isDue()).toBe(true);
    expect(await settleReservations.run({}, callAs("admin"))).toBeGreaterThanOrEqual(2);
    expect(await harness().db.environmentReservation.findUnique({ where: { id: first.id } })).toMatchObject({
      ending: "expired",
      endedAt: new Date(T0 + 4 * hour),
    });
    expect(await isDue()).toBe(false);
    const told = harness()
      .runtime.enqueued.slice(before)
      .map(({ payload }) => payload);
    expect(told).toContainEqual({ id: second.id, kind: "granted" });
    expect((await board(slug)).held.map(({ id }) => id)).toEqual([second.id]);
  });

  it("gives back what nobody took up within the grace, unless they checked in or set something going", async () => {
    const slug = await freshEnvironment({ graceMinutes: 30 });
    const idle = await ask(slug);
    const next = await ask(slug, bea, { endsAt: at(3) });
    expect(idle.lapsesAt).toBe(at(0.5));
    harness().runtime.setNow(T0 + hour / 2);
    expect((await board(slug)).ended[0]).toMatchObject({ id: idle.id, state: "not_taken_up" });
    expect((await checkIn.run({ id: next.id }, bea)).takenUpAt).toBe(at(0.5));
    harness().runtime.setNow(T0 + 2 * hour);
    expect((await board(slug)).held.map(({ id }) => id)).toEqual([next.id]);
    const used = await freshEnvironment({ graceMinutes: 30 });
    const service = await freshGated(3, [used]);
    const busy = await ask(used);
    await harness().db.$executeRaw`
      insert into rollout (id, service_id, environment_id, target_id, strategy, stable_version, canary_version, phase, state, started_by,
        started_by_person, created_at)
      select ${`rol_${used}`}, t.service_id, t.environment_id, t.id, 'canary', '1', '2', 'completed', '{}', 'ada', 'usr_ada',
        ${new Date(T0 + hour / 4)} from target t join service s on s.id = t.service_id where s.slug = ${service}`;
    harness().runtime.setNow(T0 + hour);
    expect((await board(used)).held[0]).toMatchObject({ id: busy.id, state: "active", takenUpAt: at(0.25) });
  });
});

describe("extending, taking away", () => {
  it("is longer only where nobody is displaced, who is named", async () => {
    const slug = await freshEnvironment({});
    const one = await ask(slug);
    expect((await extendReservation.run({ id: one.id, endsAt: at(5) }, ada)).slot?.endsAt).toBe(at(5));
    const next = await ask(slug, bea, { startsAt: at(6), endsAt: at(7) });
    const refusal = await refusalOf(extendReservation.run({ id: one.id, endsAt: at(6.5) }, ada));
    expect(refusal).toMatchObject({ code: "rejected", fields: ["endsAt"] });
    expect(refusal.message).toContain(next.reference);
    expect((await extendReservation.run({ id: one.id, endsAt: at(6) }, ada)).slot?.endsAt).toBe(at(6));
    expect((await refusalOf(extendReservation.run({ id: one.id, endsAt: at(5) }, ada))).fields).toEqual(["endsAt"]);
    expect((await refusalOf(extendReservation.run({ id: one.id, endsAt: at(49) }, ada))).code).toBe("invalid_input");
  });

  it("is moved before it began where nobody is displaced, and what it gives up goes on", async () => {
    const slug = await freshEnvironment({});
    const one = await ask(slug, ada, { startsAt: at(10), endsAt: at(12) });
    const next = await ask(slug, bea, { startsAt: at(10), endsAt: at(12) });
    expect(next.waitsFor[0]?.slot).toEqual({ startsAt: at(10), endsAt: at(12) });
    const to = { id: one.id, startsAt: at(12), endsAt: at(15) };
    const refusal = await refusalOf(moveReservation.run({ ...to, timeZone: "Asia/Tokyo" }, ada));
    expect(refusal).toMatchObject({ code: "rejected", fields: ["startsAt"] });
    expect(refusal.message).toContain("(Asia/Tokyo)");
    expect((await refusalOf(moveReservation.run(to, bea))).code).toBe("forbidden");
    const times = { slug, startsAt: at(11), endsAt: at(12) };
    expect((await checkReservation.run({ ...times, except: one.id }, ada)).conflicts).toEqual([]);
    expect((await checkReservation.run(times, ada)).conflicts).toHaveLength(1);
    const moved = await moveReservation.run({ ...to, startsAt: at(20), endsAt: at(23) }, ada);
    expect(moved).toMatchObject({ state: "granted", slot: { startsAt: at(20), endsAt: at(23) } });
    const { held } = await board(slug);
    expect(held.map(({ id, slot }) => [id, slot?.startsAt])).toEqual([
      [next.id, at(10)],
      [one.id, at(20)],
    ]);
    const { events, wish } = await getReservation.run({ id: one.id }, viewer);
    expect([events.at(-1)?.kind, wish.startsAt]).toEqual(["moved", at(20)]);
    harness().runtime.setNow(T0 + 10.5 * hour);
    expect((await refusalOf(moveReservation.run({ ...to, id: next.id }, bea))).code).toBe("rejected");
  });

  it("takes away with a reason that is on record and told, and only who may", async () => {
    const slug = await freshEnvironment();
    const one = await ask(slug);
    const next = await ask(slug, bea);
    const given = { id: one.id, reason: "A hotfix has to be tried" };
    expect((await refusalOf(takeAway.run(given, bea))).code).toBe("forbidden");
    expect((await refusalOf(takeAway.run({ id: one.id }, cem))).fields).toEqual(["reason"]);
    const lost = await takeAway.run(given, cem);
    expect(lost).toMatchObject({ state: "taken_away", endedBy: "cem", endReason: given.reason });
    expect((await board(slug)).held.map(({ id }) => id)).toEqual([next.id]);
    const [audit] = await prismaExecutor(harness().db).query<{ reason: string }>(sql`
      select reason from audit_event where subject_id = ${one.id} and action = 'reservation.take_away' and outcome = 'accepted'`);
    expect(audit?.reason).toBe(given.reason);
    await harness().db.user.create({
      data: { id: "usr_ada", email: "ada@example.org", name: "Ada", roles: ["developer"] },
    });
    const sent: { to: string; subject: string; text: string }[] = [];
    const mailer = {
      async send(mail: (typeof sent)[number]) {
        sent.push(mail);
        return { kind: "sent" as const };
      },
    };
    expect(await tellHolder(harness().runtime, mailer as never, { id: one.id, kind: "taken_away" })).toBe(true);
    expect(sent[0]).toMatchObject({ to: "ada@example.org" });
    expect(sent[0]?.text).toContain(given.reason);
    expect(await tellHolder(harness().runtime, mailer as never, { id: one.id, kind: "granted" })).toBe(false);
    expect((await refusalOf(releaseReservation.run({ id: one.id }, ada))).code).toBe("rejected");
  });

  it("may be done by the team that it is for", async () => {
    const slug = await freshEnvironment();
    const { id: teamId } = await harness().db.team.create({ data: { id: `tea_${slug}`, slug, name: `Team ${slug}` } });
    await harness().db.user.create({
      data: { id: "usr_dan", email: "dan@example.org", name: "Dan", roles: ["developer"] },
    });
    await harness().db.teamMember.create({ data: { teamId, userId: "usr_dan" } });
    const one = await ask(slug, cem, { team: slug });
    const dan = person("dan", "developer");
    expect((await getBoard.run({ slug }, dan)).own).toEqual([one.id]);
    expect((await releaseReservation.run({ id: one.id }, dan)).state).toBe("released");
  });
});

describe("data that is prepared", () => {
  const pipeline: Call = { actor: { ...cem.actor, id: "tok_pipeline", name: "seed-data", ownerId: null } };

  it("is reported ready once by a pipeline, is late against its plan, and counts in what is told of the environment", async () => {
    const slug = await freshEnvironment();
    const one = await ask(slug, ada, { prepareMinutes: 60 });
    harness().runtime.advance(1.5 * hour);
    const running = (await board(slug)).held[0]?.preparation;
    expect(running).toMatchObject({ state: "running", delayMs: hour / 2, usableMs: 2.5 * hour, readyAt: null });
    const ready = await reportDataReady.run({ id: one.id }, pipeline);
    const sentence = "Data ready 30 min later than planned; 2 h 30 min to use.";
    expect(ready.preparation).toMatchObject({ state: "ready", readyAt: at(1.5), readyBy: "seed-data", sentence });
    const again = await refusalOf(reportDataReady.run({ id: one.id }, ada));
    expect(again.code).toBe("rejected");
    harness().runtime.advance(hour / 4);
    await checkIn.run({ id: one.id }, ada);
    await releaseReservation.run({ id: one.id }, ada);
    const detail = await getReservation.run({ id: one.id }, viewer);
    expect(detail.preparation).toMatchObject({ delayMs: hour / 2, usableMs: hour / 4 });
    expect(detail.preparation?.sentence).toContain("First used 45 min later than planned, 30 min of it");
    expect(detail.events.find(({ kind }) => kind === "data_ready")).toMatchObject({ actor: "seed-data", sentence });
    await ask(slug, bea, { startsAt: at(2), prepareMinutes: 30 });
    const { data } = await getContention.run({ slug }, viewer);
    expect(data).toEqual({ preparations: 1, unreported: 0, medianDelayMs: hour / 2, worstDelayMs: hour / 2 });
  });

  it("is reported by who may, since a moment that was, of what began and has something to prepare", async () => {
    const slug = await freshEnvironment();
    const one = await ask(slug, ada, { prepareMinutes: 60 });
    harness().runtime.advance(hour);
    const report = (by: Call, readyAt?: string) =>
      reportDataReady.run({ id: one.id, ...(readyAt ? { readyAt } : {}) }, by);
    expect((await refusalOf(report(bea))).code).toBe("forbidden");
    expect((await refusalOf(report(viewer))).code).toBe("forbidden");
    for (const wrong of [at(-1), at(2)]) {
      expect(await refusalOf(report(ada, wrong))).toMatchObject({ code: "invalid_input", fields: ["readyAt"] });
    }
    expect((await report(ada, at(0.5))).preparation).toMatchObject({ tookMs: hour / 2, delayMs: 0 });
    const later = await ask(slug, ada, { startsAt: at(10), endsAt: at(12), prepareMinutes: 60 });
    expect((await refusalOf(reportDataReady.run({ id: later.id }, ada))).code).toBe("rejected");
    const unprepared = await ask(await freshEnvironment(), ada);
    expect((await refusalOf(reportDataReady.run({ id: unprepared.id }, ada))).code).toBe("rejected");
  });
});

describe("looking", () => {
  it("tells what is in the way, the next free times, and when one would begin in the queue", async () => {
    const slug = await freshEnvironment();
    await ask(slug);
    const check = await checkReservation.run({ slug, startsAt: at(1), endsAt: at(3) }, viewer);
    expect(check.conflicts.map(({ sentence }) => sentence)[0]).toContain("ada has it alone");
    expect(check.slots[0]).toEqual({ startsAt: at(4), endsAt: at(6) });
    expect(check).toMatchObject({ none: null, queuedStart: at(4) });
    for (let month = 0; month < 40; month += 1) {
      await ask(slug, ada, { startsAt: at(4 + month * 48), endsAt: at(4 + (month + 1) * 48) });
    }
    const full = await checkReservation.run({ slug, startsAt: at(1), endsAt: at(3) }, viewer);
    expect(full.slots).toEqual([]);
    expect(full.none).toContain("Nothing is free in the next 60 days");
  });

  it("is in lists, in the calendar, and in the way of plans, also of whoever is busy elsewhere", async () => {
    const slug = await freshEnvironment();
    const service = await freshGated(3, []);
    const dee = person("dee", "developer");
    const one = await ask(slug, dee);
    const mine = await listReservations.run({ environment: slug, list: "open", mine: "true" }, dee);
    expect(mine.items.map(({ id }) => id)).toEqual([one.id]);
    const occupied = (await listOccupancy.run({}, viewer)).items.find(({ environment }) => environment === slug);
    expect(occupied).toMatchObject({ active: ["dee: Load test"], isAlone: true, until: at(4), waiting: 0 });
    const { items } = await listCalendar.run({ from: at(0), to: at(9), environment: slug }, viewer);
    expect(items.map(({ kind, title }) => [kind, title])).toEqual([["reservation", `${one.reference} Load test`]]);
    const early = await ask(slug, dee, { startsAt: at(5), endsAt: at(8) });
    await releaseReservation.run({ id: early.id }, dee);
    const later = await listCalendar.run({ from: at(4), to: at(9), environment: slug }, viewer);
    expect(later.items, "what was cancelled held nothing").toEqual([]);
    const plan = { service, environment: slug, startsAt: at(1), endsAt: at(2) };
    const conflicts = (await checkTime.run(plan, viewer)).conflicts;
    expect(conflicts.map(({ code }) => code)).toEqual(["service_busy"]);
    const elsewhere = await checkTime.run({ ...plan, environment: "staging", assignee: "dee" }, viewer);
    expect(elsewhere.conflicts.map(({ code }) => code)).toEqual(["assignee_busy"]);
  });

  it("counts contention from requests: waits and refusals in the hours that were wished for", async () => {
    const slug = await freshEnvironment({});
    const first = await ask(slug);
    await ask(slug, bea);
    await ask(slug, bea, { ifTaken: "refuse" });
    harness().runtime.advance(2 * hour);
    await releaseReservation.run({ id: first.id }, ada);
    const seen = await getContention.run({ slug }, viewer);
    expect(seen).toMatchObject({ requests: 3, granted: 2, waited: 1, refused: 1, longestWaitMs: 2 * hour });
    const noon = seen.cells.find(({ weekday, hour: of }) => weekday === 5 && of === 12);
    expect(noon).toEqual({ weekday: 5, hour: 12, wished: 3, asked: 3, waitMs: 2 * hour, waited: 1, refused: 1 });
  });
});
