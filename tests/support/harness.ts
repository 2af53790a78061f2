import { afterAll, beforeAll } from "vitest";
import { composeSignals } from "@/lib/composition-ingest";
import { setSignalRegistry } from "@/lib/ingest/registry";
import { instant } from "@/lib/kernel/instant";
import { type Actor, systemActor, type TokenActor } from "@/lib/platform/auth/actor";
import { permissionsOf, type Role, roles } from "@/lib/platform/auth/permissions";
import type { Db } from "@/lib/platform/db/prisma";
import { setRuntime } from "@/lib/platform/runtime";
import type { Call } from "@/lib/platform/use-case";
import { createTestDatabase, type TestDatabase } from "./database";
import { createTestRuntime, type TestRuntime } from "./runtime";

export const T0 = instant(Date.parse("2026-11-20T12:00:00Z"));

/** A use-case's surroundings in a test: the product on a real database, a clock that stands still, callers by role. */
export interface Harness {
  readonly runtime: TestRuntime;
  readonly db: Db;
  readonly database: TestDatabase;
}

/** Somebody who calls with these roles; an administrator unless said. */
export function callAs(...held: Role[]): Call {
  return { actor: tokenOf(held.length > 0 ? held : ["admin"]) };
}

function tokenOf(held: readonly Role[]): TokenActor {
  const name = `test ${held.join(" ")}`;
  return {
    kind: "token",
    id: `tok_${held.join("_")}`,
    name,
    ownerId: null,
    roles: held,
    permissions: permissionsOf(held),
  };
}

/** `Authorization: Bearer role:admin` names the caller of a request in these tests. */
function actorOf(headers: Headers): Actor | null {
  const role = headers.get("authorization")?.replace("Bearer role:", "");
  if (role === "system") return systemActor("test");
  const found = roles.find((name) => name === role);
  return found ? tokenOf([found]) : null;
}

/** Set up the surroundings for the tests of one file; the returned function gives them inside hooks and tests. */
export function setUpHarness(settings: Readonly<Record<string, string>> = {}): () => Harness {
  let harness: Harness | undefined;
  beforeAll(async () => {
    const database = await createTestDatabase();
    const authenticate = async (headers: Headers) => actorOf(headers);
    const runtime = createTestRuntime({ databaseUrl: database.url, now: T0, settings, overrides: { authenticate } });
    setRuntime(runtime);
    setSignalRegistry(composeSignals());
    harness = { runtime, db: runtime.db, database };
  });
  afterAll(async () => {
    await harness?.runtime.close();
    await harness?.database.drop();
  });
  return () => {
    if (!harness) throw new Error("the harness exists inside hooks and tests only");
    return harness;
  };
}

/** The problem that a call ends with; fails when it succeeds. */
export async function refusalOf(
  call: Promise<unknown>,
): Promise<{ code: string; message: string; fields: string[]; current: unknown }> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && "reasons" in error)) throw error;
    const { code, reasons, current } = error as Error & {
      code: string;
      reasons: { field?: string; remedy?: string }[];
      current: unknown;
    };
    return { code, message: error.message, fields: reasons.map((reason) => reason.field ?? ""), current };
  }
  throw new Error("the call was expected to be refused, and was accepted");
}
