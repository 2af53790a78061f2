import { beforeAll, describe, expect, it } from "vitest";
import type { ObjectiveDependency } from "@/lib/slos/dependency-contract";
import { setServiceNeeds } from "@/lib/slos/promise-read-model";
import { createObjective } from "@/lib/slos/use-cases/create-objective";
import { createVendorTerms } from "@/lib/slos/use-cases/create-vendor-terms";
import { editObjective } from "@/lib/slos/use-cases/edit-objective";
import { editVendorTerms } from "@/lib/slos/use-cases/edit-vendor-terms";
import { exportObjectives } from "@/lib/slos/use-cases/export-objectives";
import { listVendorTerms } from "@/lib/slos/use-cases/list-vendor-terms";
import { planObjectives } from "@/lib/slos/use-cases/plan-objectives";
import { getObjective } from "@/lib/slos/use-cases/read-objectives";
import { retireVendorTerms } from "@/lib/slos/use-cases/retire-vendor-terms";
import { callAs, refusalOf, setUpHarness, T0 } from "@/tests/support/harness";
import { createMeasured, createProduction, threeNines } from "@/tests/support/measured-services";
import { approve, bea, cem, request } from "@/tests/support/waivers";

/** Goal: nobody promises more than what a service stands on allows, without seeing it. */

const harness = setUpHarness();
const admin = callAs("admin");
const viewer = callAs("viewer");
const day = 86_400_000;
const iso = (days: number) => new Date(T0 + days * day).toISOString();
const terms = {
  slug: "payments",
  vendor: "Pay Inc.",
  name: "Payments API",
  promisedPercent: "99.95",
  validFrom: iso(-30),
  validUntil: iso(30),
  fallback: "Orders are kept and charged later.",
};
const on = (...slugs: string[]): ObjectiveDependency[] => slugs.map((objective) => ({ kind: "objective", objective }));

const promise = (slug: string, targetPercent: string, dependsOn: ObjectiveDependency[]) =>
  createObjective.run(
    {
      slug,
      name: slug,
      service: "checkout",
      environment: "production",
      definition: { ...threeNines, targetPercent, dependsOn },
    },
    admin,
  );
const look = async (slug: string) => (await getObjective.run({ slug }, viewer)).promise;

beforeAll(async () => {
  await createProduction();
  await createMeasured("checkout");
  await createVendorTerms.run(terms, admin);
  await promise("database", "99.9", []);
  await promise("queue", "99.9", []);
});

describe("a promise that stands on others", () => {
  it("is weighed against what they promise, with its arithmetic and who answers for what", async () => {
    await promise("orders", "99.8", [...on("database", "queue"), { kind: "vendor", terms: "payments" }]);
    const check = await look("orders");
    expect(check).toMatchObject({ verdict: "doubtful", independentPercent: "99.75019", worstPercent: "99.75000" });
    expect(check?.steps.at(-1)).toContain("99.9 % × 99.9 % × 99.95 % = 99.75019 %");
    expect(check?.dependencies).toEqual([
      expect.objectContaining({ slug: "database", owner: "checkout in Production", promisedPercent: "99.9" }),
      expect.objectContaining({ slug: "queue" }),
      expect.objectContaining({ slug: "payments", owner: "Pay Inc.", fallback: terms.fallback, validUntil: iso(30) }),
    ]);
    await promise("modest", "99.7", on("database", "queue"));
    expect((await look("modest"))?.verdict).toBe("holds");
    expect(await look("database")).toBeNull();
  });

  it("is refused above what it stands on, unless a waiver lets it", async () => {
    const refused = { code: "invalid_input", fields: ["definition.targetPercent"] };
    expect(await refusalOf(promise("bold", "99.99", on("database")))).toMatchObject(refused);
    await promise("bold", "99.9", on("database"));
    const bolder = { ...threeNines, targetPercent: "99.99", dependsOn: on("database") };
    const edit = { slug: "bold", revision: 1, definition: bolder, reason: "Bolder" };
    expect(await refusalOf(editObjective.run(edit, admin))).toMatchObject(refused);
    const asked = await request("checkout", { kind: "promise", subject: "bold", environment: "production" });
    await approve(asked, bea);
    await approve(asked, cem);
    await editObjective.run(edit, admin);
    expect((await look("bold"))?.verdict).toBe("cannot");
    // What was let through is not asked again while other things of it change.
    harness().runtime.setNow(T0 + 10 * 3_600_000);
    await editObjective.run({ slug: "bold", revision: 2, name: "Bold", definition: bolder, reason: "Name" }, admin);
    harness().runtime.setNow(T0);
  });

  it("is weighed against the services that its own one needs there, as far as they are on record", async () => {
    await createMeasured("stock");
    const definition = { ...threeNines, targetPercent: "99.5" };
    const given = { slug: "stock", name: "Stock", service: "stock", environment: "production", definition };
    await createObjective.run(given, admin);
    setServiceNeeds({ needsOf: async (_db, place) => (place.service === "checkout" ? ["stock", "unpromised"] : []) });
    try {
      expect(await refusalOf(promise("needy", "99.9", []))).toMatchObject({ fields: ["definition.targetPercent"] });
      await promise("needy", "99.5", []);
      expect(await look("needy")).toMatchObject({ verdict: "holds", dependencies: [{ slug: "stock" }] });
      expect((await look("database"))?.verdict).toBe("cannot");
    } finally {
      setServiceNeeds({ needsOf: async () => [] });
    }
  });

  it("may stand on several that stand in for each other", async () => {
    const group = "stores";
    const dependsOn: ObjectiveDependency[] = ["database", "queue"].map((objective) => ({
      kind: "objective",
      objective,
      group,
    }));
    await promise("mirrored", "99.99", dependsOn);
    expect(await look("mirrored")).toMatchObject({ verdict: "holds_if_independent", independentPercent: "99.99990" });
  });

  it("knows nothing of terms that are over, not yet in force, or ended", async () => {
    await promise("paid", "99.9", [{ kind: "vendor", terms: "payments" }]);
    expect((await look("paid"))?.verdict).toBe("holds");
    harness().runtime.setNow(T0 + 31 * day);
    expect(await look("paid")).toMatchObject({
      verdict: "unknown",
      independentPercent: null,
      dependencies: [{ gap: "Its terms are over.", promisedPercent: null, fallback: terms.fallback }],
    });
    const longer = { ...terms, validUntil: null };
    await editVendorTerms.run({ ...longer, revision: 1 }, admin);
    expect((await look("paid"))?.verdict).toBe("holds");
    const { items } = await listVendorTerms.run({}, viewer);
    expect(items).toEqual([
      expect.objectContaining({ state: "in_force", objectives: ["orders", "paid"], revision: 2 }),
    ]);
    await retireVendorTerms.run({ slug: "payments", revision: 2, reason: "another vendor" }, admin);
    expect((await look("paid"))?.dependencies[0]?.gap).toBe("Its terms were ended.");
  });

  it("is refused when it leads back to itself or to nothing, and terms when they end before they begin", async () => {
    const refused = async (slug: string, ...slugs: string[]) => refusalOf(promise(slug, "99", on(...slugs)));
    expect((await refused("new", "nowhere")).fields).toEqual(["definition.dependsOn"]);
    const circle = editObjective.run(
      { slug: "database", revision: 1, definition: { ...threeNines, dependsOn: on("orders") }, reason: "a circle" },
      admin,
    );
    expect((await refusalOf(circle)).message).toContain("database → orders → database");
    const late = createVendorTerms.run({ ...terms, slug: "late", validUntil: iso(-40) }, admin);
    expect((await refusalOf(late)).fields).toEqual(["validUntil"]);
  });

  it("goes into files of both kinds and comes back the same", async () => {
    for (const format of ["signalbox", "openslo"] as const) {
      const { text } = await exportObjectives.run({ format }, viewer);
      const plan = await planObjectives.run({ files: [{ name: "slos.yaml", text }] }, admin);
      expect(plan.hasChanges, format).toBe(false);
    }
  });
});
