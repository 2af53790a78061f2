import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOperations } from "@/lib/api-operations";
import { addressThrottle } from "@/lib/identity/domain/throttle-key";
import { countAttempt } from "@/lib/identity/throttle-store";
import { inputFields } from "@/lib/platform/http/openapi";
import { pathParameters } from "@/lib/platform/http/operation";
import { setRuntime } from "@/lib/platform/runtime";
import { callApi } from "../../support/api-call";
import { bestOf, tookMs } from "../../support/best-of";
import { useTestDatabase } from "../../support/database";
import { createPerson, type Person } from "../../support/people";
import { createTestRuntime, type TestRuntime } from "../../support/runtime";

const database = useTestDatabase();
let runtime: TestRuntime;
let admin: Person;

const call = (method: string, path: string, body?: unknown) =>
  callApi(method, path, { headers: { cookie: admin.cookie }, ...(body ? { body } : {}) });

beforeAll(async () => {
  runtime = createTestRuntime({ databaseUrl: database().url });
  setRuntime(runtime);
  admin = await createPerson(runtime, { roles: ["admin"] });
  await call("POST", "/teams", { slug: "shop", name: "Shop" });
  await call("POST", "/services", { slug: "shop", name: "Shop", tier: 1, ownerTeam: "shop" });
  await call("POST", "/environments", { slug: "shop", name: "Shop", kind: "testing", rank: 1 });
  await call("POST", "/services/shop/versions", { name: "1.0.0" });
  await call("POST", "/tokens", { name: "reader", scopes: ["catalog:read"] });
});
afterAll(() => runtime.close());

/** A sum over every row of every table; noticing that somebody is there (at most once a minute) is left out. */
async function checksum(): Promise<string> {
  const tables = await runtime.db.$queryRaw<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname in ('public', 'pgboss') order by 1`;
  const sums: string[] = [];
  for (const { name } of tables.filter(({ name: table }) => !table.startsWith("_"))) {
    const [row] = await runtime.db.$queryRawUnsafe<{ sum: string }[]>(
      `select md5(coalesce(string_agg((to_jsonb(t) - 'last_seen_at' - 'last_used_at')::text, '|' order by t::text), '')) as sum from "${name}" t`,
    );
    sums.push(`${name} ${row?.sum}`);
  }
  expect(sums.length).toBeGreaterThan(20);
  return sums.join("\n");
}

const reads = apiOperations.filter((operation) => operation.method === "GET");

/** What an export cannot be asked without. */
const needed = new Map([
  ["exportFigures", "?period=30d"],
  ["exportFigureRows", "?period=30d&measure=deployment_frequency"],
]);

describe("reading (row 25)", () => {
  it("changes no row: every read of the API, by an administrator", async () => {
    const before = await checksum();
    const statuses = new Map<string, number>();
    for (const operation of reads.filter(({ file }) => !file)) {
      const path = operation.path.replaceAll(/\{\w+\}/g, "shop");
      for (const query of ["", "?limit=5"])
        statuses.set(`${operation.id}${query}`, (await call("GET", path + query)).status);
    }
    expect([...statuses.values()].filter((status) => status === 200).length).toBeGreaterThan(20);
    expect([...statuses].filter(([, status]) => status >= 500)).toEqual([]);
    expect(await checksum()).toBe(before);
  });

  it("leaves one record where a file is taken out, and changes nothing else", async () => {
    const before = await checksum();
    for (const operation of reads.filter(({ file }) => file)) {
      const { status, headers } = await call("GET", operation.path + (needed.get(operation.id) ?? ""));
      expect(status, operation.id).toBe(200);
      expect(headers.get("content-disposition"), operation.id).toMatch(/^attachment; filename="[\w-]+\.csv"$/);
      const records = await runtime.db.auditEvent.findMany({ orderBy: { id: "desc" }, take: 2 });
      expect(records[0], operation.id).toMatchObject({ action: operation.useCase.name, outcome: "accepted" });
      expect(records[1]?.action, operation.id).not.toBe(operation.useCase.name);
    }
    const unlogged = (sums: string) => sums.split("\n").filter((line) => !line.startsWith("audit_event "));
    expect(unlogged(await checksum())).toEqual(unlogged(before));
  });

  it("is the only thing that GET does: every GET is a query, every command another method", () => {
    for (const { id, method, useCase } of apiOperations) expect(useCase.kind === "query", id).toBe(method === "GET");
  });
});

/** Texts that would mean something if a statement, a pattern or a document were put together from them. */
const injections = [
  "' or '1'='1",
  "'; drop table app_user; --",
  "x' union select password_hash from app_user --",
  "1) or pg_sleep(9)--",
  "$1",
  "\\",
  "%",
  "_",
  "$$; select 1; $$",
  '"; select 1 --',
  "{{7*7}}",
  "\u2019 or \u20191\u2019=\u20191",
];

describe("values are values (row 61)", () => {
  it("every text parameter of every read takes hostile text without failing, waiting or finding more", async () => {
    let tried = 0;
    // The values of an export go to its list as they are, and are tried there.
    for (const operation of reads.filter(({ path }) => !path.startsWith("/exports/"))) {
      const inPath = pathParameters(operation.path);
      for (const field of Object.keys(inputFields(operation).properties)) {
        for (const text of injections) {
          const value = encodeURIComponent(text);
          const path = operation.path.replaceAll(/\{(\w+)\}/g, (_all, name) => (name === field ? value : "shop"));
          // What waits on purpose waits each time.
          const answeredMs = await bestOf(3_000, () =>
            tookMs(async () => {
              const answer = await call("GET", inPath.includes(field) ? path : `${path}?${field}=${value}`);
              const what = `${operation.id} ${field}=${text} → ${answer.status} ${answer.text.slice(0, 120)}`;
              expect([200, 400, 404], what).toContain(answer.status);
            }),
          );
          expect(answeredMs, `${operation.id} ${field}=${text}`).toBeLessThan(3_000);
          tried += 1;
        }
      }
    }
    expect(tried).toBeGreaterThan(300);
    expect(await runtime.db.user.count()).toBe(1);
  });

  it("search finds literally: % and _ are no wildcards", async () => {
    await call("POST", "/services", { slug: "percent", name: "100% of it_all", tier: 3 });
    for (const [search, names] of [
      ["%", ["100% of it_all"]],
      ["it_a", ["100% of it_all"]],
      ["S_op", []],
      ["' or true --", []],
    ] as const) {
      const { body } = await call("GET", `/services?q=${encodeURIComponent(search)}`);
      expect(
        (body.items as { name: string }[]).map((service) => service.name),
        search,
      ).toEqual(names);
    }
  });
});

describe("the count of failed sign-ins (row 75)", () => {
  it("is one statement: of 500 at once each gets its own number, so exactly the allowed ones pass", async () => {
    const key = addressThrottle("198.51.100.77");
    const counts = await Promise.all(Array.from({ length: 500 }, () => countAttempt(runtime.db, [key])));
    const numbers = counts.map((count) => count.get(key.key) ?? 0).sort((one, other) => one - other);
    expect(numbers).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
    expect(numbers.filter((number) => number <= key.allowedFailures)).toHaveLength(10);
  });
});
