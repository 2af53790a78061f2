import Papa from "papaparse";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { exportAuditEvents } from "@/lib/audit/use-cases/export-audit-events";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { listServices } from "@/lib/catalog/use-cases/read-services";
import { importDeployments } from "@/lib/deployments/use-cases/import-deployments";
import { exportBounds, exportOf } from "@/lib/platform/export/export-list";
import { type ExportedFile, ExportFormat } from "@/lib/platform/export/exported-file";
import { inputFields } from "@/lib/platform/http/openapi";
import type { QueryContext } from "@/lib/platform/use-case";
import { callApi } from "@/tests/support/api-call";
import { textOf } from "@/tests/support/exported-text";
import { callAs, refusalOf, setUpHarness, T0 } from "@/tests/support/harness";
import { listsWithExports } from "@/tests/support/lists-with-exports";

/*
 * Goal: a file is the list, all of it, as the screen's filters have it, or it is refused.
 * Method: more rows than two pages hold; each list is paged by hand and compared with its file; what would make files lie
 * (changes while they are made, lists without an end) is made to happen.
 */
const harness = setUpHarness();
const headers = { authorization: "Bearer role:admin" };
const admin = callAs("admin");
const pairs = listsWithExports();

beforeAll(async () => {
  for (const [slug, rank] of [
    ["testing", 1],
    ["production", 2],
  ] as const) {
    await createEnvironment.run({ slug, name: slug, kind: slug, rank }, admin);
  }
  await createService.run({ slug: "formula", name: '=HYPERLINK(1), said "Ö"', tier: 0 }, admin);
  for (let index = 0; index < 230; index += 1) {
    await createService.run({ slug: `service-${index}`, name: `Service ${index}`, tier: index % 4 }, admin);
  }
  const rows = Array.from({ length: 450 }, (_, index) => ({
    service: `service-${index % 3}`,
    environment: index % 5 === 0 ? "testing" : "production",
    version: `1.${index}`,
    startedAt: new Date(T0 - index * 3_600_000).toISOString(),
    finishedAt: new Date(T0 - index * 3_600_000 + 60_000).toISOString(),
    externalRef: `run ${index}`,
  }));
  await importDeployments.run({ rows }, admin);
});

async function get(
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<Awaited<ReturnType<typeof callApi>>> {
  return callApi("GET", `${path}?${new URLSearchParams(query)}`, { headers });
}

/** Every row of a list, page by page, of a size that no export uses. */
async function paged(path: string, filter: Readonly<Record<string, string>>, isPaged: boolean): Promise<unknown[]> {
  const rows: unknown[] = [];
  let cursor: string | undefined;
  do {
    const asked: Record<string, string> = { ...filter, ...(isPaged ? { limit: "37" } : {}) };
    const { status, body, text } = await get(path, { ...asked, ...(cursor ? { cursor } : {}) });
    expect(status, text).toBe(200);
    rows.push(...(body.items as unknown[]));
    cursor = (body.nextCursor as string | null) ?? undefined;
  } while (cursor);
  return rows;
}

describe("every export", () => {
  it("belongs to a list: as many as the screens that offer one", () => {
    expect(pairs.length).toBeGreaterThanOrEqual(20);
  });

  it.each(pairs.map((pair) => [pair.file.id, pair] as const))(
    "%s takes the filters of its list, needs its permission, and holds its rows in its order",
    async (_id, { file, list }) => {
      expect(file.useCase.permission).toBe(list.useCase.permission);
      const { limit: _limit, cursor: _cursor, ...filters } = inputFields(list).properties;
      const { format: _format, ...taken } = inputFields(file).properties;
      expect(taken).toEqual(filters);
      // Taking a file is on record, so that without a filter each file of the audit log is longer than the one before.
      const filter: Record<string, string> = list.path === "/audit" ? { action: "service.create" } : {};
      const rows = await paged(list.path, filter, "cursor" in inputFields(list).properties);
      const { body } = await get(file.path, { ...filter, format: "json" });
      expect(body.items).toEqual(rows);
      expect(file.output.parse(body)).toEqual(body);
      expect(body.count).toBe((body.items as unknown[]).length);
      const { text } = await get(file.path, filter);
      const table = Papa.parse<string[]>(text.trimEnd());
      expect(table.errors.filter(({ code }) => code !== "UndetectableDelimiter")).toEqual([]);
      expect(table.data).toHaveLength(1 + Number(body.count));
    },
  );
});

describe("a file", () => {
  it.each([
    ["/deployments", "/exports/deployments", { service: "service-1", environment: "production" }, 120],
    ["/deployments", "/exports/deployments", { since: new Date(T0 - 200 * 3_600_000).toISOString() }, 201],
    ["/deployments", "/exports/deployments", {}, 450],
    ["/services", "/exports/services", { tier: "2" }, 57],
    ["/services", "/exports/services", { q: "service 1", archived: "false" }, 111],
    ["/audit", "/exports/audit-records", { action: "service.create", actor: "test admin" }, 231],
  ] as const)("of %s is the union of its pages under %s %j", async (list, path, filter, count) => {
    const rows = await paged(list, filter, true);
    expect(rows).toHaveLength(count);
    const { body } = await get(path, { ...filter, format: "json" });
    expect(body).toMatchObject({ items: rows, count, filter, exportedAt: new Date(T0).toISOString() });
  });

  it("says its length and its name, opens in a spreadsheet as UTF-8, and runs nothing there", async () => {
    const { text, headers: given } = await get("/exports/services", { q: "HYPERLINK" });
    expect(text).toMatch(/^(?:\uFEFF)?slug,name,/);
    expect(text).toContain(`formula,"'=HYPERLINK(1), said ""Ö""",`);
    expect(given.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(given.get("content-disposition")).toBe('attachment; filename="services-20261120T120000Z.csv"');
    // `text()` takes the byte order mark off.
    expect(Number(given.get("content-length"))).toBe(Buffer.byteLength(`\uFEFF${text.replace(/^\uFEFF/, "")}`));
  });

  it("is on record with its filters and the number of its rows, also that of the audit log", async () => {
    await exportAuditEvents.run({ action: "deployment.import", format: "json" }, callAs("auditor"));
    const [record] = await harness().db.auditEvent.findMany({ orderBy: { id: "desc" }, take: 1 });
    expect(record).toMatchObject({
      action: "audit.export",
      actorName: "test auditor",
      subjectKind: "list",
      subjectId: "audit-records",
      detail: { format: "json", filter: { action: "deployment.import" }, rows: 1 },
    });
  });

  it("is not for those who may not see the list", async () => {
    expect(await refusalOf(exportAuditEvents.run({}, callAs("developer")))).toMatchObject({ code: "forbidden" });
  });
});

const Row = z.object({ id: z.string() });
type Row = z.infer<typeof Row>;

/** A file of a list that `run` makes, as `exportOf` makes it. */
function fileOf(
  run: (raw: unknown) => Promise<{ items: readonly Row[]; nextCursor: string | null }>,
): Promise<ExportedFile> {
  const { runtime, db } = harness();
  const list = { input: z.strictObject({ limit: z.string(), cursor: z.string().optional() }), run };
  const context = {
    input: { format: ExportFormat.parse("csv") },
    now: runtime.clock.now(),
    ...{ db, runtime, call: admin },
    record: async () => undefined,
  } as unknown as QueryContext<{ format: ExportFormat }>;
  return exportOf<Row>({ rows: "rows", list, columns: { id: ({ id }) => id } })(context);
}

describe("what would make a file lie", () => {
  it("rows that come while it is made: it is the list at one moment", async () => {
    const before = await paged("/services", {}, true);
    let made = 0;
    const file = await exportOf({
      rows: "services",
      list: {
        input: listServices.input,
        run: async (raw, call, runtime) => {
          const page = await listServices.run(raw, call, runtime);
          made += 1;
          await createService.run({ slug: `zz-late-${made}`, name: `zz Late ${made}`, tier: 3 }, admin);
          return page;
        },
      },
      columns: { slug: ({ slug }) => slug },
    })({
      ...{ input: { format: "csv" as const }, now: harness().runtime.clock.now(), call: admin },
      ...{ db: harness().db, runtime: harness().runtime, record: async () => undefined },
    } as unknown as QueryContext<{ format: ExportFormat }>);
    expect(made).toBeGreaterThan(1);
    expect(textOf(file).trimEnd().split("\r\n").slice(1)).toEqual(before.map((row) => (row as { slug: string }).slug));
  });

  it("a list that does not end: it is refused with what to do, never cut", async () => {
    const page = Array.from({ length: 200 }, (_, index) => ({ id: `${index}` }));
    let pages = 0;
    const refusal = await refusalOf(
      fileOf(async () => {
        pages += 1;
        return { items: page, nextCursor: "on" };
      }),
    );
    expect(refusal).toMatchObject({ code: "rejected" });
    expect(refusal.message).toContain("more than 100000 rows");
    expect(pages).toBe(exportBounds.rows / 200 + 1);
  });

  it("rows that are too much for one file", async () => {
    const large = { id: "x".repeat(1024 * 1024) };
    const refusal = await refusalOf(fileOf(async () => ({ items: [large], nextCursor: "on" })));
    expect(refusal.message).toContain("more than 64 MiB");
  });

  it("many at once: two are made, others are told to come again, and then there is room", async () => {
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const slow = () =>
      fileOf(async () => {
        await gate;
        return { items: [], nextCursor: null };
      });
    const both = [slow(), slow()];
    expect(await refusalOf(slow())).toMatchObject({ code: "too_many_requests" });
    open();
    await Promise.all(both);
    await slow();
  });
});

describe("an export's operation", () => {
  it("answers with a problem document where it refuses", async () => {
    const { status, body } = await get("/exports/deployments", { format: "xml" });
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: "invalid_input", reasons: [{ field: "format" }] });
  });
});
