import { beforeAll, describe, expect, test } from "vitest";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { systemActor } from "@/lib/platform/auth/actor";
import type { Call } from "@/lib/platform/use-case";
import type { TargetConfig } from "@/lib/traffic/contract";
import { createTarget } from "@/lib/traffic/use-cases/create-target";
import { editTarget } from "@/lib/traffic/use-cases/edit-target";
import { useTestDatabase } from "../../support/database";
import { createTestRuntime, type TestRuntime } from "../../support/runtime";
import { selfSigned } from "../../support/self-signed";

const database = useTestDatabase();
const by: Call = { actor: systemActor("tests") };
const token = "fence-token/of+the=tests~1234";
const slots = { a: ["a1"], b: ["b1"] };
const haproxy = (socket = "/run/haproxy.sock") => ({ kind: "haproxy" as const, socket, backend: "shop", slots });
const edge = { kind: "edge" as const, adminUrl: "https://edge.example.com", service: "shop" };

const gateway = (server = "https://k8s.example.com:6443", ca: string | null = null) => ({
  kind: "gateway_api" as const,
  ...{ server, ca, namespace: "shop", route: "shop" },
  backends: { a: "shop-a", b: "shop-b" },
});

let runtime: TestRuntime;
beforeAll(async () => {
  runtime = createTestRuntime({ databaseUrl: database().url });
  await createEnvironment.run({ slug: "production", name: "Production", kind: "production", rank: 1 }, by, runtime);
});

async function target(config: TargetConfig, secret?: string) {
  const service = runtime.ids.next("svc").replaceAll("_", "-").toLowerCase();
  await createService.run({ slug: service, name: service, tier: 1 }, by, runtime);
  const live = { slot: "a" as const, version: "1.0.0" };
  return createTarget.run(
    { service, environment: "production", config, live, ...(secret ? { secret } : {}) },
    by,
    runtime,
  );
}

const codesOf = (call: Promise<unknown>): Promise<string[]> =>
  call.then(
    () => [],
    (error) => error.reasons.map((reason: { field: string; code: string }) => `${reason.field} ${reason.code}`),
  );
const edit = (given: { id: string; revision: number }, change: object) =>
  editTarget.run({ id: given.id, revision: given.revision, ...change }, by, runtime);

describe("the fence token of HAProxy", () => {
  test("is kept, may be left out, and must be one word of a command", async () => {
    expect((await target(haproxy())).hasSecret).toBe(false);
    expect((await target(haproxy(), token)).hasSecret).toBe(true);
    for (const wrong of [
      "a token with blanks in it",
      "token;show info;012345",
      'token"0123456789012',
      "x".repeat(257),
    ]) {
      expect(await codesOf(target(haproxy(), wrong)), wrong).toEqual(["secret token_malformed"]);
    }
  });

  test("stays when something else changes, and is needed again at another socket (row 42)", async () => {
    const made = await target(haproxy(), token);
    const same = await edit(made, { config: { ...haproxy(), backend: "other" } });
    expect(same.hasSecret).toBe(true);
    expect(await codesOf(edit(same, { config: haproxy("/run/other.sock") }))).toEqual(["secret secret_required"]);
    expect((await edit(same, { config: haproxy("/run/other.sock"), secret: token })).hasSecret).toBe(true);
  });

  test("is needed again when a further process would be shown it, and the addresses of all are looked at", async () => {
    const made = await target({ ...haproxy(), moreSockets: ["/run/2.sock"] }, token);
    expect(made.config).toEqual({ ...haproxy(), moreSockets: ["/run/2.sock"] });
    const more = (...moreSockets: string[]) => ({ config: { ...haproxy(), moreSockets } });
    expect(await codesOf(edit(made, more("/run/2.sock", "/run/3.sock")))).toEqual(["secret secret_required"]);
    expect(await codesOf(edit(made, { ...more("/run/2.sock", "169.254.169.254:80"), secret: token }))).toEqual([
      "config.moreSockets.1 address_blocked",
    ]);
    expect((await edit(made, { ...more("/run/3.sock"), secret: token })).config).toEqual(more("/run/3.sock").config);
  });

  test("is forgotten on purpose only", async () => {
    const made = await target(haproxy(), token);
    expect(await codesOf(edit(made, { secret: "not a word; at all" }))).toEqual(["secret token_malformed"]);
    const without = await edit(made, { secret: null });
    expect(without.hasSecret).toBe(false);
    expect((await edit(without, { config: haproxy("/run/other.sock") })).hasSecret).toBe(false);
  });
});

describe("the token of an API server (row 45)", () => {
  const serviceAccount = "eyJhbGciOiJSUzI1NiJ9.token-of-a-service-account";

  test("is needed, and needed again where another address or authority would be shown it", async () => {
    expect(await codesOf(target(gateway()))).toEqual(["secret secret_required"]);
    const made = await target(gateway(), serviceAccount);
    expect(made.hasSecret).toBe(true);
    const renamed = await edit(made, { config: { ...gateway(), route: "other" } });
    expect(renamed.hasSecret).toBe(true);
    expect(await codesOf(edit(renamed, { config: gateway("https://k8s.example.org:6443") }))).toEqual([
      "secret secret_required",
    ]);
    const stranger = gateway("https://k8s.example.com:6443", selfSigned().cert);
    expect(await codesOf(edit(renamed, { config: stranger }))).toEqual(["secret secret_required"]);
    expect((await edit(renamed, { config: stranger, secret: serviceAccount })).hasSecret).toBe(true);
  });

  test("goes to no address that outbound policy refuses", async () => {
    expect(await codesOf(target(gateway("https://169.254.169.254/"), serviceAccount))).toEqual([
      "config.server address_blocked",
    ]);
  });
});

describe("secrets of another kind of data plane", () => {
  test("never become fence tokens, nor the other way round", async () => {
    const made = await target(edge, "an-admin-token-of-the-edge");
    expect(await codesOf(edit(made, { secret: null }))).toEqual(["secret secret_required"]);
    const moved = await edit(made, { config: haproxy() });
    expect(moved.hasSecret).toBe(false);
    const fenced = await edit(moved, { secret: token });
    expect(await codesOf(edit(fenced, { config: edge }))).toEqual(["secret secret_required"]);
  });
});
