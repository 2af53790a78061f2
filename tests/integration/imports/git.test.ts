import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "@/lib/entry/cli/run-cli";
import { unpack } from "@/lib/imports/adapters/unpack";
import { workOnImport } from "@/lib/imports/loop/import-work";
import { recordFacts } from "@/lib/ingest/fact-store";
import { type ApiServer, startApiServer } from "@/tests/support/api-server";
import { setUpHarness } from "@/tests/support/harness";

const harness = setUpHarness();
const execute = promisify(execFile);
let server: ApiServer;
let repository = "";

async function git(directory: string, args: readonly string[], at?: string): Promise<string> {
  const env = { ...process.env, ...(at ? { GIT_AUTHOR_DATE: at, GIT_COMMITTER_DATE: at } : {}) };
  const who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"];
  return (await execute("git", ["-C", directory, ...who, ...args], { env })).stdout;
}

beforeAll(async () => {
  server = await startApiServer();
  repository = await mkdtemp(path.join(tmpdir(), "signalbox-git-"));
  await git(repository, ["init", "--quiet", "--initial-branch=main"]);
  await git(repository, ["remote", "add", "origin", "https://user:token@github.com/acme/shop.git"]);
  for (const [index, day] of ["01", "05", "09"].entries()) {
    await writeFile(path.join(repository, "file"), `${index}`);
    await git(repository, ["add", "."]);
    const at = `2026-01-${day}T10:00:00Z`;
    await git(repository, ["commit", "--quiet", "-m", `Change ${index}`], at);
    const annotated = index === 1 ? ["-a", "-m", "Release"] : [];
    await git(repository, ["tag", ...annotated, `v1.${index}.0`], `2026-01-${day}T12:00:00Z`);
  }
  await git(repository, ["tag", "unrelated"]);
});
afterAll(async () => {
  await server.close();
  await rm(repository, { recursive: true, force: true });
});

/** The worker does what waits whenever the command line waits. */
async function work(): Promise<void> {
  const { runtime, db } = harness();
  const parts = { runtime, readers: { unpack }, recordFacts, chunkRecords: 100, leaseMs: 60_000 };
  for (const { id } of await db.historyImport.findMany({ select: { id: true } })) await workOnImport(parts, id);
}

async function signalbox(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = "";
  let err = "";
  let keys = 0;
  const code = await runCli(args, {
    env: { SIGNALBOX_API_URL: server.url, SIGNALBOX_API_TOKEN: "role:developer" },
    fetch: globalThis.fetch,
    settingsFile: "/settings",
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    nowMs: () => performance.now(),
    sleep: work,
    readFile: async () => "",
    readBytes: async (file) => Buffer.from(file === "good.csv" ? table : "nothing"),
    git,
    writeSecretFile: async () => undefined,
    newKey: () => `key-${performance.now()}-${keys++}`,
  });
  return { code, out, err };
}

const table =
  "service,environment,version,finished\ncheckout,production,9.0.0,2026-01-01 10:00:00\ncheckout,production,9.0.1,never\n";

describe("signalbox import git", () => {
  const args = ["import", "git", "--service", "checkout", "--environment", "production"];

  it("makes a deployment of each tag and facts of the commits, once", async () => {
    const first = await signalbox(...args, "--repo", repository);
    expect(first).toMatchObject({ code: 0 });
    expect(first.out).toContain("6 records imported: 6 facts are new");
    expect(first.err).toContain("3 tags, 3 commits in github.com/acme/shop");
    const facts = await harness().db.signalFact.findMany({ orderBy: [{ kind: "asc" }, { occurredAt: "asc" }] });
    expect(facts.map(({ kind }) => kind)).toEqual([...Array(3).fill("commit"), ...Array(3).fill("deployment")]);
    // A light tag has the time of its commit, an annotated one its own.
    const deployments = facts.filter(({ kind }) => kind === "deployment");
    expect(deployments.map(({ occurredAt }) => occurredAt.toISOString())).toEqual([
      "2026-01-01T10:00:00.000Z",
      "2026-01-05T12:00:00.000Z",
      "2026-01-09T10:00:00.000Z",
    ]);
    expect(deployments[1]?.body).toMatchObject({ version: "1.1.0", service: "checkout", by: "Ada" });
    expect(JSON.stringify(facts)).not.toContain("token");
    const again = await signalbox(...args, "--repo", repository);
    expect(again.out).toContain("0 facts are new");
  });

  it("refuses what is no pattern, and says when nothing fits", async () => {
    expect((await signalbox(...args, "--repo", repository, "--tag-pattern", "$(id)")).code).toBe(2);
    const none = await signalbox(...args, "--repo", repository, "--tag-pattern", "w*");
    expect(none).toMatchObject({ code: 2 });
    expect(none.err).toContain("No tag fits");
  });
});

describe("signalbox import file", () => {
  it("tries a table, names its faults, and imports without them when told so", async () => {
    const args = ["import", "file", "good.csv", "--format", "csv", "--zone", "UTC"];
    const refused = await signalbox(...args);
    expect(refused.code).toBe(3);
    expect(refused.err).toMatch(/row.3, finished:/);
    const taken = await signalbox(...args, "--leave-out-faulty");
    expect(taken).toMatchObject({ code: 0 });
    expect(taken.out).toContain("1 facts are new");
    expect((await signalbox("import", "file", "nothing", "--format", "pagerduty")).code).toBe(1);
  });
});
