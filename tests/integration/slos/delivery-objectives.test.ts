import { beforeAll, describe, expect, it } from "vitest";
import { getFigures } from "@/lib/insights/use-cases/read-figures";
import { createBudgetPolicy } from "@/lib/policies/use-cases/create-budget-policy";
import { getBudgetGate } from "@/lib/policies/use-cases/read-budget-policies";
import type { ObjectiveDetail } from "@/lib/slos/contract";
import type { DeliverySli } from "@/lib/slos/sli-contract";
import { createObjective } from "@/lib/slos/use-cases/create-objective";
import { getObjective, listObjectives } from "@/lib/slos/use-cases/read-objectives";
import { callAs, refusalOf, setUpHarness } from "@/tests/support/harness";
import { blame, builderOf, drain, makePlaces, tell } from "../insights/insight-rig";

/** Goal: objectives about delivery are counted from the same records by the same rules as its figures. */

const harness = setUpHarness();
const admin = callAs("admin");
const viewer = callAs("viewer");
const hourMs = 3_600_000;

/** Twelve versions in twelve days that end on Friday; three of them hurt: restored after two hours, not yet, and by going back. */
beforeAll(async () => {
  await makePlaces();
  const told = Array.from({ length: 12 }, (_, index) => ({ version: `1.${index}`, hoursAgo: 24 * (12 - index) }));
  const ids = await tell(harness(), told);
  await tell(harness(), [
    { version: "1.99", hoursAgo: 3, state: "failed" },
    { version: "1.3", hoursAgo: 2 },
    { environment: "staging", version: "1.12", hoursAgo: 1 },
  ]);
  await blame(harness(), { key: "a", deploymentId: ids[2] ?? "", hoursAgo: 24 * 10 - 1, tookHours: 2 });
  await blame(harness(), { key: "c", deploymentId: ids[5] ?? "", hoursAgo: 24 * 7 - 1, tookHours: null });
  await drain(builderOf(harness()));
});

async function promise(slug: string, sli: DeliverySli, targetPercent: string): Promise<ObjectiveDetail> {
  await createObjective.run(
    {
      slug,
      name: slug,
      service: "checkout",
      environment: "production",
      definition: { sli, targetPercent, period: { kind: "rolling", days: 30 } },
    },
    admin,
  );
  return getObjective.run({ slug }, viewer);
}

describe("an objective about delivery", () => {
  it("counts failed deployments as the figure of the change failure rate does", async () => {
    const { level, delivery, alerts, band } = await promise(
      "failures",
      { kind: "delivery", measure: "change_failure_rate" },
      "85",
    );
    const { figures } = await getFigures.run({ period: "30d", service: "checkout" }, viewer);
    const figure = figures.find((one) => one.measure === "change_failure_rate");
    expect(figure).toMatchObject({ n: 12, events: 3 });
    expect(delivery).toMatchObject({ good: 9, bad: 3, unknown: 0, eventName: "deployments" });
    expect(delivery?.excluded).toEqual(figure?.excluded);
    expect(delivery?.rulesVersion).toBe(1);
    // 3 of 12 against 15 %: the interval of the good share reaches from 46.8 to 91.1 %.
    expect([level.worstPercent, level.verdict]).toEqual(["75.0000", "undetermined"]);
    expect(Number(delivery?.lowPercent)).toBeCloseTo(46.77, 1);
    expect(Number(delivery?.highPercent)).toBeCloseTo(91.11, 1);
    expect([level.budgetLeftWorstPercent, band, alerts]).toEqual(["-66.7", "exhausted", []]);
  });

  it("is missed only when all of the interval is", async () => {
    const { level } = await promise("strict", { kind: "delivery", measure: "change_failure_rate" }, "95");
    expect(level.verdict).toBe("missed");
  });

  it("takes what is not restored for bad once its time is over, and for open before", async () => {
    const day = await promise("day", { kind: "delivery", measure: "restore_time", withinMs: 24 * hourMs }, "50");
    const fortnight = await promise(
      "fortnight",
      { kind: "delivery", measure: "restore_time", withinMs: 336 * hourMs },
      "50",
    );
    expect(day.delivery).toMatchObject({ bad: 1, unknown: 0, eventName: "failed deployments" });
    expect(fortnight.delivery).toMatchObject({ bad: 0, unknown: 1 });
    expect(fortnight.level.coveragePercent).not.toBe("100.00");
    expect(day.delivery?.good).toBe(fortnight.delivery?.good);
  });

  it("counts business days with a deployment, of those since anything is on record", async () => {
    const sli: DeliverySli = { kind: "delivery", measure: "deployment_frequency", timeZone: "UTC", holidays: [] };
    const { level, delivery } = await promise("daily", sli, "90");
    // From Sunday 8 November to Thursday 19 November 2026, of which nine are business days; Friday is not over.
    expect(delivery).toMatchObject({ good: 9, bad: 0, lowPercent: null, eventName: "business days" });
    expect(level.verdict).toBe("met");
    const off = await promise("daily-off", { ...sli, holidays: ["2026-11-11"] }, "90");
    expect(off.delivery?.good).toBe(8);
  });

  it("knows no lead time of changes that nobody told of, and no rollbacks where there were none", async () => {
    const lead = await promise("lead", { kind: "delivery", measure: "lead_time", withinMs: 24 * hourMs }, "85");
    expect([lead.level.verdict, lead.band, lead.level.worstPercent]).toEqual(["no_data", "dark", null]);
    expect(lead.delivery?.excluded.no_changes).toBe(12);
    const back = await promise("back", { kind: "delivery", measure: "bad_sample_to_back", withinMs: 2_000 }, "95");
    expect(back.level.verdict).toBe("no_data");
  });

  it("stands in the same list, with the same level as on its page", async () => {
    const { items } = await listObjectives.run({}, viewer);
    for (const slug of ["failures", "day", "daily", "lead"]) {
      const { level, band } = await getObjective.run({ slug }, viewer);
      expect(items.find((one) => one.slug === slug)).toMatchObject({ level, band });
    }
  });

  it("acts on releases by its budget; in which nothing happened none was used", async () => {
    const thresholds = [{ leftPercent: 0, effect: { kind: "freeze" as const, exemptions: [] } }];
    const scope = { tier: 0, environmentKinds: ["production" as const] };
    await createBudgetPolicy.run({ slug: "tier-0", name: "Tier 0", definition: { scope, thresholds } }, admin);
    const gate = await getBudgetGate.run({ service: "checkout", environment: "production" }, viewer);
    const said = new Map(gate.objectives.map(({ slug, consequence }) => [slug, consequence]));
    expect([said.get("failures"), said.get("daily"), said.get("back")]).toEqual(["freeze", "none", "none"]);
    // Nobody told when its changes began: that is no reason to call them fast.
    expect(said.get("lead")).toBe("undetermined");
    expect(gate.verdict).toBe("held");
  });

  it("is refused with minutes of its own, in zones that are not there, and as a part of others", async () => {
    const place = { service: "checkout", environment: "production", name: "x", slug: "x" };
    const period = { kind: "rolling", days: 30 } as const;
    const byMinute = createObjective.run(
      {
        ...place,
        definition: {
          sli: { kind: "delivery", measure: "change_failure_rate" },
          targetPercent: "90",
          period,
          method: { kind: "timeslices", slicePercent: "99" },
        },
      },
      admin,
    );
    expect((await refusalOf(byMinute)).fields).toEqual(["definition.method"]);
    const nowhere = createObjective.run(
      {
        ...place,
        definition: {
          sli: { kind: "delivery", measure: "deployment_frequency", timeZone: "Mars/Olympus" },
          targetPercent: "90",
          period,
        },
      },
      admin,
    );
    expect((await refusalOf(nowhere)).fields).toEqual(["definition.sli.timeZone"]);
    const parts = [{ objective: "failures" }, { objective: "daily" }];
    const made = createObjective.run(
      { ...place, definition: { sli: { kind: "composite", combine: "all", parts }, targetPercent: "99", period } },
      admin,
    );
    expect((await refusalOf(made)).message).toContain("is about delivery");
  });
});
