import { beforeAll, describe, expect, it } from "vitest";
import { applyObjectives } from "@/lib/slos/use-cases/apply-objectives";
import { editObjective } from "@/lib/slos/use-cases/edit-objective";
import { planObjectives } from "@/lib/slos/use-cases/plan-objectives";
import { getObjective } from "@/lib/slos/use-cases/read-objectives";
import { setStepPlan } from "@/lib/slos/use-cases/set-step-plan";
import { takeStep } from "@/lib/slos/use-cases/take-step";
import { callAs, refusalOf, setUpHarness } from "@/tests/support/harness";
import { createProduction } from "@/tests/support/measured-services";
import { lookAt, makeObjective, monthly, storeHours } from "@/tests/support/reviewed-objectives";

/** Goal: a target moves by the steps of its plan, whoever moves it and through whichever door. */

const harness = setUpHarness();
const admin = callAs("admin");
const step = (targetPercent: string, from: string) => ({
  targetPercent,
  from,
  capability: "Rollbacks by themselves",
  criteria: { periodsMet: 2, quietDays: 14 },
});
const steps = [step("99.5", "2026-04-01"), step("99.75", "2026-05-01")];
const detail = () => getObjective.run({ slug: "shop" }, admin);
const edit = async (targetPercent: string) => {
  const { revision, definition } = await detail();
  const given = { slug: "shop", revision, definition: { ...definition, targetPercent }, reason: "Sooner" };
  return editObjective.run(given, admin);
};

beforeAll(async () => {
  await createProduction();
  const { targetId } = await makeObjective(harness(), "shop", "2026-01-01T00:00:00Z", monthly);
  const good = { requests: 1_000, errors: 3 };
  await storeHours(harness(), targetId, { from: "2026-01-01T00:00:00Z", to: "2026-04-10T00:00:00Z", ...good });
  harness().runtime.setNow("2026-03-20T00:00:00Z");
});

describe("steps of a target", () => {
  it("are planned from the present target on, refused as jumps, and kept in versions", async () => {
    const jump = setStepPlan.run(
      { slug: "shop", version: 0, steps: [step("99.9", "2026-04-01")], reason: "Fast" },
      admin,
    );
    expect(await refusalOf(jump)).toMatchObject({ code: "invalid_input", fields: ["steps.0.targetPercent"] });
    const { stepPlan } = await setStepPlan.run({ slug: "shop", version: 0, steps, reason: "Agreed in March" }, admin);
    expect(stepPlan).toMatchObject({ version: 1, baselinePercent: "99", goalPercent: "99.75" });
    expect(stepPlan?.steps.map(({ state }) => state)).toEqual(["next", "later"]);
    const stale = setStepPlan.run({ slug: "shop", version: 0, steps, reason: "Again" }, admin);
    expect(await refusalOf(stale)).toMatchObject({ code: "stale_state" });
    expect(
      await refusalOf(setStepPlan.run({ slug: "shop", version: 1, steps, reason: "x" }, callAs("developer"))),
    ).toMatchObject({
      code: "forbidden",
    });
  });

  it("wait for their criteria, through every door, and no door skips one", async () => {
    expect((await detail()).stepPlan?.next).toMatchObject({ isProposed: false, targetPercent: "99.5" });
    const { revision } = await detail();
    expect(await refusalOf(takeStep.run({ slug: "shop", revision, reason: "Now" }, admin))).toMatchObject({
      code: "conflict",
    });
    expect(await refusalOf(edit("99.5"))).toMatchObject({ code: "conflict" });
    expect(await refusalOf(edit("99.75"))).toMatchObject({ code: "conflict" });
    const { definition, name } = await detail();
    const entry = {
      slug: "shop",
      name,
      service: "shop",
      environment: "production",
      ...definition,
      targetPercent: "99.75",
    };
    const files = [
      {
        name: "o.yaml",
        text: JSON.stringify({ apiVersion: "signalbox/v1", kind: "Objectives", objectives: [entry] }),
      },
    ];
    const plan = await planObjectives.run({ files }, admin);
    const applied = applyObjectives.run({ files, planHash: plan.hash, reason: "From files" }, admin);
    expect(await refusalOf(applied)).toMatchObject({ code: "conflict" });
    expect((await detail()).definition.targetPercent).toBe("99");
  });

  it("are proposed when two periods were met at the next target and no page fired, and then taken as a new version", async () => {
    await lookAt(harness(), "2026-04-05T00:00:00Z");
    const proposed = await detail();
    expect(proposed.stepPlan?.next).toMatchObject({ isProposed: true });
    expect(proposed.stepPlan?.next?.criteria.map(({ state }) => state)).toEqual(["met", "met", "met", "met"]);
    await takeStep.run({ slug: "shop", revision: proposed.revision, reason: "Held since February" }, admin);
    const taken = await detail();
    expect(taken).toMatchObject({ version: 2, definition: { targetPercent: "99.5" } });
    expect(taken.signOffs.missing).toHaveLength(3);
    expect(taken.stepPlan?.steps.map(({ state }) => state)).toEqual(["taken", "next"]);
    // The periods were met under the target before: the next step begins to count anew.
    expect(taken.stepPlan?.next).toMatchObject({ isProposed: false });
    expect(
      await refusalOf(takeStep.run({ slug: "shop", revision: taken.revision, reason: "And on" }, admin)),
    ).toMatchObject({
      code: "conflict",
    });
  });

  it("go back by one, and move freely once the plan has ended with its reason", async () => {
    expect((await edit("99")).definition.targetPercent).toBe("99");
    await setStepPlan.run({ slug: "shop", version: 1, steps: [], reason: "The market changed" }, admin);
    expect((await detail()).stepPlan).toBeNull();
    expect((await edit("99.9")).definition.targetPercent).toBe("99.9");
    const nothing = setStepPlan.run({ slug: "shop", version: 2, steps: [], reason: "Again" }, admin);
    expect(await refusalOf(nothing)).toMatchObject({ fields: ["steps"] });
  });
});
