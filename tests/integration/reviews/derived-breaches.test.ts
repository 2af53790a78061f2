import { beforeAll, describe, expect, it } from "vitest";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { getBreach, listBreaches } from "@/lib/reviews/use-cases/read-breaches";
import { createObjective } from "@/lib/slos/use-cases/create-objective";
import { callAs, setUpHarness } from "@/tests/support/harness";
import { createProduction } from "@/tests/support/measured-services";
import { dev, lookAt, makeObjective, makePeople, monthly, storeHours } from "@/tests/support/reviewed-objectives";
import { builderOf, drain, tell } from "../insights/insight-rig";

/** Goal: a promise about delivery or about other objectives is broken on record like every other, and only where a verdict says so. */

const harness = setUpHarness();
const admin = callAs("admin");
const march = { from: "2026-03-01T00:00:00Z", to: "2026-04-01T00:00:00Z" };

beforeAll(async () => {
  await createProduction();
  await makePeople(harness());
});

async function promise(slug: string, service: string, definition: object): Promise<void> {
  const given = { slug, name: slug, service, environment: "production", definition };
  const { id } = await createObjective.run(given, admin);
  await harness().db.objective.update({ where: { id }, data: { createdAt: new Date("2026-01-01T00:00:00Z") } });
}
const of = async (objective: string) => (await listBreaches.run({ objective }, dev)).items;

describe("a composite objective", () => {
  const combined = (parts: string[], targetPercent: string) => ({
    ...monthly,
    targetPercent,
    sli: { kind: "composite", combine: "all", parts: parts.map((objective) => ({ objective })) },
  });

  it("is breached when its budget is spent for certain, once, and again by the period that ended missed", async () => {
    const front = await makeObjective(harness(), "front", "2026-01-01T00:00:00Z");
    const back = await makeObjective(harness(), "back", "2026-01-01T00:00:00Z");
    await storeHours(harness(), front.targetId, { ...march, requests: 100, errors: 0 });
    await storeHours(harness(), back.targetId, { ...march, requests: 100, errors: 1 });
    await promise("both", "front", combined(["front", "back"], "99.5"));
    await promise("lenient", "front", combined(["front", "back"], "98"));
    await lookAt(harness(), "2026-03-10T00:00:00Z");
    await lookAt(harness(), "2026-03-10T00:01:00Z");
    const [breach, ...more] = await of("both");
    expect(more).toEqual([]);
    expect(breach).toMatchObject({ state: "open", subjectName: "both" });
    await lookAt(harness(), "2026-04-02T00:00:00Z");
    const detail = await getBreach.run({ id: breach?.id ?? "" }, dev);
    expect(detail.causes.map(({ kind }) => kind).sort()).toEqual(["budget_spent", "period_missed"]);
    expect(detail.causes.find(({ kind }) => kind === "period_missed")?.sentence).toContain("99.0000 %");
    expect(await of("lenient")).toEqual([]);
    const ended = await harness().db.objectivePeriod.findMany({ where: { objective: { slug: "lenient" } } });
    expect(ended.map(({ verdict }) => verdict)).toContain("met");
  });

  it("is not breached for what nobody knows", async () => {
    await makeObjective(harness(), "dark", "2026-01-01T00:00:00Z");
    await promise("with-dark", "dark", combined(["front", "dark"], "99.5"));
    await lookAt(harness(), "2026-04-03T00:00:00Z");
    expect(await of("with-dark")).toEqual([]);
  });
});

describe("an objective about delivery", () => {
  it("is breached when all of its interval is below the target, not while few deployments leave it open", async () => {
    await createService.run({ slug: "checkout", name: "Checkout", tier: 0 }, admin);
    harness().runtime.setNow("2026-05-20T00:00:00Z");
    const told = Array.from({ length: 30 }, (_, index) => ({
      version: `1.${index}`,
      hoursAgo: 12 * (30 - index),
      ...(index % 2 === 0 ? {} : { state: "rolled_back" as const }),
    }));
    await tell(harness(), told);
    await drain(builderOf(harness()));
    const sli = { kind: "delivery", measure: "change_failure_rate" };
    await promise("failures", "checkout", { ...monthly, sli, targetPercent: "95" });
    await promise("open", "checkout", { ...monthly, sli, targetPercent: "60" });
    await lookAt(harness(), "2026-05-20T01:00:00Z");
    await lookAt(harness(), "2026-05-20T02:00:00Z");
    const [breach, ...more] = await of("failures");
    expect(more).toEqual([]);
    const detail = await getBreach.run({ id: breach?.id ?? "" }, dev);
    expect(detail.causes.map(({ kind }) => kind)).toEqual(["budget_spent"]);
    expect(detail.causes[0]?.sentence).toContain("95 %");
    expect(await of("open")).toEqual([]);
  });

  it("counts days only when their period is over: days to come can make up for those without a deployment", async () => {
    const sli = { kind: "delivery", measure: "deployment_frequency", timeZone: "UTC", holidays: [] };
    await promise("daily", "checkout", { ...monthly, sli, targetPercent: "90" });
    await lookAt(harness(), "2026-05-30T00:00:00Z");
    expect(await of("daily")).toEqual([]);
    await lookAt(harness(), "2026-06-01T00:11:00Z");
    const [breach] = await of("daily");
    expect(breach).toMatchObject({ subjectName: "daily" });
  });
});
