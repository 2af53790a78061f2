import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAlertRoute } from "@/lib/alerts/use-cases/create-alert-route";
import { deleteAlertRoute } from "@/lib/alerts/use-cases/delete-alert-route";
import { editAlertRoute } from "@/lib/alerts/use-cases/edit-alert-route";
import { listAlarms } from "@/lib/alerts/use-cases/read-alarms";
import { listAlertRoutes } from "@/lib/alerts/use-cases/read-alert-routes";
import { testAlertRoute } from "@/lib/alerts/use-cases/test-alert-route";
import { watchConsequences } from "@/lib/alerts/use-cases/watch-consequences";
import { createConnection } from "@/lib/connections/use-cases/create-connection";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { createBudgetPolicy } from "@/lib/policies/use-cases/create-budget-policy";
import { retireBudgetPolicy } from "@/lib/policies/use-cases/retire-budget-policy";
import { type PagerdutyServer, startPagerduty } from "@/tests/support/alert-vendors";
import { callAs, refusalOf, setUpHarness, T0 } from "@/tests/support/harness";
import { createMeasured, createProduction, createThreeNines } from "@/tests/support/measured-services";
import { storeEvenTraffic } from "@/tests/support/scripted-counters";
import { openAlarms, routePagesTo, tellAll } from "@/tests/support/told-alerts";

/** Goal: those who may say who is told, try it, and consequences of policies reach people. */

const harness = setUpHarness({ SIGNALBOX_OUTBOUND_ALLOW_CIDRS: "127.0.0.1/32" });
const hourMs = 3_600_000;
let pagerduty: PagerdutyServer;
let routeId = "";
let targetId = "";

beforeAll(async () => {
  await createProduction();
  targetId = await createMeasured("checkout");
  await createThreeNines("checkout");
  pagerduty = await startPagerduty();
  routeId = await routePagesTo(pagerduty);
});
afterAll(() => pagerduty.close());

const sre = callAs("sre");
const match = { kinds: ["page" as const] };

describe("a route", () => {
  it("is made by those who may, to a connection that can be told, of places that are there", async () => {
    const route = { name: "Another", connection: "on-call", match };
    expect((await refusalOf(createAlertRoute.run(route, callAs("developer")))).code).toBe("forbidden");
    const nowhere = await refusalOf(createAlertRoute.run({ ...route, connection: "nowhere" }, sre));
    expect(nowhere).toMatchObject({ code: "invalid_input", fields: ["connection"] });
    const unknown = { ...route, match: { ...match, services: ["checkout", "nobody"] } };
    expect((await refusalOf(createAlertRoute.run(unknown, sre))).fields).toEqual(["match.services"]);
    expect((await refusalOf(createAlertRoute.run({ ...route, match: { kinds: [] } }, sre))).fields).toEqual([
      "match.kinds",
    ]);
    const made = await createAlertRoute.run({ ...route, match: { ...match, services: ["checkout"], tiers: [1] } }, sre);
    expect(made).toMatchObject({ isEnabled: true, connection: { slug: "on-call" }, revision: 1, lastTest: null });
    const stale = await refusalOf(editAlertRoute.run({ id: made.id, revision: 9, name: "x" }, sre));
    expect(stale.code).toBe("stale_state");
    const edited = await editAlertRoute.run({ id: made.id, revision: 1, isEnabled: false }, sre);
    expect(edited).toMatchObject({ isEnabled: false, revision: 2, match: { services: ["checkout"] } });
    await deleteAlertRoute.run({ id: made.id }, sre);
    expect((await listAlertRoutes.run({}, callAs("viewer"))).items.map(({ id }) => id)).toEqual([routeId]);
    const actions = await harness().db.auditEvent.findMany({
      where: { subjectKind: "alert_route", subjectId: made.id, outcome: "accepted" },
      orderBy: { id: "asc" },
    });
    expect(actions.map(({ action }) => action)).toEqual([
      "alert-route.create",
      "alert-route.edit",
      "alert-route.delete",
    ]);
  });

  it("can be tried: the test goes the way of every alert, and is none itself", async () => {
    expect((await refusalOf(testAlertRoute.run({ id: routeId }, callAs("viewer")))).code).toBe("forbidden");
    await testAlertRoute.run({ id: routeId }, sre);
    await tellAll(harness().runtime);
    expect(pagerduty.events.map(({ event_action }) => event_action)).toEqual(["trigger", "resolve"]);
    const [route] = (await listAlertRoutes.run({}, callAs("viewer"))).items;
    expect(route?.lastTest?.notices).toMatchObject([{ state: "sent" }, { state: "sent" }]);
    expect((await listAlarms.run({}, callAs("viewer"))).items).toEqual([]);
  });
});

describe("a connection for alerts", () => {
  const config = { kind: "alert_webhook", url: "https://hooks.example/a?b=c" } as const;

  it("needs its secret, in its form, and leads nowhere inside", async () => {
    const base = { slug: "hook", name: "Hook" };
    expect((await refusalOf(createConnection.run({ ...base, config }, sre))).fields).toEqual(["secret"]);
    expect((await refusalOf(createConnection.run({ ...base, config, secret: "abc" }, sre))).fields).toEqual(["secret"]);
    const secret = `whsec_${"A".repeat(44)}`;
    const inside = { ...config, url: "http://169.254.169.254/latest" };
    expect((await refusalOf(createConnection.run({ ...base, config: inside, secret }, sre))).fields).toEqual([
      "config.url",
    ]);
    const made = await createConnection.run({ ...base, config, secret }, sre);
    expect(made.hasSecret).toBe(true);
    const stored = await harness().db.connection.findUniqueOrThrow({ where: { slug: "hook" } });
    expect(stored.secret).not.toContain("AAAA");
  });
});

describe("a consequence of a policy", () => {
  const definition = {
    scope: { tier: 1, environmentKinds: ["production" as const] },
    thresholds: [
      { leftPercent: 50, effect: { kind: "slow_down" as const, maxStartsPerDay: 2, bakeFactor: 3 } },
      { leftPercent: 0, effect: { kind: "freeze" as const, exemptions: [] }, tell: ["Freeze crew", "Shop team"] },
    ],
  };
  const watch = () => watchConsequences(harness().runtime);
  const told = async () => (await openAlarms()).map(({ kind, title }) => `${kind}: ${title}`);

  it("is told when it begins, gives way to a graver one, and ends", async () => {
    const { runtime } = harness();
    const db = prismaExecutor(runtime.db);
    const crew = { name: "Freeze crew", connection: "on-call", match: { kinds: ["rollback" as const] } };
    await createAlertRoute.run(crew, sre);
    await createBudgetPolicy.run({ slug: "tier-1", name: "Tier 1", definition }, sre);
    await storeEvenTraffic(db, {
      targetIds: [targetId],
      fromMs: T0 - 80 * hourMs,
      toMs: T0,
      requests: 10_000,
      errors: 6,
    });
    await watch();
    await watch();
    expect(await told()).toEqual([
      "slow_down: checkout in Production: releases slow down, at most 2 begin in 24 hours, steps bake 3 times as long",
    ]);
    await tellAll(runtime);
    expect(pagerduty.events.at(-1)).toMatchObject({
      event_action: "trigger",
      payload: { severity: "warning", class: "slow_down" },
    });

    // An hour in which everything failed uses up the rest.
    runtime.setNow(T0 + hourMs);
    await storeEvenTraffic(db, {
      targetIds: [targetId],
      fromMs: T0,
      toMs: T0 + hourMs,
      requests: 10_000,
      errors: 10_000,
    });
    await watch();
    expect(await told()).toEqual(["freeze: checkout in Production: releases are frozen"]);
    const [freeze] = await openAlarms();
    expect(freeze?.sentence).toContain(
      "used and nothing is left, at or below the 0 % of “Tier 1”: releases are frozen. To be told: Freeze crew, Shop team.",
    );
    expect(freeze?.incidentId).toBeNull();
    // A name that is a route is told by it, although the route takes no freezes; the other one is only named.
    const notices = await runtime.db.alarmNotice.findMany({ where: { alarmId: freeze?.id ?? "" } });
    expect(notices.map(({ routeName }) => routeName)).toEqual(["Freeze crew"]);

    // In the dark nothing ends; what was gone stays gone.
    runtime.setNow(T0 + 3 * hourMs);
    await watch();
    expect(await told()).toEqual(["freeze: checkout in Production: releases are frozen"]);

    await retireBudgetPolicy.run({ slug: "tier-1", revision: 1, reason: "tried" }, sre);
    await watch();
    expect(await told()).toEqual([]);
    await tellAll(runtime);
    const byAlert = Map.groupBy(pagerduty.events.slice(2), ({ dedup_key }) => dedup_key);
    const actions = [...byAlert.values()].map((events) => events.map(({ event_action }) => event_action));
    expect(actions).toEqual([
      ["trigger", "resolve"],
      ["trigger", "resolve"],
    ]);
  });
});
