import { beforeAll, describe, expect, it } from "vitest";
import { getBreach, listBreaches, listBreachPartners } from "@/lib/reviews/use-cases/read-breaches";
import { weighBreach } from "@/lib/reviews/use-cases/weigh-breach";
import { createObjective } from "@/lib/slos/use-cases/create-objective";
import { createVendorTerms } from "@/lib/slos/use-cases/create-vendor-terms";
import { callAs, setUpHarness } from "@/tests/support/harness";
import { createProduction } from "@/tests/support/measured-services";
import { dev, lookAt, makeObjective, makePeople, monthly, storeHours } from "@/tests/support/reviewed-objectives";

/** Goal: a breach of what stands on others shows whose part it is, with the minutes behind it, and can be found by whoever shares it. */

const harness = setUpHarness();
const admin = callAs("admin");
const since = "2026-01-01T00:00:00Z";
const hour = (at: number) => `2026-03-0${1 + Math.floor(at / 24)}T${String(at % 24).padStart(2, "0")}:00:00Z`;
const span = (from: number, to: number) => ({ from: hour(from), to: hour(to), requests: 100 });

async function ownedBy(team: string, service: string): Promise<void> {
  const { db } = harness();
  await db.team.upsert({ where: { slug: team }, create: { id: `team_${team}`, slug: team, name: team }, update: {} });
  await db.service.update({ where: { slug: service }, data: { ownerTeamId: `team_${team}` } });
}

async function breachOf(objective: string) {
  const { items } = await listBreaches.run({ objective }, dev);
  const [one] = items;
  if (!one) throw new Error(`${objective} has no breach`);
  return one;
}

async function weighed(objective: string) {
  const { id } = await breachOf(objective);
  await weighBreach(harness().runtime, id);
  // Once more is once: the job may run twice.
  expect(await weighBreach(harness().runtime, id)).toBe(0);
  return getBreach.run({ id }, dev);
}

beforeAll(async () => {
  await createProduction();
  await makePeople(harness());
  const database = await makeObjective(harness(), "database", since);
  const queue = await makeObjective(harness(), "queue", since);
  // Of 40 hours with 10 % bad: 10 with the database, 10 with both, 10 while the queue told nothing, 10 alone.
  const terms = { name: "Maps", vendor: "Atlas", promisedPercent: "99.9", fallback: "Cached tiles" };
  await createVendorTerms.run({ slug: "maps", validFrom: since, ...terms }, admin);
  const dependsOn = [
    { kind: "objective" as const, objective: "database" },
    { kind: "objective" as const, objective: "queue" },
    { kind: "vendor" as const, terms: "maps" },
  ];
  const checkout = await makeObjective(harness(), "checkout", since, { ...monthly, targetPercent: "98", dependsOn });
  await storeHours(harness(), checkout.targetId, { ...span(0, 40), errors: 10 });
  await storeHours(harness(), database.targetId, { ...span(0, 20), errors: 5 });
  await storeHours(harness(), database.targetId, { ...span(20, 60), errors: 0 });
  await storeHours(harness(), queue.targetId, { ...span(0, 10), errors: 0 });
  await storeHours(harness(), queue.targetId, { ...span(10, 20), errors: 5 });
  await storeHours(harness(), queue.targetId, { ...span(30, 60), errors: 0 });
  await ownedBy("data", "database");
  await ownedBy("shop", "checkout");
  const parts = [{ objective: "database" }, { objective: "queue" }];
  const sli = { kind: "composite" as const, combine: "all" as const, parts };
  const place = { service: "checkout", environment: "production" };
  const both = await createObjective.run(
    { slug: "both", name: "Both", ...place, definition: { ...monthly, targetPercent: "99.5", sli } },
    admin,
  );
  await harness().db.objective.update({ where: { id: both.id }, data: { createdAt: new Date(since) } });
  await lookAt(harness(), hour(60));
});

describe("a breach of an objective that stands on others", () => {
  it("shows each part, by the minutes in which both were bad, its own, and what nobody knows", async () => {
    const { shares } = await weighed("checkout");
    expect(shares.map(({ kind, name, team, sharePercent }) => [kind, name, team?.slug ?? null, sharePercent])).toEqual([
      ["objective", "database answers", "data", "37.5000"],
      ["own", "checkout answers", "shop", "25.0000"],
      ["objective", "queue answers", null, "12.5000"],
      ["unknown", "Not known", null, "25.0000"],
      ["vendor", "Maps of Atlas", null, null],
    ]);
    expect(shares[0]?.evidence).toContain("in 1200 of the 2400 bad minutes");
    expect(shares[4]?.evidence).toContain("99.9 %");
  });

  it("of a composite shows what each part takes from its level", async () => {
    const { shares } = await weighed("both");
    const named = shares.filter(({ cause }) => cause === "budget_spent");
    expect(named.map(({ name }) => name)).toEqual(["database answers", "queue answers"]);
    const parts = named.map(({ sharePercent }) => Number(sharePercent));
    expect((parts[0] ?? 0) + (parts[1] ?? 0)).toBeGreaterThan(99.99);
    expect(named[0]?.evidence).toContain("percentage points from the level");
  });

  it("of one that stands on nothing shows nobody else's part", async () => {
    expect((await weighed("database")).shares).toEqual([]);
  });

  it("is found by who shares it, once for each", async () => {
    const { items } = await listBreachPartners.run({}, dev);
    expect(
      items.map(({ team, service, breaches, ofOthers }) => [team?.slug ?? service?.slug, breaches, ofOthers]),
    ).toEqual([
      ["data", 2, 2],
      ["queue", 2, 2],
      ["shop", 1, 0],
    ]);
    const shared = await listBreaches.run({ team: "data" }, dev);
    expect(shared.items.map(({ objective }) => objective).sort()).toEqual(["both", "checkout"]);
    expect((await listBreaches.run({ team: "shop" }, dev)).items.map(({ objective }) => objective)).toEqual([
      "checkout",
    ]);
    expect((await listBreachPartners.run({ days: 1 }, dev)).items).toHaveLength(3);
  });
});
