import { beforeAll, describe, expect, it } from "vitest";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { getService } from "@/lib/catalog/use-cases/read-services";
import { importDeployments } from "@/lib/deployments/use-cases/import-deployments";
import { getDeployment, listDeployments } from "@/lib/deployments/use-cases/read-deployments";
import { recordDeployment } from "@/lib/deployments/use-cases/record-deployment";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { callAs, refusalOf, setUpHarness, T0 } from "@/tests/support/harness";

const harness = setUpHarness();
const admin = callAs("admin");

function row(more: object = {}) {
  return {
    service: "checkout",
    environment: "production",
    version: "1.0.0",
    startedAt: "2026-10-01T10:00:00Z",
    finishedAt: "2026-10-01T10:05:00Z",
    externalRef: "build-1",
    ...more,
  };
}

beforeAll(async () => {
  await createEnvironment.run({ slug: "production", name: "Production", kind: "production", rank: 40 }, admin);
  await createService.run({ slug: "checkout", name: "Checkout", tier: 0 }, admin);
});

describe("import", () => {
  it("imports rows in the order of time, makes their versions, and shows what runs", async () => {
    const rows = [
      row({
        externalRef: "c",
        version: "1.1.0",
        startedAt: "2026-10-03T10:00:00Z",
        finishedAt: "2026-10-03T10:01:00Z",
      }),
      row({ externalRef: "b", startedAt: "2026-10-02T10:00:00+02:00", finishedAt: "2026-10-02T10:01:00Z" }),
      row({ externalRef: "a", state: "rolled_back" }),
    ];
    const result = await importDeployments.run({ rows }, admin);
    expect(result).toMatchObject({ imported: 3, known: 0 });
    expect(result.items.map((one) => one.externalRef)).toEqual(["c", "b", "a"]);
    const { items } = await listDeployments.run({}, callAs("viewer"));
    expect(items.map((one) => [one.version, one.attempt, one.state, one.startedAt])).toEqual([
      ["1.1.0", 1, "succeeded", "2026-10-03T10:00:00.000Z"],
      ["1.0.0", 2, "succeeded", "2026-10-02T08:00:00.000Z"],
      ["1.0.0", 1, "rolled_back", "2026-10-01T10:00:00.000Z"],
    ]);
    const service = await getService.run({ slug: "checkout" }, admin);
    expect(service.running[0]?.live).toMatchObject({ version: "1.1.0", from: "deployment" });
    expect(service.recentDeployments).toHaveLength(3);
    expect(await getDeployment.run({ id: items[0]?.id ?? "" }, admin)).toMatchObject({ origin: "import" });
  });

  it("imports the same once, also when twenty send it at the same moment", async () => {
    const input = {
      rows: [row({ externalRef: "once", version: "2.0.0" }), row({ externalRef: "twice", version: "2.0.0" })],
    };
    const answers = await Promise.all(Array.from({ length: 20 }, () => importDeployments.run(input, admin)));
    expect(answers.reduce((sum, one) => sum + one.imported, 0)).toBe(2);
    expect(new Set(answers.map((one) => JSON.stringify(one.items.map((item) => item.id)))).size).toBe(1);
    const stored = await harness().db.deployment.findMany({ where: { version: { name: "2.0.0" } } });
    expect(stored.map((one) => one.attempt).sort()).toEqual([1, 2]);
  });

  it("names every fault of every row and imports nothing", async () => {
    const before = await harness().db.deployment.count();
    const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
    const rows = [
      row({ externalRef: "good", version: "3.0.0" }),
      row({ externalRef: "x1", service: "unknown", environment: "nowhere" }),
      row({ externalRef: "x2", finishedAt: "2026-10-01T09:00:00Z" }),
      row({ externalRef: "x3", startedAt: "2027-01-01T00:00:00Z", finishedAt: "2027-01-02T00:00:00Z" }),
      row({ externalRef: "good", version: "3.0.0" }),
      row({ externalRef: "once", version: "9.9.9" }),
    ];
    const refusal = await refusalOf(importDeployments.run({ rows }, admin));
    expect(refusal.code).toBe("invalid_input");
    expect(refusal.fields).toEqual([
      "rows.1.service",
      "rows.1.environment",
      "rows.2.finishedAt",
      "rows.3.startedAt",
      "rows.3.finishedAt",
      "rows.4.externalRef",
      "rows.5.externalRef",
    ]);
    const builds = [
      row({ externalRef: "d1", version: "4.0.0", artifactDigest: digest("a") }),
      row({ externalRef: "d2", version: "4.0.0", artifactDigest: digest("b") }),
    ];
    const conflict = await refusalOf(importDeployments.run({ rows: builds }, admin));
    expect(conflict.fields).toEqual(["rows.1.artifactDigest"]);
    expect(await harness().db.deployment.count()).toBe(before);
    expect(await harness().db.version.count({ where: { name: { in: ["3.0.0", "4.0.0"] } } })).toBe(0);
    const tooMany = Array.from({ length: 501 }, (_, index) => row({ externalRef: `n${index}` }));
    expect(await refusalOf(importDeployments.run({ rows: tooMany }, admin))).toMatchObject({ fields: ["rows"] });
  });

  it("takes 500 rows in one request", async () => {
    const rows = Array.from({ length: 500 }, (_, index) =>
      row({ externalRef: `many-${index}`, version: `7.${index % 9}.0` }),
    );
    expect(await importDeployments.run({ rows }, admin)).toMatchObject({ imported: 500 });
    expect(await importDeployments.run({ rows }, admin)).toMatchObject({ imported: 0, known: 500 });
  });
});

describe("list", () => {
  it("filters, and pages without gaps or repeats", async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listDeployments.run({ service: "checkout", limit: 100, cursor }, admin);
      seen.push(...page.items.map((one) => one.id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toHaveLength(await harness().db.deployment.count());
    expect(new Set(seen).size).toBe(seen.length);
    const count = async (input: object) => (await listDeployments.run(input, admin)).items.length;
    expect(await count({ state: "rolled_back" })).toBe(1);
    expect(await count({ since: "2026-10-02T09:00:00Z" })).toBe(1);
    expect(await count({ origin: "rollout" })).toBe(0);
    expect(await count({ environment: "staging" })).toBe(0);
  });
});

describe("record", () => {
  it("numbers the attempts of a version, also when several are recorded at once", async () => {
    const { db } = harness();
    const service = await db.service.findUniqueOrThrow({ where: { slug: "checkout" } });
    const environment = await db.environment.findUniqueOrThrow({ where: { slug: "production" } });
    const version = await db.version.findFirstOrThrow({ where: { name: "1.1.0" } });
    const record = (id: string) =>
      db.$transaction((tx) =>
        recordDeployment(prismaExecutor(tx), {
          id,
          serviceId: service.id,
          environmentId: environment.id,
          versionId: version.id,
          origin: "rollout",
          state: "running",
          rolloutId: "rol_1",
          startedAt: T0,
          finishedAt: null,
          startedBy: "Ada",
          externalRef: null,
        }),
      );
    const attempts = await Promise.all(["dep_1", "dep_2", "dep_3"].map(record));
    expect(attempts.sort()).toEqual([2, 3, 4]);
  });
});
