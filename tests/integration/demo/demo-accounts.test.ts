import { describe, expect, it } from "vitest";
import { openDemoAccount, shutDemoAccounts } from "@/lib/identity/use-cases/demo-accounts";
import { ensureSetupLink } from "@/lib/identity/use-cases/ensure-setup-link";
import { signInWithPassword } from "@/lib/identity/use-cases/sign-in";
import { useTestDatabase } from "../../support/database";
import { createDataDir } from "../../support/demonstration";
import { createPerson, goodPassword } from "../../support/people";
import { createTestRuntime } from "../../support/runtime";

/** Goal: a password that everybody knows opens nothing on an installation that runs without the demonstration. */

const database = useTestDatabase();
const source = { requestId: "req_demo", sourceAddress: "192.0.2.8", userAgent: null };

describe("accounts of the demonstration", () => {
  it("are shut at once where it is off, leave others alone, and make room for the first administrator", async () => {
    const dataDir = await createDataDir();
    const settings = { SIGNALBOX_DATA_DIR: dataDir.path, SIGNALBOX_URL: "http://127.0.0.1:3000" };
    const runtime = createTestRuntime({ databaseUrl: database().url, settings });
    const email = "admin@signalbox.demo";
    const shown = await createPerson(runtime, { roles: ["admin"], email });
    expect(await ensureSetupLink(runtime)).toBeNull();

    await shutDemoAccounts(runtime);
    expect(await runtime.authenticate(new Headers({ cookie: shown.cookie }))).toBeNull();
    expect(await signInWithPassword(runtime, { email, password: goodPassword }, source)).toMatchObject({ ok: false });
    expect(await ensureSetupLink(runtime)).toContain("/setup?token=");

    const other = await createPerson(runtime, { roles: ["admin"], email: "ada@signalbox.demo.example" });
    await shutDemoAccounts(runtime);
    expect(await runtime.authenticate(new Headers({ cookie: other.cookie }))).not.toBeNull();
    expect(await ensureSetupLink(runtime)).toBeNull();

    const password = "walnut-ember-quartz-lotus";
    expect(await openDemoAccount(runtime, email, password)).toBe(shown.id);
    expect(await openDemoAccount(runtime, "nobody@signalbox.demo", password)).toBeNull();
    expect(await signInWithPassword(runtime, { email, password }, source)).toMatchObject({ ok: true });
    await runtime.close();
    await dataDir.drop();
  });
});
