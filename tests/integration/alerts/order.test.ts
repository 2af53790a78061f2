import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { insertAlarm } from "@/lib/alerts/alarm-store";
import { AlarmFacts, type NoticeStep } from "@/lib/alerts/contract";
import { messageOf } from "@/lib/alerts/domain/alarm-message";
import { insertNotices } from "@/lib/alerts/notice-store";
import { getAlarm } from "@/lib/alerts/use-cases/read-alarms";
import { retryNotices } from "@/lib/alerts/use-cases/retry-notices";
import { editConnection } from "@/lib/connections/use-cases/edit-connection";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { type Mishap, type PagerdutyServer, startPagerduty } from "@/tests/support/alert-vendors";
import { callAs, refusalOf, setUpHarness, T0 } from "@/tests/support/harness";
import { runs } from "@/tests/support/runs";
import { routePagesTo, tellAll } from "@/tests/support/told-alerts";

/** Goal: whatever fails, whoever tells, and however late: of one alert nobody hears the end before the beginning, nor anything twice. */

const harness = setUpHarness({ SIGNALBOX_OUTBOUND_ALLOW_CIDRS: "127.0.0.1/32" });
let pagerduty: PagerdutyServer;
let routeId = "";
let connectionId = "";
const hourMs = 3_600_000;

beforeAll(async () => {
  pagerduty = await startPagerduty();
  routeId = await routePagesTo(pagerduty);
  connectionId = (await harness().db.connection.findUniqueOrThrow({ where: { slug: "on-call" } })).id;
});
afterAll(() => pagerduty.close());
beforeEach(() => {
  pagerduty.mishaps.splice(0);
});

async function newAlarm(): Promise<string> {
  const { runtime } = harness();
  const id = runtime.ids.next("alm");
  const facts = AlarmFacts.parse({});
  const nowhere = { objectiveId: null, serviceId: null, environmentId: null, incidentKey: null };
  const said = { id, subjectKey: id, kind: "page", title: "it burns", sentence: "much", facts, ...nowhere } as const;
  await insertAlarm(prismaExecutor(runtime.db), said, runtime.clock.now());
  return id;
}

async function add(alarmId: string, step: NoticeStep): Promise<number> {
  const { runtime } = harness();
  const places = { service: null, environment: null, objective: null };
  const alarm = { alarmId, kind: "page", title: "it burns", facts: AlarmFacts.parse({}), ...places } as const;
  const now = runtime.clock.now();
  const message = messageOf({ alarm, step, sentence: "much", at: new Date(now).toISOString(), baseUrl: null });
  const notice = { id: runtime.ids.next("ntc"), alarmId, connectionId, routeId, routeName: "r", message };
  return insertNotices(prismaExecutor(runtime.db), [notice], now);
}

const eventsOf = (alarmId: string) =>
  pagerduty.events.flatMap((event) => (event.dedup_key === `signalbox:${alarmId}` ? [event.event_action] : []));

async function settleAll(): Promise<void> {
  for (let look = 0; look < 30; look += 1) {
    harness().runtime.advance(16 * 60_000);
    if ((await tellAll(harness().runtime, 300)) === 0 && look > 2) return;
  }
}

it("keeps the order trigger, acknowledge, resolve in any interleaving of failures, workers and steps", async () => {
  const mishap = fc.constantFrom<Mishap | "none">(
    "none",
    { status: 500 },
    { status: 429, headers: { "retry-after": "40" } },
    { status: 202, body: { dedup_key: "lost" } },
    "take_and_hang_up",
  );
  const move = fc.oneof(
    fc.record({ kind: fc.constant("step" as const) }),
    fc.record({ kind: fc.constant("look" as const), workers: fc.integer({ min: 1, max: 3 }), mishap }),
    fc.record({ kind: fc.constant("pass" as const), ms: fc.integer({ min: 0, max: 120_000 }) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(move, { minLength: 4, maxLength: 16 }), async (moves) => {
      harness().runtime.setNow(T0);
      pagerduty.mishaps.splice(0);
      const id = await newAlarm();
      const coming: NoticeStep[] = ["trigger", "acknowledge", "resolve"];
      for (const one of moves) {
        if (one.kind === "pass") harness().runtime.advance(one.ms);
        else if (one.kind === "step") for (const step of coming.splice(0, 1)) await add(id, step);
        else {
          if (one.mishap !== "none") pagerduty.mishaps.push(one.mishap);
          await Promise.all(Array.from({ length: one.workers }, () => tellAll(harness().runtime, 300)));
        }
      }
      for (const step of coming) await add(id, step);
      await settleAll();
      const seen = eventsOf(id);
      const rank = { trigger: 1, acknowledge: 2, resolve: 3 } as const;
      const places = seen.map((action) => rank[action]);
      expect(places).toEqual([...places].sort());
      expect(new Set(seen)).toEqual(new Set(["trigger", "acknowledge", "resolve"]));
      expect(pagerduty.opened.get(`signalbox:${id}`)).toBe(1);
      expect(pagerduty.open.has(`signalbox:${id}`)).toBe(false);
    }),
    runs(12),
  );
}, 120_000);

it("makes an attempt again whose process died, and a late answer of it changes nothing", async () => {
  harness().runtime.setNow(T0 + hourMs);
  const id = await newAlarm();
  await add(id, "trigger");
  await harness().db.alarmNotice.updateMany({
    where: { alarmId: id },
    data: { state: "sending", attempts: 1, startedAt: new Date(T0 + hourMs), nextAttemptAt: null },
  });
  expect(await tellAll(harness().runtime)).toBe(0);
  harness().runtime.advance(3 * 60_000);
  expect(await tellAll(harness().runtime)).toBe(1);
  expect(eventsOf(id)).toEqual(["trigger"]);
});

it("writes a step down once, however often it is asked for", async () => {
  const id = await newAlarm();
  expect(await add(id, "trigger")).toBe(1);
  expect(await add(id, "trigger")).toBe(0);
  await tellAll(harness().runtime);
  expect(eventsOf(id)).toEqual(["trigger"]);
});

it("gives up what is refused for good with its reason, drops what would end it, and tries both again when asked", async () => {
  harness().runtime.setNow(T0 + 2 * hourMs);
  const id = await newAlarm();
  await add(id, "trigger");
  await add(id, "resolve");
  pagerduty.mishaps.push({ status: 400, body: { message: "Event object is invalid", errors: ["no such key"] } });
  await tellAll(harness().runtime);
  const given = await getAlarm.run({ id }, callAs("viewer"));
  expect(given.told).toMatchObject({ dead: 1, waiting: 0 });
  expect(given.notices).toMatchObject([
    { state: "dead", lastError: "PagerDuty answered 400: Event object is invalid; no such key." },
    { state: "dropped" },
  ]);
  await retryNotices.run({ id }, callAs("sre"));
  await tellAll(harness().runtime);
  expect(eventsOf(id)).toEqual(["trigger", "resolve"]);
  expect((await refusalOf(retryNotices.run({ id }, callAs("sre")))).code).toBe("rejected");
});

it("gives up after twenty attempts, and ends what may have begun", async () => {
  harness().runtime.setNow(T0 + 3 * hourMs);
  const id = await newAlarm();
  await add(id, "trigger");
  pagerduty.mishaps.push("take_and_hang_up", ...Array<Mishap>(19).fill({ status: 503 }));
  for (let look = 0; look < 22; look += 1) {
    await tellAll(harness().runtime);
    harness().runtime.advance(15 * 60_000);
  }
  expect((await getAlarm.run({ id }, callAs("viewer"))).notices).toMatchObject([{ state: "dead", attempts: 20 }]);
  await add(id, "resolve");
  await tellAll(harness().runtime);
  expect(eventsOf(id)).toEqual(["trigger", "resolve"]);
  // Beginning again what has ended would leave it open there for ever.
  expect((await refusalOf(retryNotices.run({ id }, callAs("sre")))).code).toBe("rejected");
}, 60_000);

it("waits for a connection that is out of use", async () => {
  harness().runtime.setNow(T0 + 20 * hourMs);
  const id = await newAlarm();
  await add(id, "trigger");
  const { revision } = await harness().db.connection.findUniqueOrThrow({ where: { slug: "on-call" } });
  await editConnection.run({ slug: "on-call", revision, isEnabled: false }, callAs("sre"));
  expect(await tellAll(harness().runtime)).toBe(0);
  await editConnection.run({ slug: "on-call", revision: revision + 1, isEnabled: true }, callAs("sre"));
  expect(await tellAll(harness().runtime)).toBe(1);
  expect(eventsOf(id)).toEqual(["trigger"]);
});
