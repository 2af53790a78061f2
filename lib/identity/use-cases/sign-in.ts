import { appendAudit } from "@/lib/platform/audit/audit-log";
import type { Role } from "@/lib/platform/auth/permissions";
import { createReference } from "@/lib/platform/crypto/tokens";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { isUniqueViolation } from "@/lib/platform/db/prisma";
import type { Runtime } from "@/lib/platform/runtime";
import { addressThrottle, normaliseEmail } from "../domain/throttle-key";
import { sessionActor } from "../session-actor";
import { findLiveSession, insertSession, revokeSession } from "../session-store";
import { countAttempt } from "../throttle-store";
import { findUserByEmail, findUserByIdentity, insertIdentity, insertUser, type StoredUser } from "../user-store";
import { attemptPassword } from "./check-password";

/** Where a sign-in comes from. */
export interface SignInSource {
  readonly requestId: string;
  readonly sourceAddress: string;
  readonly userAgent: string | null;
}

/** Why a sign-in was refused. */
export type SignInRefusal =
  | "wrong_credentials"
  | "too_many_requests"
  | "account_exists"
  | "disabled"
  | "provider_failed";

export type SignInResult =
  | { readonly ok: true; readonly userId: string }
  | { readonly ok: false; readonly refusal: SignInRefusal };

type SignInWay = "password" | "single sign-on";

interface SignInFact {
  readonly way: SignInWay;
  readonly refusal?: SignInRefusal;
  /** The account when it is one of ours. What was typed instead of one is not kept: it may be a password. */
  readonly user: StoredUser | null;
}

async function recordSignIn(runtime: Runtime, source: SignInSource, fact: SignInFact): Promise<void> {
  await appendAudit(prismaExecutor(runtime.db), {
    action: "session.sign_in",
    outcome: "refused",
    actor: null,
    subject: { kind: "user", id: fact.user?.id ?? null, ...(fact.user ? { name: fact.user.name } : {}) },
    detail: { way: fact.way, code: fact.refusal },
    requestId: source.requestId,
    sourceAddress: source.sourceAddress,
  });
}

/** Sign-in with e-mail address and password: throttled, recorded, the same answer for every kind of wrong. */
export async function signInWithPassword(
  runtime: Runtime,
  credentials: { readonly email: string; readonly password: string },
  source: SignInSource,
): Promise<SignInResult> {
  const email = normaliseEmail(credentials.email).slice(0, 254);
  const user = await findUserByEmail(runtime.db, email);
  const result = await attemptPassword(runtime, {
    email,
    password: credentials.password,
    passwordHash: user?.passwordHash ?? null,
    sourceAddress: source.sourceAddress,
  });
  if (result.outcome === "right" && user?.state === "active") return { ok: true, userId: user.id };
  const refusal: SignInRefusal = result.outcome === "throttled" ? "too_many_requests" : "wrong_credentials";
  // While somebody hammers, one record a window says so; an append-only log must not be theirs to fill.
  if (result.outcome !== "throttled" || result.isFirst) {
    await recordSignIn(runtime, source, { way: "password", refusal, user });
  } else {
    runtime.log.warn({ requestId: source.requestId, userId: user?.id ?? null }, "sign-in throttled");
  }
  return { ok: false, refusal };
}

/** What the identity provider vouches for. */
export interface ProviderProfile {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | null;
  readonly name: string | null;
}

function addressOf(profile: ProviderProfile, userId: string): string {
  const given = normaliseEmail(profile.email ?? "");
  return /^[^@\s]+@[^@\s]+$/.test(given) ? given.slice(0, 254) : `${userId}@${new URL(profile.issuer).hostname}`;
}

/**
 * Sign-in through the identity provider. A person is (issuer, subject) and nothing else: an equal e-mail address links
 * nobody. Somebody new becomes a viewer.
 */
export async function signInWithProvider(
  runtime: Runtime,
  profile: ProviderProfile,
  source: SignInSource,
): Promise<SignInResult> {
  const known = await findUserByIdentity(runtime.db, { issuer: profile.issuer, subject: profile.subject });
  if (known?.state === "active") return { ok: true, userId: known.id };
  if (known) {
    await recordSignIn(runtime, source, { way: "single sign-on", refusal: "disabled", user: known });
    return { ok: false, refusal: "disabled" };
  }
  try {
    return { ok: true, userId: await admit(runtime, profile, source) };
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const namesake = await findUserByEmail(runtime.db, normaliseEmail(profile.email ?? ""));
    await recordSignIn(runtime, source, { way: "single sign-on", refusal: "account_exists", user: namesake });
    return { ok: false, refusal: "account_exists" };
  }
}

/**
 * The identity provider's answer did not hold: wrong state, nonce, audience, signature, or the person turned back.
 * Recorded as often as an address may fail; anybody can send such answers.
 */
export async function refuseProviderAnswer(runtime: Runtime, source: SignInSource): Promise<void> {
  const address = addressThrottle(source.sourceAddress);
  const counts = await countAttempt(runtime.db, [address]);
  if ((counts.get(address.key) ?? 0) > address.allowedFailures) return;
  await recordSignIn(runtime, source, { way: "single sign-on", refusal: "provider_failed", user: null });
}

async function admit(runtime: Runtime, profile: ProviderProfile, source: SignInSource): Promise<string> {
  const id = runtime.ids.next("usr");
  const user = {
    id,
    email: addressOf(profile, id),
    name: (profile.name ?? profile.email ?? "New user").slice(0, 100),
    roles: ["viewer"] as Role[],
    passwordHash: null,
  };
  await runtime.db.$transaction(async (tx) => {
    await insertUser(tx, user);
    await insertIdentity(tx, { issuer: profile.issuer, subject: profile.subject, userId: id });
    await appendAudit(prismaExecutor(tx), {
      action: "user.create",
      outcome: "accepted",
      actor: { kind: "system", id: null, name: "single sign-on" },
      subject: { kind: "user", id, name: user.name },
      after: { email: user.email, roles: user.roles, issuer: profile.issuer, subject: profile.subject },
      requestId: source.requestId,
      sourceAddress: source.sourceAddress,
    });
  });
  return id;
}

/**
 * Begin the session of somebody who proved who they are. The reference goes into the cookie and nowhere else; a session
 * that the browser held before ends, so that a reference planted earlier is worth nothing.
 */
export async function beginSession(
  runtime: Runtime,
  begin: { readonly userId: string; readonly way: SignInWay; readonly previousReference: string | null },
  source: SignInSource,
): Promise<string> {
  const reference = createReference();
  const { sourceAddress, requestId, userAgent } = source;
  await runtime.db.$transaction(async (tx) => {
    const previous = begin.previousReference ? await findLiveSession(tx, begin.previousReference) : null;
    if (previous) await revokeSession(tx, { id: previous.sessionId, userId: previous.userId, reason: "replaced" });
    const id = runtime.ids.next("ses");
    await insertSession(tx, { id, userId: begin.userId, reference, sourceAddress, userAgent });
    const session = await findLiveSession(tx, reference);
    if (!session) throw new Error("a session was begun for somebody who may not sign in");
    await appendAudit(prismaExecutor(tx), {
      action: "session.sign_in",
      outcome: "accepted",
      actor: sessionActor(session),
      subject: { kind: "session", id, name: session.name },
      detail: { way: begin.way },
      requestId,
      sourceAddress,
    });
  });
  return reference;
}

/** End the session behind a cookie's reference, at once and everywhere it is used. Quiet when it ended before. */
export async function endSession(runtime: Runtime, reference: string, source: SignInSource): Promise<void> {
  await runtime.db.$transaction(async (tx) => {
    const session = await findLiveSession(tx, reference);
    if (!session) return;
    await revokeSession(tx, { id: session.sessionId, userId: session.userId, reason: "signed out" });
    await appendAudit(prismaExecutor(tx), {
      action: "session.sign_out",
      outcome: "accepted",
      actor: sessionActor(session),
      subject: { kind: "session", id: session.sessionId, name: session.name },
      requestId: source.requestId,
      sourceAddress: source.sourceAddress,
    });
  });
}
