import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { acknowledgeAlarm } from "@/lib/alerts/use-cases/acknowledge-alarm";
import { createAlertRoute } from "@/lib/alerts/use-cases/create-alert-route";
import { getAlarm, listAlarms } from "@/lib/alerts/use-cases/read-alarms";
import { watchConsequences } from "@/lib/alerts/use-cases/watch-consequences";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { lookAtClocks } from "@/lib/clocks/loop/look-at-clocks";
import { createClockDefinition } from "@/lib/clocks/use-cases/create-clock-definition";
import { createSchedule } from "@/lib/clocks/use-cases/create-schedule";
import { editClockDefinition } from "@/lib/clocks/use-cases/edit-clock-definition";
import { pauseClock } from "@/lib/clocks/use-cases/pause-clock";
import { pushClockEvent } from "@/lib/clocks/use-cases/push-clock-event";
import { getClock } from "@/lib/clocks/use-cases/read-clocks";
import { createConnection } from "@/lib/connections/use-cases/create-connection";
import { callAs, refusalOf, setUpHarness, T0 } from "@/tests/support/harness";

/** Goal: each part of a clock's target is told once by the routes that take it, and a recalculation takes back or corrects what was told. */

const harness = setUpHarness();
const [admin, sre] = [callAs("admin"), callAs("sre")];
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const iso = (ms: number) => new Date(ms).toISOString();
const terms = {
  start: "opened" as const,
  stop: "resolved" as const,
  targetMinutes: 240,
  pauses: [{ reason: "Waiting for a vendor", capMinutes: 600, needsEvidence: false }],
  notify: [{ usedPercent: 50 }, { usedPercent: 75, tell: ["Only by name"] }, { usedPercent: 100 }],
};
let last = 0;
let key = "";

beforeAll(async () => {
  await createService.run({ slug: "cart", name: "Cart", tier: 1 }, admin);
  const secret = `whsec_${"A".repeat(44)}`;
  for (const slug of ["clocks", "named"]) {
    const config = { kind: "alert_webhook" as const, url: `https://${slug}.example/in` };
    await createConnection.run({ slug, name: slug, config, secret }, admin);
  }
  const match = { kinds: ["clock" as const, "clock_breached" as const], services: ["cart"] };
  await createAlertRoute.run({ name: "Clocks", connection: "clocks", match }, admin);
  await createAlertRoute.run({ name: "Only by name", connection: "named", match: { kinds: ["freeze"] } }, admin);
  await createClockDefinition.run({ slug: "restore", name: "Restore", terms }, admin);
});
beforeEach(() => {
  last += 1;
  key = `T-${last}`;
});

async function tell(event: "opened" | "resolved" | "reopened", atMs: number) {
  const ids = { id: `${key} ${event} ${atMs}`, key, title: `Ticket ${key}` };
  return pushClockEvent.run({ definition: "restore", service: "cart", event, at: iso(atMs), ...ids }, sre);
}

/** Look twice, as workers do. */
async function lookAt(ms: number): Promise<void> {
  harness().runtime.setNow(ms);
  await watchConsequences(harness().runtime);
  await watchConsequences(harness().runtime);
}

async function clockId(): Promise<string> {
  return (await harness().db.clock.findFirstOrThrow({ where: { key } })).id;
}

/** Alarms of the present clock, the first one first. */
async function told() {
  const { items } = await listAlarms.run({ clock: await clockId() }, sre);
  return items.toReversed();
}

describe("parts of a target", () => {
  it("are told once each, by the routes that take them and those that they name, and end with the clock", async () => {
    await tell("opened", T0);
    await lookAt(T0 + 2 * hourMs - minuteMs);
    expect(await told()).toEqual([]);
    await lookAt(T0 + 2 * hourMs);
    expect(await told()).toMatchObject([
      { kind: "clock", state: "firing", title: `Restore, 50 % used: Ticket ${key}`, told: { connections: 1 } },
    ]);
    const [half] = await told();
    await acknowledgeAlarm.run({ id: half?.id, reason: "On it." }, sre);
    await lookAt(T0 + 3 * hourMs);
    expect(await told()).toMatchObject([
      {
        state: "resolved",
        acknowledgedBy: "test sre",
        resolvedSentence: "75 % is used now, which is told on its own.",
      },
      { state: "firing", title: `Restore, 75 % used: Ticket ${key}`, told: { connections: 2 } },
    ]);
    await lookAt(T0 + 4 * hourMs);
    expect(await told()).toHaveLength(2);
    await lookAt(T0 + 4 * hourMs + 1);
    const breach = (await told())[2];
    expect(breach).toMatchObject({ kind: "clock_breached", state: "firing", title: `Restore breached: Ticket ${key}` });
    const detail = await getAlarm.run({ id: breach?.id }, sre);
    expect(detail.facts.clock).toEqual({
      id: await clockId(),
      usedPercent: 100,
      revision: 1,
      dueAt: iso(T0 + 4 * hourMs),
    });
    await tell("resolved", T0 + 4 * hourMs + 1);
    await lookAt(T0 + 5 * hourMs);
    const all = await told();
    expect(all.map(({ state }) => state)).toEqual(["resolved", "resolved", "resolved"]);
    expect(all[2]?.resolvedSentence).toContain("after it was due");
    await lookAt(T0 + 50 * hourMs);
    expect(await told()).toHaveLength(3);
    const steps = await harness().db.alarmNotice.count({ where: { alarmId: breach?.id ?? "" } });
    expect(steps).toBe(2);
  });

  it("are told by many workers at once as by one", async () => {
    const start = harness().runtime.clock.now();
    await tell("opened", start);
    harness().runtime.setNow(start + 2 * hourMs);
    await Promise.all(Array.from({ length: 5 }, () => watchConsequences(harness().runtime)));
    expect(await told()).toHaveLength(1);
  });

  it("are on the clock's page with when they are reached", async () => {
    const start = harness().runtime.clock.now();
    await tell("opened", start);
    harness().runtime.setNow(start + 2 * hourMs);
    const { notices } = await getClock.run({ id: await clockId() }, sre);
    expect(notices.map(({ usedPercent, at, isReached }) => [usedPercent, at, isReached])).toEqual([
      [50, iso(start + 2 * hourMs), true],
      [75, iso(start + 3 * hourMs), false],
      [100, iso(start + 4 * hourMs), false],
    ]);
  });
});

describe("a recalculation", () => {
  it("by changed terms takes back what was told and says why, and what is reached again is told again", async () => {
    const start = harness().runtime.clock.now();
    await tell("opened", start);
    await lookAt(start + 3 * hourMs + minuteMs);
    expect(await told()).toMatchObject([{ title: `Restore, 75 % used: Ticket ${key}`, state: "firing" }]);
    const longer = { ...terms, targetMinutes: 480 };
    await editClockDefinition.run({ slug: "restore", revision: 1, terms: longer, reason: "Twice as long." }, admin);
    await lookAtClocks(harness().db, harness().runtime.clock.now());
    await lookAt(start + 3 * hourMs + 2 * minuteMs);
    const [back] = await told();
    expect(back).toMatchObject({ state: "resolved" });
    expect(back?.resolvedSentence).toMatch(
      /^Withdrawn: as revision 2 counts, 3 h 2 min of 8 h are used\..*Twice as long\./,
    );
    await editClockDefinition.run({ slug: "restore", revision: 2, terms, reason: "No." }, admin);
    await lookAtClocks(harness().db, harness().runtime.clock.now());
    await lookAt(start + 3 * hourMs + 3 * minuteMs);
    expect((await told()).map(({ title, state }) => [title.split(":")[0], state])).toEqual([
      ["Restore, 75 % used", "resolved"],
      ["Restore, 75 % used", "firing"],
    ]);
  });

  it("by a late event corrects how a clock ended, once", async () => {
    const start = harness().runtime.clock.now();
    await tell("opened", start);
    await lookAt(start + 5 * hourMs);
    await tell("resolved", start + 5 * hourMs);
    await lookAt(start + 5 * hourMs + minuteMs);
    expect((await told()).map(({ kind, state }) => [kind, state])).toEqual([["clock_breached", "resolved"]]);
    // The desk tells late that it was resolved an hour before it was due.
    await tell("resolved", start + 3 * hourMs);
    await lookAt(start + 6 * hourMs);
    const all = await told();
    expect(all).toHaveLength(2);
    const corrected = all.find(({ title }) => title.startsWith("Corrected"));
    expect(corrected).toMatchObject({
      ...{ kind: "clock_breached", state: "resolved", told: { connections: 1 } },
      title: `Corrected: Restore was kept: Ticket ${key}`,
    });
    expect(corrected?.sentence).toContain("It was known as breached; as revision 3 counts, 3 h of 4 h are used.");
  });

  it("of a clock whose whole story came late tells its breach as news", async () => {
    const now = harness().runtime.clock.now();
    await tell("opened", now - 9 * hourMs);
    await tell("resolved", now - hourMs);
    await lookAt(now);
    expect(await told()).toMatchObject([{ kind: "clock_breached", state: "resolved" }]);
  });

  it("leaves what a pause holds, and tells it when it goes on", async () => {
    const start = harness().runtime.clock.now();
    const { clock } = await tell("opened", start);
    harness().runtime.setNow(start + hourMs);
    await pauseClock.run({ id: clock.id, revision: clock.revision, reason: "Waiting for a vendor" }, sre);
    await lookAt(start + 9 * hourMs);
    expect(await told()).toEqual([]);
    // Ten hours of the cap are over after eleven; an hour later half of the target is used.
    await lookAt(start + 12 * hourMs);
    expect(await told()).toMatchObject([{ title: `Restore, 50 % used: Ticket ${key}` }]);
  });
});

describe("a definition", () => {
  it("names parts that rise", async () => {
    const notify = [{ usedPercent: 75 }, { usedPercent: 75 }];
    const input = { slug: "silly", name: "Silly", terms: { ...terms, notify } };
    expect(await refusalOf(createClockDefinition.run(input, admin))).toMatchObject({
      code: "invalid_input",
      fields: ["terms.notify.1.usedPercent"],
    });
    const over = { ...input, terms: { ...terms, notify: [{ usedPercent: 101 }] } };
    expect(await refusalOf(createClockDefinition.run(over, admin))).toMatchObject({
      fields: ["terms.notify.0.usedPercent"],
    });
  });
});

it("tells the routes of the region that has the clock beside those of the part", async () => {
  const week = (from: string, to: string) => [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from, to }));
  const night = { region: "Night", timeZone: "UTC", hours: week("12:00", "23:00"), tell: ["Only by name"] };
  const hours = { timeZone: "UTC", hours: week("01:00", "12:00"), handOver: { region: "Day", others: [night] } };
  await createSchedule.run({ slug: "sun", name: "Sun", terms: hours }, admin);
  const promise = { ...terms, schedule: "sun", notify: [{ usedPercent: 50 }] };
  await createClockDefinition.run({ slug: "sunny", name: "Sunny", terms: promise }, admin);
  const noon = Date.UTC(2026, 11, 7, 12);
  for (const [ticket, at, connections] of [
    ["BY-DAY", noon - 6 * hourMs, 1],
    ["BY-NIGHT", noon, 2],
  ] as const) {
    key = ticket;
    harness().runtime.setNow(at);
    const opened = { event: "opened" as const, at: iso(at), id: ticket, key, title: ticket };
    await pushClockEvent.run({ definition: "sunny", service: "cart", ...opened }, sre);
    await lookAt(at + 2 * hourMs);
    expect(await told()).toMatchObject([{ kind: "clock", told: { connections } }]);
  }
});
