import { beforeAll, describe, expect, it } from "vitest";
import { GET } from "@/app/api/status/route";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { departTrain } from "@/lib/releases/use-cases/depart-train";
import { planTrain } from "@/lib/releases/use-cases/plan-train";
import { setChecklist } from "@/lib/releases/use-cases/set-checklist";
import { getStatusPageSettings } from "@/lib/status-page/use-cases/read-status-page-settings";
import { setStatusPage } from "@/lib/status-page/use-cases/set-status-page";
import { callAs, refusalOf, setUpHarness, T0 } from "@/tests/support/harness";

/**
 * Goal: nobody who is not signed in sees anything before an administrator says so; then everybody sees what was published and nothing else,
 * until it is off again (rows 13, 29 and 75). What is not known is not shown as well.
 */
const harness = setUpHarness();
const admin = callAs("admin");
const shop = { name: "Buying things", service: "internal-cart", environment: "production" };

const ask = (headers: Record<string, string> = {}) => GET(new Request("http://localhost/api/status", { headers }));
const settings = () => getStatusPageSettings.run({}, callAs("viewer"));

async function set(over: Partial<Parameters<typeof setStatusPage.run>[0] & object> = {}): Promise<void> {
  const { revision } = await settings();
  const given = { isOn: true, title: "How we are doing", services: [shop], revision, reason: "Customers ask" };
  await setStatusPage.run({ ...given, ...over }, admin);
}

beforeAll(async () => {
  await createEnvironment.run({ slug: "production", name: "Production", kind: "production", rank: 40 }, admin);
  await createService.run({ slug: "internal-cart", name: "Internal cart", tier: 0 }, admin);
  await createService.run({ slug: "secret-plan", name: "Secret plan", tier: 3 }, admin);
  const announcements = [{ moment: "departure" as const, connection: null, text: "Something new comes." }];
  await setChecklist.run({ name: "Tier 0", tier: 0, content: { announcements }, reason: "Agreed on" }, admin);
  const given = {
    name: "Quiet name of a release",
    note: "Nobody outside reads this.",
    cars: [{ service: "internal-cart", version: "2.0.0" }],
    stops: [{ environment: "production" }],
    plannedAt: new Date(T0 + 60_000).toISOString(),
  };
  const train = await planTrain.run(given, admin);
  await departTrain.run({ id: train.id, revision: train.revision }, admin);
});

describe("the public status page", () => {
  it("is not there until somebody who may switches it on, and says no more than that", async () => {
    const answer = await ask();
    expect(answer.status).toBe(404);
    expect(answer.headers.get("cache-control")).not.toContain("public");
    expect(await answer.text()).not.toContain("new comes");
    const refused = { isOn: true, title: "Mine", services: [], revision: 1, reason: "I want to" };
    expect((await refusalOf(setStatusPage.run(refused, callAs("release_manager")))).code).toBe("forbidden");
    expect((await ask()).status).toBe(404);
  });

  it("shows to everybody what was published, and no name beyond that", async () => {
    await set();
    const answer = await ask();
    expect(answer.status).toBe(200);
    expect(answer.headers.get("cache-control")).toBe("public, max-age=30");
    expect(answer.headers.get("set-cookie")).toBeNull();
    const told = await answer.json();
    expect(told).toEqual({
      title: "How we are doing",
      asOf: new Date(harness().runtime.clock.now()).toISOString(),
      state: "unknown",
      services: [{ name: "Buying things", state: "unknown" }],
      announcements: [{ text: "Something new comes.", at: expect.any(String) }],
    });
    // Who is signed in gets the same: nothing is told by who asks.
    expect(await (await ask({ authorization: "Bearer role:admin" })).json()).toEqual(told);
  });

  it("is off at once, and each switching is on record with its reason", async () => {
    await set({ isOn: false, reason: "Too early" });
    expect((await ask()).status).toBe(404);
    const records = await harness().db.auditEvent.findMany({
      where: { action: "status-page.set", outcome: "accepted" },
      orderBy: { id: "asc" },
    });
    expect(records.map(({ reason }) => reason)).toEqual(["Customers ask", "Too early"]);
  });

  it("refuses what it cannot show, with the field, and a revision that somebody else changed", async () => {
    const twice = await refusalOf(set({ services: [shop, shop] }));
    expect(twice.fields).toEqual(["services.1.name"]);
    expect((await refusalOf(set({ services: [{ ...shop, service: "nothing" }] }))).fields).toEqual([
      "services.0.service",
    ]);
    expect((await refusalOf(set({ services: [{ ...shop, environment: "nowhere" }] }))).fields).toEqual([
      "services.0.environment",
    ]);
    expect((await refusalOf(set({ revision: 1 }))).code).toBe("stale_state");
  });

  it("lets one address read 300 times a minute and no more", async () => {
    await set();
    harness().runtime.advance(61_000);
    const statuses: number[] = [];
    for (let read = 0; read < 301; read += 1) statuses.push((await ask()).status);
    expect(statuses.slice(0, 300).every((status) => status === 200)).toBe(true);
    expect(statuses[300]).toBe(429);
    harness().runtime.advance(61_000);
    expect((await ask()).status).toBe(200);
  });
});
