import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { acknowledgeAlarm } from "@/lib/alerts/use-cases/acknowledge-alarm";
import { createAlertObserver } from "@/lib/alerts/use-cases/observe-objectives";
import { partsOf } from "@/lib/alerts/use-cases/parts-of";
import { getAlarm, listAlarms } from "@/lib/alerts/use-cases/read-alarms";
import { takeOverAcknowledgements } from "@/lib/alerts/use-cases/take-over-acknowledgements";
import { getIncident } from "@/lib/incidents/use-cases/read-incidents";
import { createEventSource } from "@/lib/ingest/use-cases/create-event-source";
import { instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { cleanUp } from "@/lib/platform/jobs/housekeeping";
import { runMinute } from "@/lib/slos/loop/minute-loop";
import { createMinuteMemory } from "@/lib/slos/loop/minute-memory";
import { retireObjective } from "@/lib/slos/use-cases/retire-objective";
import { type PagerdutyServer, startPagerduty } from "@/tests/support/alert-vendors";
import { callAs, refusalOf, setUpHarness, T0 } from "@/tests/support/harness";
import { createTestIntake, send, type TestIntake } from "@/tests/support/intake";
import { createMeasured, createProduction, createThreeNines } from "@/tests/support/measured-services";
import { pagerdutyIncident, pagerduty as pagerdutySample } from "@/tests/support/operations-samples";
import { type ScriptedCounters, scriptCounters, storeEvenTraffic } from "@/tests/support/scripted-counters";
import { openAlarms, routePagesTo, tellAll } from "@/tests/support/told-alerts";

/** Goal: from counted minutes to a person who is told, to the incident, to the end, with nothing lost and nothing twice. */

const harness = setUpHarness({
  SIGNALBOX_OUTBOUND_ALLOW_CIDRS: "127.0.0.1/32",
  SIGNALBOX_URL: "https://signalbox.example",
});
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const memory = createMinuteMemory();
const slugs = ["checkout", "cart", "search", "login"] as const;
const ids = new Map<string, string>();
let counters: ScriptedCounters;
let pagerduty: PagerdutyServer;
let intake: TestIntake;
let minute = 0;

beforeAll(async () => {
  await createProduction();
  for (const slug of slugs) ids.set(slug, await createMeasured(slug));
  for (const slug of slugs) await createThreeNines(slug);
  const targetIds = [...ids.values()];
  const past = { fromMs: T0 - 80 * hourMs, toMs: T0, requests: 1_000, errors: 0 };
  await storeEvenTraffic(prismaExecutor(harness().db), { targetIds, ...past });
  counters = scriptCounters(targetIds, () => harness().runtime.clock.now());
  pagerduty = await startPagerduty();
  await routePagesTo(pagerduty);
  intake = createTestIntake(harness().runtime);
  await tick({});
}, 60_000);

afterAll(async () => {
  await intake.close();
  await pagerduty.close();
});

/** One minute: so many of a thousand requests of each service fail, of the others none; then the round of the measurement. */
async function tick(errors: Partial<Record<(typeof slugs)[number], number>>): Promise<void> {
  const { runtime } = harness();
  if (minute > 0) for (const slug of slugs) counters.serve(ids.get(slug) ?? "", 1_000, errors[slug] ?? 0);
  const at = T0 + minute * minuteMs;
  minute += 1;
  runtime.setNow(at);
  const observer = createAlertObserver(partsOf(runtime));
  expect(await runMinute({ runtime, port: counters.port, memory, observer }, instant(at))).not.toBeNull();
}

async function ticks(count: number, errors: Parameters<typeof tick>[0]): Promise<void> {
  for (let done = 0; done < count; done += 1) await tick(errors);
}

const eventsOf = (alarmId: string) =>
  pagerduty.events.flatMap((event) => (event.dedup_key === `signalbox:${alarmId}` ? [event.event_action] : []));

/** A delivery as PagerDuty signs it. */
async function sendSigned(body: unknown, secret: string): Promise<void> {
  const text = JSON.stringify(body);
  const signature = `v1=${createHmac("sha256", secret).update(text).digest("hex")}`;
  await send(harness().runtime, "pd", text, { "content-type": "application/json", "x-pagerduty-signature": signature });
}

async function pageOf(slug: string) {
  return (await openAlarms()).find(({ kind, service }) => kind === "page" && service?.slug === slug);
}

describe("an outage", () => {
  it("pages once with its arithmetic, opens an incident, and ends both when it is over", async () => {
    await ticks(3, { checkout: 1_000 });
    const open = (await openAlarms()).filter(({ service }) => service?.slug === "checkout");
    // Both rules that page fire by now, and are one alert.
    expect(open.filter(({ kind }) => kind === "page")).toHaveLength(1);
    const page = open.find(({ kind }) => kind === "page");
    if (!page) throw new Error("nothing pages");
    await tellAll(harness().runtime);
    await tellAll(harness().runtime);
    expect(eventsOf(page.id)).toEqual(["trigger"]);
    const [event] = pagerduty.events.filter(({ dedup_key }) => dedup_key === `signalbox:${page.id}`);
    expect(event).toMatchObject({
      payload: {
        severity: "critical",
        source: "checkout in production",
        custom_details: {
          arithmetic: expect.stringContaining("the limit is 14.40 for 99.9 %"),
          live: [{ version: "1.0.0" }],
        },
      },
      links: expect.arrayContaining([{ text: "Alert", href: `https://signalbox.example/alerts/${page.id}` }]),
    });
    const detail = await getAlarm.run({ id: page.id }, callAs("viewer"));
    expect(detail.facts).toMatchObject({ targetPercent: "99.9", rules: [{ factor: "14.40" }] });
    expect(detail.facts.budgetLeftWorstPercent).not.toBeNull();
    expect(detail.notices).toMatchObject([{ step: "trigger", state: "sent", attempts: 1, route: "Pages to on-call" }]);

    await intake.settle();
    const { incidentId } = await getAlarm.run({ id: page.id }, callAs("viewer"));
    const opened = await getIncident.run({ id: incidentId ?? "" }, callAs("viewer"));
    expect(opened).toMatchObject({ state: "open", severity: "critical", service: { slug: "checkout" } });

    // The short window of the slower page lasts half an hour.
    await ticks(45, {});
    expect(await pageOf("checkout")).toBeUndefined();
    await tellAll(harness().runtime);
    expect(eventsOf(page.id)).toEqual(["trigger", "resolve"]);
    await intake.settle();
    expect(await getIncident.run({ id: incidentId ?? "" }, callAs("viewer"))).toMatchObject({ state: "resolved" });
    const records = await harness().db.auditEvent.findMany({
      where: { subjectKind: "alert", subjectId: page.id },
      orderBy: { id: "asc" },
    });
    expect(records.map(({ action }) => action)).toEqual(["alert.fired", "alert.told", "alert.resolved", "alert.told"]);
  }, 60_000);

  it("whose source goes dark stays what it was: nobody hears that it is over", async () => {
    await ticks(3, { cart: 1_000 });
    const page = await pageOf("cart");
    if (!page) throw new Error("nothing pages");
    await tellAll(harness().runtime);
    counters.darken(ids.get("cart") ?? "", "unreachable");
    for (let done = 0; done < 12; done += 1) await tick({});
    minute += 24 * 60;
    await tick({});
    await tellAll(harness().runtime);
    expect(eventsOf(page.id)).toEqual(["trigger"]);
    const frozen = await getAlarm.run({ id: page.id }, callAs("viewer"));
    expect(frozen).toMatchObject({ state: "firing", resolvedAt: null });
    expect(frozen.frozenSince).not.toBeNull();
  }, 60_000);

  it("that comes and goes while nothing is sent for an hour is told in order, all of it, once", async () => {
    const before = pagerduty.events.length;
    await ticks(4, { search: 1_000 });
    const page = await pageOf("search");
    if (!page) throw new Error("nothing pages");
    await ticks(61, {});
    expect(await pageOf("search")).toBeUndefined();
    expect(pagerduty.events).toHaveLength(before);
    await tellAll(harness().runtime);
    await tellAll(harness().runtime);
    expect(eventsOf(page.id)).toEqual(["trigger", "resolve"]);
    expect(pagerduty.opened.get(`signalbox:${page.id}`)).toBe(1);
  }, 60_000);
});

describe("somebody who looks after an alert", () => {
  it("says so once; whoever was told hears it, and it goes on firing", async () => {
    await ticks(3, { login: 1_000 });
    const page = await pageOf("login");
    if (!page) throw new Error("nothing pages");
    expect((await refusalOf(acknowledgeAlarm.run({ id: page.id }, callAs("viewer")))).code).toBe("forbidden");
    const after = await acknowledgeAlarm.run({ id: page.id, reason: "rolling back" }, callAs("developer"));
    expect(after).toMatchObject({
      state: "acknowledged",
      acknowledgedBy: "test developer",
      acknowledgeReason: "rolling back",
    });
    const again = await refusalOf(acknowledgeAlarm.run({ id: page.id }, callAs("sre")));
    expect(again).toMatchObject({ code: "conflict", message: "test developer has acknowledged it already." });
    await tellAll(harness().runtime);
    expect(eventsOf(page.id)).toEqual(["trigger", "acknowledge"]);
    await intake.settle();
    const { incidentId } = await getAlarm.run({ id: page.id }, callAs("viewer"));
    expect(await getIncident.run({ id: incidentId ?? "" }, callAs("viewer"))).toMatchObject({ state: "acknowledged" });
    const record = await harness().db.auditEvent.findFirst({
      where: { action: "alert.acknowledge", outcome: "accepted" },
    });
    expect(record).toMatchObject({ reason: "rolling back", actorName: "test developer" });
  }, 60_000);

  it("in PagerDuty has acknowledged here too, and its incident is no second one", async () => {
    const page = await pageOf("cart");
    if (!page) throw new Error("nothing pages");
    const source = {
      slug: "pd",
      name: "PagerDuty",
      kind: "pagerduty",
      config: { settings: { environment: "production" } },
    };
    const { secret } = await createEventSource.run(source, callAs("sre"));
    if (secret === null) throw new Error("no secret was made");
    const ours = { ...pagerdutyIncident, incident_key: `signalbox:${page.id}` };
    for (const what of ["incident.triggered", "incident.acknowledged"])
      await sendSigned(pagerdutySample(what, "2026-11-21T14:00:00Z", ours).body, secret);
    await intake.settle();
    expect(await takeOverAcknowledgements(harness().runtime)).toBe(1);
    expect(await takeOverAcknowledgements(harness().runtime)).toBe(0);
    const after = await getAlarm.run({ id: page.id }, callAs("viewer"));
    expect(after).toMatchObject({ state: "acknowledged", acknowledgedBy: expect.stringContaining("(PagerDuty)") });
    expect(after.frozenSince).not.toBeNull();
    const theirs = await harness().db.incident.findFirst({ where: { externalKey: pagerdutyIncident.id } });
    expect(theirs?.duplicateOfKey).toBe(`incident:signalbox:-:${page.id}`);
  }, 60_000);
});

it("an objective that is retired ends its alerts, and says why", async () => {
  const page = await pageOf("cart");
  if (!page) throw new Error("nothing pages");
  await retireObjective.run({ slug: "cart", revision: 1, reason: "the cart is gone" }, callAs("sre"));
  await tick({});
  const ended = await getAlarm.run({ id: page.id }, callAs("viewer"));
  expect(ended).toMatchObject({ state: "resolved", resolvedSentence: expect.stringContaining("was retired") });
});

it("alerts are listed by what they are about, newest first, page by page", async () => {
  const ofCheckout = await listAlarms.run({ objective: "checkout", kind: "page" }, callAs("auditor"));
  expect(ofCheckout.items).toHaveLength(1);
  const first = await listAlarms.run({ limit: 1 }, callAs("viewer"));
  const second = await listAlarms.run({ limit: 1, cursor: first.nextCursor ?? "" }, callAs("viewer"));
  expect(second.items[0]?.id).not.toBe(first.items[0]?.id);
  expect((await listAlarms.run({ objective: "nobody" }, callAs("viewer"))).items).toEqual([]);
});

it("alerts are kept for 400 days after they are over, with what was told of them; what waits to be told keeps its own", async () => {
  const { db } = harness();
  const [old, waiting] = await db.alarm.findMany({
    where: { resolvedAt: { not: null }, notices: { some: {}, every: { state: { in: ["sent", "dead", "dropped"] } } } },
    orderBy: { firedAt: "asc" },
    take: 2,
  });
  if (!old || !waiting) throw new Error("two alerts were told and are over");
  const resolvedAt = new Date(Date.now() - 401 * 86_400_000);
  const all = await db.alarm.count();
  await db.alarm.updateMany({ where: { id: { in: [old.id, waiting.id] } }, data: { resolvedAt } });
  const again = { state: "waiting", nextAttemptAt: new Date(), settledAt: null };
  await db.alarmNotice.updateMany({ where: { alarmId: waiting.id }, data: again });
  await cleanUp(prismaExecutor(db));
  expect(await db.alarm.count()).toBe(all - 1);
  expect(await db.alarmNotice.count({ where: { alarmId: old.id } })).toBe(0);
  expect(await db.alarmNotice.count({ where: { alarmId: waiting.id } })).toBeGreaterThan(0);
});
