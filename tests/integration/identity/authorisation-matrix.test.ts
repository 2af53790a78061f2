import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOperations } from "@/lib/api-operations";
import { AppError } from "@/lib/kernel/app-error";
import type { Actor } from "@/lib/platform/auth/actor";
import { permissions, type Role, roles } from "@/lib/platform/auth/permissions";
import { type Operation, pathParameters } from "@/lib/platform/http/operation";
import { route } from "@/lib/platform/http/route";
import { setRuntime } from "@/lib/platform/runtime";
import type { UseCase } from "@/lib/platform/use-case";
import { useTestDatabase } from "../../support/database";
import { createPerson, type Person } from "../../support/people";
import { createTestRuntime, type TestRuntime } from "../../support/runtime";

/**
 * Every operation, use-case, page and action, for every role and for nobody (security checks 13, 15, 23, 69). The doors are
 * found by looking, not by a list, so that a new one is covered when it is made; what may be open is listed here.
 */
const root = path.resolve(import.meta.dirname, "../../..");

/** Commands whose credential is in their input. */
const openUseCases = new Set(["setup.redeem_link"]);
/** Addresses below /api beside the operations; each was looked at. */
const otherRoutes = new Set([
  "api/[[...path]]/route.ts",
  "api/auth/[...nextauth]/route.ts",
  // Read by calendar programs; the secret in the address is the credential, because they can send no other.
  "api/calendars/[file]/route.ts",
  "api/health/live/route.ts",
  "api/health/ready/route.ts",
  "api/openapi.json/route.ts",
  "api/schemas/objectives.json/route.ts",
  // What an administrator chose to show to everybody; 404 until then.
  "api/status/route.ts",
  "api/stream/route.ts",
  // Signed by the sender over the raw body; the signature is the credential.
  "api/webhooks/[source]/route.ts",
  // OTLP, at the addresses that exporters know; a token with its scope, checked by the same use-case.
  "v1/metrics/route.ts",
  "v1/traces/route.ts",
]);
/** Pages for people who have not signed in. */
const openPages = /^(\(auth\)|design|status)\//;

const database = useTestDatabase();
let runtime: TestRuntime;
const people = new Map<Role, Person>();
const useCases: UseCase<never, unknown>[] = [];

async function filesBelow(folder: string, name: RegExp): Promise<string[]> {
  const entries = await readdir(path.join(root, folder), { recursive: true }).catch(() => []);
  return entries.filter((entry) => name.test(path.basename(entry))).sort();
}

function isUseCase(value: unknown): value is UseCase<never, unknown> {
  return typeof value === "object" && value !== null && "run" in value && "permission" in value && "kind" in value;
}

beforeAll(async () => {
  runtime = createTestRuntime({ databaseUrl: database().url });
  setRuntime(runtime);
  for (const role of roles) people.set(role, await createPerson(runtime, { roles: [role] }));
  for (const file of await filesBelow("lib", /^[\w-]+\.ts$/)) {
    if (!file.includes(`${path.sep}use-cases${path.sep}`)) continue;
    const module: Record<string, unknown> = await import(path.join(root, "lib", file));
    useCases.push(...Object.values(module).filter(isUseCase));
  }
});
afterAll(() => runtime.close());

function personAs(role: Role): Person {
  const person = people.get(role);
  if (!person) throw new Error(`nobody is ${role}`);
  return person;
}

const mayDo = (role: Role, permission: keyof typeof permissions) =>
  (permissions[permission].roles as readonly Role[]).includes(role);

/** Code of the refusal for lack of rights; null for everything else, also other refusals and success. */
async function refusalFor(useCase: UseCase<never, unknown>, actor: Actor | null): Promise<string | null> {
  try {
    await useCase.run({}, { actor, requestId: "req_matrix" }, runtime);
    return null;
  } catch (error) {
    if (!(error instanceof AppError)) return null;
    const isAboutRights = error.code === "unauthenticated" || isMissingPermission(error.reasons);
    return isAboutRights ? error.code : null;
  }
}

function isMissingPermission(reasons: readonly { readonly code: string }[]): boolean {
  return reasons.some((reason) => reason.code === "missing_permission");
}

/** Id of the newest record of the audit log; 0 when there is none. */
async function lastRecord(): Promise<bigint> {
  const last = await runtime.db.auditEvent.findFirst({ orderBy: { id: "desc" }, select: { id: true } });
  return last?.id ?? 0n;
}

describe("every use-case, for every role and for nobody", () => {
  it("finds them: at least as many as there are operations", () => {
    expect(useCases.length).toBeGreaterThan(40);
    const found = new Set<unknown>(useCases);
    for (const operation of apiOperations) expect(found.has(operation.useCase), operation.id).toBe(true);
    const names = useCases.map((useCase) => useCase.name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it("nobody is let in", async () => {
    const open: string[] = [];
    for (const useCase of useCases) {
      if ((await refusalFor(useCase, null)) !== "unauthenticated") open.push(useCase.name);
    }
    expect(open).toEqual([...openUseCases]);
  });

  it.each(roles.map((role) => [role]))("%s may do what the table says and nothing else", async (role) => {
    for (const useCase of useCases) {
      const isAllowed = mayDo(role, useCase.permission) || openUseCases.has(useCase.name);
      const before = isAllowed ? null : await lastRecord();
      const code = await refusalFor(useCase, personAs(role).actor);
      const what = `${role}: ${useCase.name} needs ${useCase.permission}`;
      expect(code, what).toBe(isAllowed ? null : "forbidden");
      if (before === null) continue;
      // Row 69: each refusal has exactly one record.
      const records = await runtime.db.auditEvent.findMany({ where: { id: { gt: before } } });
      const refusal = { action: useCase.name, outcome: "refused", actorId: personAs(role).id };
      expect(records, what).toMatchObject([refusal]);
    }
  });

  it("a token without scopes may do nothing, whatever its owner is", async () => {
    const actor: Actor = {
      kind: "token",
      id: "tok_empty",
      name: "empty",
      ownerId: personAs("admin").id,
      roles: ["admin"],
      permissions: new Set(),
    };
    for (const useCase of useCases) {
      if (openUseCases.has(useCase.name)) continue;
      expect(await refusalFor(useCase, actor), useCase.name).toBe("forbidden");
    }
  });
});

describe("every operation over HTTP, for every role and for nobody", () => {
  async function call(operation: Operation, cookie: string | null): Promise<{ status: number; problem: unknown }> {
    const request = new Request(`http://localhost:3000/api/v1${operation.path}`, {
      method: operation.method,
      headers: { "sec-fetch-site": "same-origin", ...(cookie ? { cookie } : {}) },
    });
    const params = Object.fromEntries(pathParameters(operation.path).map((name) => [name, "nothing-here"]));
    const response = await route(operation)(request, { params: Promise.resolve(params) });
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    return { status: response.status, problem: isJson ? await response.json() : {} };
  }

  it("nobody gets 401", async () => {
    for (const operation of apiOperations) expect((await call(operation, null)).status, operation.id).toBe(401);
  });

  it("a cookie that was made up gets 401", async () => {
    for (const operation of apiOperations) {
      expect((await call(operation, "signalbox.session=made.up")).status, operation.id).toBe(401);
    }
  });

  it.each(roles.map((role) => [role]))("%s gets 403 exactly where the table says", async (role) => {
    // Signing out everywhere is among the operations, so each role's session is new here.
    const { cookie } = await createPerson(runtime, { roles: [role] });
    const inOrder = [...apiOperations].sort(
      (a, b) => Number(a.id === "signOutEverywhere") - Number(b.id === "signOutEverywhere"),
    );
    for (const operation of inOrder) {
      const { status, problem } = await call(operation, cookie);
      const reasons = (problem as { reasons?: { code: string }[] }).reasons ?? [];
      const isRefused = status === 403 && isMissingPermission(reasons);
      const what = `${role}: ${operation.id} answered ${status}`;
      expect(status, what).not.toBe(401);
      expect(isRefused, what).toBe(!mayDo(role, operation.useCase.permission));
    }
  });
});

describe("every door goes through the guard", () => {
  const textOf = (folder: string, file: string) => readFile(path.join(root, folder, file), "utf8");

  it("actions.ts files export actions and nothing else (row 23)", async () => {
    for (const file of await filesBelow("app", /^actions\.tsx?$/)) {
      const text = await textOf("app", file);
      expect(text.trimStart().startsWith('"use server"'), file).toBe(true);
      const exports = text.match(/^export\b[^;]*;?/gm) ?? [];
      expect(exports.length, file).toBeGreaterThan(0);
      for (const line of exports) expect(line, file).toMatch(/^export const \w+ = action\(\s*\w+,?\s*\);$/);
    }
  });

  it('"use server" stands in actions.ts files only', async () => {
    for (const folder of ["app", "components", "lib"]) {
      for (const file of await filesBelow(folder, /\.tsx?$/)) {
        if (path.basename(file) === "actions.ts") continue;
        expect(/^\s*["']use server["']/m.test(await textOf(folder, file)), `${folder}/${file}`).toBe(false);
      }
    }
  });

  it("routes below /api/v1 export operations and nothing else", async () => {
    const files = await filesBelow("app/api/v1", /^route\.tsx?$/);
    expect(files.length).toBeGreaterThan(20);
    for (const file of files) {
      const exports = (await textOf("app/api/v1", file)).match(/^export\b.*$/gm) ?? [];
      for (const line of exports) {
        expect(line, file).toMatch(/^export const (GET|POST|PUT|PATCH|DELETE) = route\(\w+(\.\w+)?\);$/);
      }
    }
  });

  it("there are no other routes than those that were looked at", async () => {
    const files = await filesBelow("app", /^route\.tsx?$/);
    const others = files.filter((file) => !file.startsWith(path.join("api", "v1")));
    expect(others.filter((file) => !otherRoutes.has(file))).toEqual([]);
  });

  it("every page asks who looks, itself: layouts decide nothing", async () => {
    for (const file of await filesBelow("app", /^page\.tsx$/)) {
      if (openPages.test(file)) continue;
      expect(await textOf("app", file), file).toMatch(/\bpageActor\(/);
    }
    for (const file of await filesBelow("app", /^(layout|template)\.tsx$/)) {
      expect(await textOf("app", file), file).not.toMatch(/\bredirect\(|\bnotFound\(/);
    }
  });

  it("proxy.ts knows nothing of people, sessions or permissions (row 15)", async () => {
    const text = await readFile(path.join(root, "proxy.ts"), "utf8");
    expect(text).not.toMatch(/lib\/identity|lib\/platform\/auth|cookies|authorization|redirect/i);
  });
});
