import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ensureSetupLink } from "@/lib/identity/use-cases/ensure-setup-link";
import { readSetupLink, redeemSetupLink } from "@/lib/identity/use-cases/redeem-setup-link";
import { TestBrowser } from "../../support/browser";
import { createTestDatabase, type TestDatabase } from "../../support/database";
import { createPerson } from "../../support/people";
import { createTestRuntime, type TestRuntime } from "../../support/runtime";

let database: TestDatabase;
let dataDir: string;
let runtime: TestRuntime;

beforeEach(async () => {
  database = await createTestDatabase();
  dataDir = await mkdtemp(path.join(tmpdir(), "signalbox-setup-"));
  const settings = { SIGNALBOX_DATA_DIR: dataDir, SIGNALBOX_URL: "https://signalbox.example" };
  runtime = createTestRuntime({ databaseUrl: database.url, settings });
});
afterEach(async () => {
  await runtime.close();
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

const tokenOf = (url: string | null) => new URL(url ?? "").searchParams.get("token") ?? "";
const owner = { email: "First@Shop.Example", name: "First Person", password: "granite lantern under rain" };
const nobody = { actor: null };

describe("the first administrator (row 2)", () => {
  it("comes from a one-time link in a file that only its owner reads; there is no default account", async () => {
    expect(await runtime.db.user.count()).toBe(0);
    const url = await ensureSetupLink(runtime);
    expect(url).toMatch(/^https:\/\/signalbox\.example\/setup\?token=[\w-]{32}$/);
    const file = path.join(dataDir, "setup-link.txt");
    expect((await readFile(file, "utf8")).trim()).toBe(url);
    expect((await stat(file)).mode & 0o777).toBe(0o600);

    const token = tokenOf(url);
    expect(await readSetupLink(token, runtime)).toEqual({ userId: null, userName: null, userEmail: null });
    await redeemSetupLink.run({ token, ...owner }, nobody, runtime);
    const [user] = await runtime.db.user.findMany();
    expect(user).toMatchObject({ email: "first@shop.example", roles: ["admin"], state: "active" });
    expect((await new TestBrowser(runtime).signIn(owner.email, owner.password)).status).toBe(200);

    expect(await readSetupLink(token, runtime)).toBeNull();
    await expect(redeemSetupLink.run({ token, ...owner }, nobody, runtime)).rejects.toMatchObject({
      code: "not_found",
    });
    expect(await ensureSetupLink(runtime)).toBeNull();
    await expect(stat(file)).rejects.toThrow();
  });

  it("is made once by many who hold the link at the same moment", async () => {
    const token = tokenOf(await ensureSetupLink(runtime));
    const attempts = Array.from({ length: 8 }, (_, index) =>
      redeemSetupLink.run({ token, ...owner, email: `p${index}@shop.example` }, nobody, runtime),
    );
    const done = (await Promise.allSettled(attempts)).filter((result) => result.status === "fulfilled");
    expect(done).toHaveLength(1);
    expect(await runtime.db.user.count()).toBe(1);
  });

  it("starts of several processes agree on one link, and an expired one is replaced", async () => {
    const urls = await Promise.all([ensureSetupLink(runtime), ensureSetupLink(runtime), ensureSetupLink(runtime)]);
    expect(new Set(urls).size).toBe(1);
    await runtime.db.$executeRaw`update setup_link set expires_at = now()`;
    expect(await readSetupLink(tokenOf(urls[0] ?? null), runtime)).toBeNull();
    expect(await ensureSetupLink(runtime)).not.toBe(urls[0]);
  });

  it("is not made by a link once there is somebody, and says which fields are missing", async () => {
    const token = tokenOf(await ensureSetupLink(runtime));
    await expect(redeemSetupLink.run({ token, password: owner.password }, nobody, runtime)).rejects.toMatchObject({
      code: "invalid_input",
      reasons: [{ field: "email" }, { field: "name" }],
    });
    await createPerson(runtime, { roles: ["admin"] });
    expect(await readSetupLink(token, runtime)).toBeNull();
    await expect(redeemSetupLink.run({ token, ...owner }, nobody, runtime)).rejects.toMatchObject({
      code: "not_found",
    });
  });
});
