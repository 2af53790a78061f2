import { encode } from "next-auth/jwt";
import { hashPassword } from "@/lib/identity/adapters/password-hash";
import { cookieName, cookieSecret } from "@/lib/identity/adapters/session-cookie";
import { beginSession } from "@/lib/identity/use-cases/sign-in";
import { insertUser } from "@/lib/identity/user-store";
import type { UserActor } from "@/lib/platform/auth/actor";
import type { Role } from "@/lib/platform/auth/permissions";
import type { Runtime } from "@/lib/platform/runtime";

export const goodPassword = "seven quiet herons at dusk";

export interface Person {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly password: string;
  /** Somebody signed in now, as use-cases see them. */
  readonly actor: UserActor;
  /** Value of a Cookie header that carries the session. */
  readonly cookie: string;
  readonly reference: string;
}

export interface PersonOptions {
  readonly roles: readonly Role[];
  readonly name?: string;
  readonly email?: string;
}

// One hash for all test people: hashing on purpose takes its time.
let passwordHash: Promise<string> | undefined;

/** A user with a password and a live session, made without the use-cases that tests are about. */
export async function createPerson(runtime: Runtime, options: PersonOptions): Promise<Person> {
  passwordHash ??= hashPassword(goodPassword);
  const id = runtime.ids.next("usr");
  const name = options.name ?? `Test ${options.roles.join(" ")}`;
  const email = options.email ?? `${id}@people.example`;
  await runtime.db.$transaction(async (tx) =>
    insertUser(tx, { id, email, name, roles: options.roles, passwordHash: (await passwordHash) ?? null }),
  );
  return { id, email, name, password: goodPassword, ...(await startSession(runtime, id)) };
}

/** One more session of somebody. */
export async function startSession(
  runtime: Runtime,
  userId: string,
): Promise<{ actor: UserActor; cookie: string; reference: string }> {
  const source = { requestId: "req_test_support", sourceAddress: "192.0.2.7", userAgent: "test" };
  const reference = await beginSession(runtime, { userId, way: "password", previousReference: null }, source);
  const token = await encode({
    token: { sub: userId, sid: reference },
    secret: cookieSecret(runtime.config),
    maxAge: 3_600,
  });
  const cookie = `${cookieName(runtime.config, "session")}=${token}`;
  const actor = await runtime.authenticate(new Headers({ cookie }));
  if (actor?.kind !== "user") throw new Error("the session just begun is not accepted");
  return { actor, cookie, reference };
}
