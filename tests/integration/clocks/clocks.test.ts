import { beforeAll, describe, expect, it } from "vitest";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { lookAtClocks } from "@/lib/clocks/loop/look-at-clocks";
import { createClockDefinition } from "@/lib/clocks/use-cases/create-clock-definition";
import { createSchedule } from "@/lib/clocks/use-cases/create-schedule";
import { editClockDefinition } from "@/lib/clocks/use-cases/edit-clock-definition";
import { editSchedule } from "@/lib/clocks/use-cases/edit-schedule";
import { pauseClock } from "@/lib/clocks/use-cases/pause-clock";
import { pushClockEvent } from "@/lib/clocks/use-cases/push-clock-event";
import { getClock, listClocks } from "@/lib/clocks/use-cases/read-clocks";
import { getClockDefinition, getSchedule, listClockDefinitions } from "@/lib/clocks/use-cases/read-terms";
import { resumeClock } from "@/lib/clocks/use-cases/resume-clock";
import { retireClockDefinition } from "@/lib/clocks/use-cases/retire-clock-definition";
import { incidentProjector } from "@/lib/incidents/incident-projection-store";
import type { Fact, FactBody } from "@/lib/ingest/domain/fact";
import { instant } from "@/lib/kernel/instant";
import { callAs, refusalOf, setUpHarness, T0 } from "@/tests/support/harness";
import { project } from "@/tests/support/projecting";

/** Goal: promises about time are data; clocks run on incidents and on what is pushed, are computed when read, and keep every revision. */

const harness = setUpHarness();
const [sre, viewer, developer] = [callAs("sre"), callAs("viewer"), callAs("developer")];
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const iso = (ms: number) => new Date(ms).toISOString();
/** T0 is a Friday, noon in UTC. */
const office = {
  timeZone: "UTC",
  hours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: "09:00", to: "17:00" })),
};
const restore = {
  scope: { services: ["cart"] },
  start: "opened" as const,
  stop: "resolved" as const,
  targetMinutes: 240,
  pauses: [{ reason: "Waiting for a vendor", capMinutes: 120 }],
  maxPauses: 2,
};

function told(
  key: string,
  what: "triggered" | "acknowledged" | "resolved" | "reopened" | "merged",
  atMs: number,
  more: object = {},
): Fact {
  const body: FactBody = {
    ...{ kind: "incident", key, title: `Incident ${key}`, service: "cart", environment: "production", what },
    ...more,
  };
  return { subjectKey: `incident:pd:x:${key}`, occurredAt: instant(atMs), ...body };
}

const tell = (...facts: Fact[]) => project(harness().runtime, [incidentProjector], facts);
const look = () => lookAtClocks(harness().db, harness().runtime.clock.now());
const hear = (ms: number) =>
  harness().db.eventSource.update({ where: { id: "src_test" }, data: { lastEventAt: new Date(ms) } });

async function clockOn(key: string, definition = "restore") {
  const { id } = await harness().db.clock.findFirstOrThrow({ where: { key, definition: { slug: definition } } });
  return getClock.run({ id }, viewer);
}

beforeAll(async () => {
  const { db } = harness();
  await createEnvironment.run({ slug: "production", name: "Production", kind: "production", rank: 3 }, callAs("admin"));
  await createEnvironment.run({ slug: "staging", name: "Staging", kind: "staging", rank: 2 }, callAs("admin"));
  await createService.run({ slug: "cart", name: "Cart", tier: 1 }, callAs("admin"));
  await createService.run({ slug: "other", name: "Other", tier: 2 }, callAs("admin"));
  const source = { id: "src_test", slug: "desk", name: "Desk", kind: "push", config: {} };
  await db.eventSource.create({ data: { ...source, lastEventAt: new Date(T0) } });
});

describe("definitions", () => {
  it("are not for developers to change, and are checked as a whole", async () => {
    const input = { slug: "restore", name: "Restore", terms: restore, appliesFrom: iso(T0 - 48 * hourMs) };
    expect(await refusalOf(createClockDefinition.run(input, developer))).toMatchObject({ code: "forbidden" });
    expect(await refusalOf(createSchedule.run({ slug: "x", name: "X", terms: office }, developer))).toMatchObject({
      code: "forbidden",
    });
    const silly = { ...restore, start: "acknowledged" as const, stop: "acknowledged" as const };
    expect(await refusalOf(createClockDefinition.run({ ...input, terms: silly }, sre))).toMatchObject({
      code: "invalid_input",
      fields: ["terms.stop"],
    });
    expect(await createClockDefinition.run(input, sre)).toMatchObject({ version: 1, clockCount: 0 });
    expect(await refusalOf(createClockDefinition.run(input, sre))).toMatchObject({ code: "conflict" });
    const refused = await harness().db.auditEvent.count({
      where: { action: "clock-definition.create", outcome: "refused" },
    });
    expect(refused).toBe(3);
  });

  it("name a schedule that is there and is one", async () => {
    const overlapping = { ...office, hours: [...office.hours, { weekday: 1, from: "16:00", to: "18:00" }] };
    expect(await refusalOf(createSchedule.run({ slug: "office", name: "O", terms: overlapping }, sre))).toMatchObject({
      fields: ["terms.hours.5.from"],
    });
    await createSchedule.run({ slug: "office", name: "Office", terms: office }, sre);
    const answer = { ...restore, stop: "acknowledged" as const, targetMinutes: 60 };
    const input = { slug: "answer", name: "Answer", appliesFrom: iso(T0 - 48 * hourMs) };
    const unknown = { ...answer, schedule: "nights" };
    expect(await refusalOf(createClockDefinition.run({ ...input, terms: unknown }, sre))).toMatchObject({
      fields: ["terms.schedule"],
    });
    await createClockDefinition.run({ ...input, terms: { ...answer, schedule: "office" } }, sre);
    const { items } = await listClockDefinitions.run({}, viewer);
    expect(items.map(({ slug }) => slug)).toEqual(["answer", "restore"]);
  });
});

describe("a clock on an incident", () => {
  it("begins on those in scope only, and shows what is left", async () => {
    await tell(
      told("A", "triggered", T0 - hourMs),
      told("S", "triggered", T0 - hourMs, { environment: "staging" }),
      told("O", "triggered", T0 - hourMs, { service: "other" }),
      told("OLD", "triggered", T0 - 100 * hourMs),
    );
    expect(await look()).toEqual({ begun: 2, revised: 2 });
    expect(await look()).toEqual({ begun: 0, revised: 0 });
    const clock = await clockOn("A");
    expect(clock).toMatchObject({ status: "running", elapsedMs: hourMs, remainingMs: 3 * hourMs, revision: 1 });
    expect(clock.dueAt).toBe(iso(T0 + 3 * hourMs));
    expect(clock.steps).toEqual([
      { kind: "counted", from: iso(T0 - hourMs), to: iso(T0), ms: hourMs, totalMs: hourMs },
    ]);
    const { items } = await listClocks.run({}, viewer);
    expect(items.map(({ definition, status }) => [definition.slug, status])).toEqual([
      ["answer", "running"],
      ["restore", "running"],
    ]);
  });

  it("is paused by SREs with reason and evidence, and resumes by itself", async () => {
    const { id, revision } = await clockOn("A");
    const ask = { id, revision, reason: "Waiting for a vendor", evidenceUrl: "https://vendor.example/7" };
    expect(await refusalOf(pauseClock.run(ask, developer))).toMatchObject({ code: "forbidden" });
    const vague = { id, revision, reason: "Lunch" };
    expect(await refusalOf(pauseClock.run(vague, sre))).toMatchObject({ code: "rejected", fields: ["reason"] });
    const bare = { id, revision, reason: "Waiting for a vendor" };
    expect(await refusalOf(pauseClock.run(bare, sre))).toMatchObject({ fields: ["evidenceUrl"] });
    const paused = await pauseClock.run(ask, sre);
    expect(paused).toMatchObject({ status: "paused", resumesAt: iso(T0 + 2 * hourMs), dueAt: iso(T0 + 5 * hourMs) });
    expect(await refusalOf(pauseClock.run(ask, sre))).toMatchObject({ code: "stale_state" });
    harness().runtime.setNow(T0 + 2.5 * hourMs);
    expect(await clockOn("A")).toMatchObject({
      ...{ status: "running", elapsedMs: 1.5 * hourMs, pausedMs: 2 * hourMs, dueAt: iso(T0 + 5 * hourMs) },
      pauses: [{ endedBy: "cap", by: "test sre", evidenceUrl: "https://vendor.example/7" }],
    });
    const again = await pauseClock.run({ ...ask, revision: paused.revision }, sre);
    harness().runtime.setNow(T0 + 3 * hourMs);
    const resumed = await resumeClock.run({ id, revision: again.revision, note: "They answered." }, sre);
    expect(resumed).toMatchObject({ status: "running", pausedMs: 2.5 * hourMs, pausesLeft: 0 });
    expect(resumed.revisions.map(({ cause }) => cause)).toEqual(["resume", "pause", "pause", "attached"]);
    const third = { ...ask, revision: resumed.revision };
    expect((await refusalOf(pauseClock.run(third, sre))).message).toContain("2 are allowed");
  });

  it("is met or breached as its source tells, whenever it tells", async () => {
    harness().runtime.setNow(T0 + 8 * hourMs);
    await hear(T0 + 8 * hourMs);
    expect(await clockOn("A")).toMatchObject({ status: "breached" });
    // Told late: it was over in time.
    const facts = [told("A", "triggered", T0 - hourMs), told("A", "resolved", T0 + 4 * hourMs)];
    await tell(...facts);
    expect(await clockOn("A")).toMatchObject({ status: "met", stoppedAt: iso(T0 + 4 * hourMs) });
    await look();
    const [latest] = (await clockOn("A")).revisions;
    expect(latest).toMatchObject({ cause: "events", isBreached: false, stoppedAt: iso(T0 + 4 * hourMs) });
    await tell(...facts, told("A", "reopened", T0 + 7 * hourMs));
    expect(await clockOn("A")).toMatchObject({ status: "breached", stoppedAt: null });
    await tell(...facts);
    await look();
  });

  it("is undetermined when its source is dark, and no state gets better there", async () => {
    await tell(told("D", "triggered", T0 + 7 * hourMs));
    await look();
    expect(await clockOn("D")).toMatchObject({ status: "running" });
    const order = ["running", "undetermined", "breached"];
    let worst = 0;
    for (let hour = 1; hour <= 40; hour += 1) {
      harness().runtime.setNow(T0 + (8 + hour) * hourMs);
      const { status } = await clockOn("D");
      expect(order.indexOf(status)).toBeGreaterThanOrEqual(worst);
      worst = order.indexOf(status);
    }
    expect(await clockOn("D")).toMatchObject({ status: "breached", why: expect.stringContaining("No word of a stop") });
    await tell(told("N", "triggered", T0 + 47 * hourMs));
    await look();
    expect(await clockOn("N")).toMatchObject({ status: "undetermined", why: expect.stringContaining("silent") });
    await hear(T0 + 60 * hourMs);
    harness().runtime.setNow(T0 + 60 * hourMs);
    expect(await clockOn("D")).toMatchObject({ status: "breached", why: null });
    await harness().db.eventSource.update({ where: { id: "src_test" }, data: { disabledAt: new Date() } });
    await tell(told("E", "triggered", T0 + 59 * hourMs));
    await look();
    expect(await clockOn("E")).toMatchObject({ status: "undetermined", why: expect.stringContaining("switched off") });
    await harness().db.eventSource.update({ where: { id: "src_test" }, data: { disabledAt: null } });
  });

  it("counts for nothing on a duplicate", async () => {
    await tell(
      told("E", "triggered", T0 + 59 * hourMs),
      told("E", "merged", T0 + 60 * hourMs, { mergedInto: "incident:pd:x:D" }),
    );
    expect(await clockOn("E")).toMatchObject({ status: "void", why: expect.stringContaining("duplicate") });
  });
});

describe("recalculation", () => {
  it("of changed terms and hours appends revisions with their reasons, and rewrites none", async () => {
    const before = await clockOn("A");
    const { revision } = await getClockDefinition.run({ slug: "restore" }, viewer);
    const terms = { ...restore, targetMinutes: 60 };
    const edit = { slug: "restore", revision, terms, reason: "The contract says one hour." };
    expect(await refusalOf(editClockDefinition.run(edit, developer))).toMatchObject({ code: "forbidden" });
    expect(await editClockDefinition.run(edit, sre)).toMatchObject({ version: 2 });
    await look();
    const after = await clockOn("A");
    expect(after).toMatchObject({ status: "breached", targetMs: hourMs });
    expect(after.revisions.length).toBe(before.revisions.length + 1);
    expect(after.revisions.slice(1)).toEqual(before.revisions);
    expect(after.revisions[0]).toMatchObject({ cause: "definition", by: "test sre", definitionVersion: 2 });
    expect(after.revisions[0]?.reason).toContain("The contract says one hour.");

    const schedule = await getSchedule.run({ slug: "office" }, viewer);
    const holiday = { ...office, holidays: ["2026-11-20"] };
    await editSchedule.run({ slug: "office", revision: schedule.revision, terms: holiday, reason: "A day off." }, sre);
    await look();
    expect((await clockOn("A", "answer")).revisions[0]).toMatchObject({ cause: "schedule", scheduleVersion: 2 });
    await expect(harness().db.clockRevision.deleteMany({})).rejects.toThrow();
    await expect(harness().db.clockMark.deleteMany({})).rejects.toThrow();
  });
});

describe("hours of several regions", () => {
  const hours = (from: string, to: string) => [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from, to }));
  const denver = {
    region: "Denver",
    timeZone: "America/Denver",
    hours: hours("09:00", "17:00"),
    tell: ["Denver on call"],
  };
  const terms = {
    ...{ timeZone: "Europe/Berlin", hours: hours("09:00", "17:00") },
    handOver: { region: "Berlin", others: [denver] },
  };

  it("are handed over: the clock runs in any, and says who has it, who is next and what each counted", async () => {
    const twice = { ...terms, handOver: { region: "Denver", others: [denver] } };
    expect(await refusalOf(createSchedule.run({ slug: "sun", name: "Sun", terms: twice }, sre))).toMatchObject({
      fields: ["terms.handOver.others.0.region"],
    });
    await createSchedule.run({ slug: "sun", name: "Follow the sun", terms }, sre);
    const promise = { ...restore, schedule: "sun", targetMinutes: 600 };
    await createClockDefinition.run({ slug: "sunny", name: "Sunny", terms: promise, appliesFrom: iso(T0) }, sre);
    // Monday 30 November: Berlin has UTC+1, Denver UTC-7.
    const start = Date.parse("2026-11-30T14:00:00Z");
    harness().runtime.setNow(start + 5 * hourMs);
    const event = {
      definition: "sunny",
      service: "cart",
      key: "SUN-1",
      event: "opened" as const,
      at: iso(start),
      id: "1",
    };
    const { clock } = await pushClockEvent.run(event, developer);
    expect(await getClock.run({ id: clock.id }, viewer)).toMatchObject({
      ...{ status: "running", elapsedMs: 5 * hourMs, dueAt: iso(start + 10 * hourMs) },
      owner: { region: "Denver", isOpen: true, tell: ["Denver on call"], next: { region: "Berlin" } },
      turns: [
        { region: "Berlin", from: iso(start), to: iso(start + 2 * hourMs), countedMs: 2 * hourMs },
        { region: "Denver", from: iso(start + 2 * hourMs), to: iso(start + 5 * hourMs), countedMs: 3 * hourMs },
      ],
    });
    expect((await clockOn("A")).owner).toBeNull();
  });
});

describe("pushed events", () => {
  const base = { definition: "answer", service: "cart" };

  it("give the same clock in any order, each counted once", async () => {
    const start = T0 + 70 * hourMs;
    harness().runtime.setNow(start + 30 * hourMs);
    const events = [
      { event: "opened" as const, at: iso(start), id: "1" },
      { event: "acknowledged" as const, at: iso(start + 3 * hourMs), id: "2" },
      { event: "resolved" as const, at: iso(start + 5 * hourMs), id: "3" },
      { event: "reopened" as const, at: iso(start + 6 * hourMs), id: "4" },
    ];
    const orders = permutations(events);
    const shown: unknown[] = [];
    for (const [index, order] of orders.entries()) {
      const key = `CASE-${index}`;
      let id = "";
      for (const event of [...order, ...order.slice(0, 1)]) {
        ({
          clock: { id },
        } = await pushClockEvent.run({ ...base, key, ...event }, developer));
      }
      const { status, startedAt, stoppedAt, dueAt, elapsedMs, steps, events: log } = await getClock.run({ id }, viewer);
      shown.push({ status, startedAt, stoppedAt, dueAt, elapsedMs, steps });
      expect(log).toHaveLength(4);
    }
    expect(shown).toHaveLength(24);
    for (const one of shown) expect(one).toEqual(shown[0]);
  });

  it("are refused where nothing is promised, and from the future", async () => {
    const event = { ...base, key: "X", event: "opened" as const, id: "1" };
    const now = harness().runtime.clock.now();
    const future = { ...event, at: iso(now + hourMs) };
    expect(await refusalOf(pushClockEvent.run(future, developer))).toMatchObject({ fields: ["at"] });
    const other = { ...event, service: "other", at: iso(now) };
    expect(await refusalOf(pushClockEvent.run(other, developer))).toMatchObject({ fields: ["service"] });
    const { revision } = await getClockDefinition.run({ slug: "answer" }, viewer);
    await retireClockDefinition.run({ slug: "answer", revision, reason: "Not sold any more." }, sre);
    expect(await refusalOf(pushClockEvent.run({ ...event, at: iso(now) }, developer))).toMatchObject({
      code: "not_found",
    });
  });
});

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) =>
    permutations([...items.slice(0, index), ...items.slice(index + 1)]).map((rest) => [item, ...rest]),
  );
}
