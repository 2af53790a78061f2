import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { unpack } from "@/lib/imports/adapters/unpack";
import { type ImportFormat, importLimits, type TableMapping } from "@/lib/imports/contract";
import { partSizes } from "@/lib/imports/domain/import-state";
import { type ImportParts, workOnImport } from "@/lib/imports/loop/import-work";
import { addImportPart } from "@/lib/imports/use-cases/add-import-part";
import { cancelImport } from "@/lib/imports/use-cases/cancel-import";
import { checkImport } from "@/lib/imports/use-cases/check-import";
import { createImport } from "@/lib/imports/use-cases/create-import";
import { getImport, listImportFaults, listImports } from "@/lib/imports/use-cases/read-imports";
import { runImport } from "@/lib/imports/use-cases/run-import";
import { recordFacts } from "@/lib/ingest/fact-store";
import { callAs, refusalOf, setUpHarness } from "@/tests/support/harness";

const harness = setUpHarness();
const developer = callAs("developer");
let parts: ImportParts;

beforeAll(() => {
  const { runtime } = harness();
  parts = { runtime, readers: { unpack }, recordFacts, chunkRecords: 3, leaseMs: 60_000 };
});

async function upload(fileName: string, format: ImportFormat, content: string | Uint8Array): Promise<string> {
  const bytes = Buffer.from(content);
  const { id } = await createImport.run({ fileName, format, sizeBytes: bytes.length }, developer);
  for (const [index, size] of partSizes(bytes.length, importLimits.partBytes).entries()) {
    const from = index * importLimits.partBytes;
    const data = bytes.subarray(from, from + size).toString("base64");
    await addImportPart.run({ id, index, data }, developer);
  }
  await workOnImport(parts, id);
  return id;
}

const mapping: TableMapping = {
  subject: "deployment",
  columns: { service: "app", environment: "env", version: "version", finishedAt: "deployed", progress: "result" },
  zone: "Europe/Berlin",
  dateOrder: null,
};

async function check(id: string): Promise<void> {
  const { revision } = await getImport.run({ id }, developer);
  await checkImport.run({ id, revision, mapping }, developer);
  await workOnImport(parts, id);
}

async function run(id: string, leaveOutFaulty = false): Promise<void> {
  const { revision } = await getImport.run({ id }, developer);
  await runImport.run({ id, revision, leaveOutFaulty }, developer);
  await workOnImport(parts, id);
}

function table(rows: number): string {
  const lines = Array.from({ length: rows }, (_, at) => {
    return `checkout,production,1.${at}.0,2026-01-${String((at % 28) + 1).padStart(2, "0")} 10:00:00,SUCCESS`;
  });
  return ["app,env,version,deployed,result", ...lines].join("\r\n");
}

function factCount(): Promise<number> {
  return harness().db.signalFact.count();
}

describe("a table", () => {
  it("is previewed with guesses, checked, run, and known when it comes again", async () => {
    const id = await upload("history.csv", "csv", `\uFEFF${table(10)}`);
    const mapped = await getImport.run({ id }, developer);
    expect(mapped).toMatchObject({ state: "mapping", recordCount: 10 });
    expect(mapped.preview?.guess).toMatchObject({
      subject: "deployment",
      columns: { service: "app", environment: "env", version: "version", finishedAt: "deployed", progress: "result" },
    });
    await check(id);
    expect(await getImport.run({ id }, developer)).toMatchObject({ state: "checked", factCount: 10, faultCount: 0 });
    expect(await factCount()).toBe(0);
    await run(id);
    expect(await getImport.run({ id }, developer)).toMatchObject({ state: "done", newFactCount: 10, position: 10 });
    const facts = await harness().db.signalFact.findMany({ orderBy: { occurredAt: "asc" } });
    // Ten o'clock in Berlin, in winter.
    expect(facts[0]?.occurredAt.toISOString()).toBe("2026-01-01T09:00:00.000Z");
    expect(await harness().db.dirtySubject.count()).toBe(10);
    expect(await harness().db.historyImportPart.count({ where: { importId: id } })).toBe(0);

    const again = await upload("the-same.csv.gz", "csv", gzipSync(table(10)));
    await check(again);
    await run(again);
    expect(await getImport.run({ id: again }, developer)).toMatchObject({ state: "done", newFactCount: 0 });
    expect(await factCount()).toBe(10);
  });

  it("has every fault named by row and column, and is run without them only when somebody says so", async () => {
    const broken = [
      "app,env,version,deployed,result",
      "pay,production,2.0.0,2026-01-01 10:00:00,SUCCESS",
      "pay,,2.0.1,never,SUCCESS",
      "pay,production,2.0.2,2026-03-29 02:30:00,purple",
    ].join("\n");
    const id = await upload("broken.csv", "csv", broken);
    await check(id);
    const { items } = await listImportFaults.run({ id }, developer);
    expect(items.map(({ row, column }) => [row, column])).toEqual([
      [3, "env"],
      [3, "deployed"],
      [4, "deployed"],
    ]);
    const { revision } = await getImport.run({ id }, developer);
    expect(await refusalOf(runImport.run({ id, revision }, developer))).toMatchObject({
      code: "rejected",
      fields: ["leaveOutFaulty"],
    });
    const before = await factCount();
    await run(id, true);
    expect((await factCount()) - before).toBe(1);
  });

  it("is refused with all that its mapping lacks", async () => {
    const id = await upload("more.csv", "csv", table(2));
    const { revision } = await getImport.run({ id }, developer);
    const wrong = { ...mapping, columns: { service: "app", version: "nowhere", invented: "env" } };
    const refusal = await refusalOf(checkImport.run({ id, revision, mapping: wrong }, developer));
    expect(refusal.fields.sort()).toEqual([
      "mapping.columns.environment",
      "mapping.columns.invented",
      "mapping.columns.version",
    ]);
  });
});

describe("a crash", () => {
  it("in the middle loses nothing and does nothing twice", async () => {
    const id = await upload("crash.csv", "csv", table(20).replaceAll("checkout", "crashing"));
    await check(id);
    const { revision } = await getImport.run({ id }, developer);
    await runImport.run({ id, revision }, developer);
    let chunks = 0;
    const dying: ImportParts = {
      ...parts,
      async recordFacts(db, said) {
        chunks += 1;
        const kept = await recordFacts(db, said);
        if (chunks === 3) throw new Error("the machine is gone");
        return kept;
      },
    };
    await expect(workOnImport(dying, id)).rejects.toThrow("the machine is gone");
    expect(await getImport.run({ id }, developer)).toMatchObject({ state: "running", position: 6, newFactCount: 6 });
    await workOnImport(parts, id);
    expect(await getImport.run({ id }, developer)).toMatchObject({ state: "done", position: 20, newFactCount: 20 });
  });

  it("two workers never do the same import at once", async () => {
    const id = await upload("two.csv", "csv", table(9).replaceAll("checkout", "double"));
    await check(id);
    const { revision } = await getImport.run({ id }, developer);
    await runImport.run({ id, revision }, developer);
    await Promise.all([workOnImport(parts, id), workOnImport(parts, id), workOnImport(parts, id)]);
    expect(await getImport.run({ id }, developer)).toMatchObject({ state: "done", newFactCount: 9, position: 9 });
  });

  it("a cancelled import stops at its next chunk", async () => {
    const id = await upload("cancel.csv", "csv", table(20).replaceAll("checkout", "cancelled"));
    await check(id);
    const { revision } = await getImport.run({ id }, developer);
    await runImport.run({ id, revision }, developer);
    let chunks = 0;
    await workOnImport(
      {
        ...parts,
        async recordFacts(db, said) {
          chunks += 1;
          if (chunks === 2) await cancelImport.run({ id }, developer);
          return recordFacts(db, said);
        },
      },
      id,
    );
    expect(chunks).toBe(2);
    expect(await getImport.run({ id }, developer)).toMatchObject({ state: "cancelled", newFactCount: 3 });
    const refusal = await refusalOf(cancelImport.run({ id }, developer));
    expect(refusal.code).toBe("rejected");
  });
});

describe("exports", () => {
  it("of GitHub become facts with the time of their statuses", async () => {
    const before = await factCount();
    const deployment = {
      id: 42,
      url: "https://api.github.com/repos/acme/shop/deployments/42",
      sha: "a".repeat(40),
      ref: "v1",
      environment: "production",
      created_at: "2026-01-05T10:00:00Z",
      updated_at: "2026-06-01T00:00:00Z",
    };
    const status = { deployment_url: deployment.url, state: "success", created_at: "2026-01-05T10:04:00Z" };
    const id = await upload("github.json", "github", JSON.stringify({ deployments: [deployment], statuses: [status] }));
    expect(await getImport.run({ id }, developer)).toMatchObject({ state: "checked", recordCount: 1, factCount: 2 });
    await run(id);
    expect((await factCount()) - before).toBe(2);
  });

  it("a file that is none fails with words, and is forgotten", async () => {
    const id = await upload("not-text.csv", "csv", Buffer.from([0xc3, 0x28, 0xa0, 0xa1]));
    const failed = await getImport.run({ id }, developer);
    expect(failed.state).toBe("failed");
    expect(failed.failure).toContain("UTF-8");
    expect(await harness().db.historyImportPart.count({ where: { importId: id } })).toBe(0);
  });

  it("of facts name the field that is wrong", async () => {
    const lines = [
      JSON.stringify({ kind: "commit", repository: "acme/shop", sha: "abcdef1", occurredAt: "2026-01-01T00:00:00Z" }),
      JSON.stringify({ kind: "commit", repository: "acme/shop", sha: "zz", occurredAt: "yesterday" }),
      "{oops",
    ];
    const id = await upload("facts.jsonl", "facts", lines.join("\n"));
    const { items } = await listImportFaults.run({ id }, developer);
    expect(items.map(({ row, column }) => [row, column])).toEqual([
      [3, null],
      [2, "occurredAt"],
      [2, "sha"],
    ]);
  });
});

describe("parts", () => {
  it("must have their size and stay within the file", async () => {
    const { id } = await createImport.run({ fileName: "x.csv", format: "csv", sizeBytes: 10 }, developer);
    const short = Buffer.from("abc").toString("base64");
    expect((await refusalOf(addImportPart.run({ id, index: 0, data: short }, developer))).fields).toEqual(["data"]);
    const whole = Buffer.alloc(10, "a").toString("base64");
    expect((await refusalOf(addImportPart.run({ id, index: 1, data: whole }, developer))).fields).toEqual(["index"]);
    const tooLarge = { fileName: "x.csv", format: "csv" as const, sizeBytes: importLimits.maxFileBytes + 1 };
    expect((await refusalOf(createImport.run(tooLarge, developer))).fields).toEqual(["sizeBytes"]);
  });

  it("say who brought them", async () => {
    const { items } = await listImports.run({ limit: 5 }, callAs("viewer"));
    expect(items[0]?.createdBy).toBe("test developer");
    expect(
      (await refusalOf(createImport.run({ fileName: "x", format: "csv", sizeBytes: 1 }, callAs("viewer")))).code,
    ).toBe("forbidden");
  });
});
