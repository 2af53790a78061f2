import { beforeAll, describe, expect, it } from "vitest";
import { createObjective } from "@/lib/slos/use-cases/create-objective";
import { editObjective } from "@/lib/slos/use-cases/edit-objective";
import { previewObjective } from "@/lib/slos/use-cases/preview-objective";
import { getObjective, listObjectives } from "@/lib/slos/use-cases/read-objectives";
import { retireObjective } from "@/lib/slos/use-cases/retire-objective";
import { callAs, refusalOf, setUpHarness } from "@/tests/support/harness";
import { createMeasured, createProduction, threeNines } from "@/tests/support/measured-services";

/** Goal: what is promised is set by those who may, stays on record in every version, and can do what it says. */

const harness = setUpHarness();
const sre = callAs("sre");
const place = { service: "checkout", environment: "production" } as const;
const input = { slug: "checkout-answers", name: "Checkout answers", ...place, definition: threeNines };

beforeAll(async () => {
  await createProduction();
  await createMeasured("checkout");
});

describe("an objective", () => {
  it("is set by operators, not by developers, and is dark until somebody counted", async () => {
    expect(await refusalOf(createObjective.run(input, callAs("developer")))).toMatchObject({ code: "forbidden" });
    const made = await createObjective.run(input, sre);
    expect(made).toMatchObject({ version: 1, band: "dark", level: { verdict: "no_data", worstPercent: null } });
    expect(await refusalOf(createObjective.run(input, sre))).toMatchObject({ code: "conflict", fields: ["slug"] });
    expect((await listObjectives.run({ service: "checkout" }, callAs("viewer"))).items).toHaveLength(1);
  });

  it("is refused when an alert of it could never fire, with field and remedy, also as a preview", async () => {
    const definition = { ...threeNines, targetPercent: "90" };
    const wrong = { ...input, slug: "lax", definition };
    const calls = [() => createObjective.run(wrong, sre), () => previewObjective.run({ ...place, definition }, sre)];
    for (const call of calls) {
      const refusal = await refusalOf(call());
      expect(refusal).toMatchObject({ code: "invalid_input", fields: ["definition.targetPercent"] });
    }
    const zone = { kind: "calendar", unit: "month", timeZone: "Mars/Olympus" } as const;
    const lost = createObjective.run({ ...wrong, definition: { ...threeNines, period: zone } }, sre);
    expect(await refusalOf(lost)).toMatchObject({ fields: ["definition.period.timeZone"] });
    const nowhere = createObjective.run({ ...input, slug: "nowhere", service: "nope" }, sre);
    expect(await refusalOf(nowhere)).toMatchObject({ code: "invalid_input", fields: ["service"] });
  });

  it("keeps every version with its reason; stored versions cannot be changed", async () => {
    const definition = { ...threeNines, targetPercent: "99.95" };
    const change = { slug: input.slug, definition, reason: "The quarter's review agreed on more." };
    expect(await refusalOf(editObjective.run({ ...change, revision: 1 }, callAs("developer")))).toMatchObject({
      code: "forbidden",
    });
    const edited = await editObjective.run({ ...change, revision: 1 }, sre);
    expect(edited).toMatchObject({ version: 2, revision: 2, definition: { targetPercent: "99.95" } });
    expect(await refusalOf(editObjective.run({ ...change, revision: 1 }, sre))).toMatchObject({ code: "stale_state" });
    const { versions } = await getObjective.run({ slug: input.slug }, callAs("viewer"));
    expect(versions.map((one) => [one.version, one.definition.targetPercent, one.reason])).toEqual([
      [2, "99.95", change.reason],
      [1, "99.9", null],
    ]);
    const { db } = harness();
    await expect(db.objectiveVersion.updateMany({ data: { reason: "another" } })).rejects.toThrow();
    await expect(db.objectiveVersion.deleteMany({})).rejects.toThrow();
    const record = await db.auditEvent.findFirst({ where: { action: "objective.edit", outcome: "accepted" } });
    expect(record).toMatchObject({ before: { version: 1 }, after: { version: 2 }, reason: change.reason });
  });

  it("ends with a reason, and can then not be changed", async () => {
    const end = { slug: input.slug, revision: 2, reason: "The service is going away." };
    expect((await retireObjective.run(end, sre)).retiredAt).not.toBeNull();
    expect((await listObjectives.run({}, sre)).items).toEqual([]);
    expect(await refusalOf(retireObjective.run({ ...end, revision: 3 }, sre))).toMatchObject({ code: "not_found" });
    expect((await getObjective.run({ slug: input.slug }, callAs("viewer"))).versions).toHaveLength(2);
  });
});
