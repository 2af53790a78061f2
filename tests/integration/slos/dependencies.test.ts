import { beforeAll, describe, expect, it } from "vitest";
import type { ObjectiveDependency } from "@/lib/slos/dependency-contract";
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
    await promise("bold", "99.99", on("database"));
    expect((await look("bold"))?.verdict).toBe("cannot");
    expect(await look("database")).toBeNull();
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
