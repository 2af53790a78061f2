import { appendAudit } from "@/lib/platform/audit/audit-log";
import { systemActor } from "@/lib/platform/auth/actor";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Runtime } from "@/lib/platform/runtime";
import { hashPassword, verifyPassword } from "../adapters/password-hash";
import { revokeTokensOf } from "../api-token-store";
import { revokeSessionsOf } from "../session-store";
import { findUserByEmail, lockDemoAccounts, saveUser } from "../user-store";

const actor = systemActor("demonstration");

/**
 * Shut the demonstration's accounts on an installation that runs without it: their password is no secret. Sessions end and
 * tokens die at once. Call it when a process starts; the demonstration opens them again when it is turned on.
 */
export async function shutDemoAccounts(runtime: Runtime): Promise<void> {
  await runtime.db.$transaction(async (tx) => {
    for (const { id, name } of await lockDemoAccounts(tx)) {
      await saveUser(tx, id, { state: "disabled" });
      await revokeSessionsOf(tx, { userId: id, reason: "demonstration turned off" });
      await revokeTokensOf(tx, id);
      await appendAudit(prismaExecutor(tx), {
        action: "user.disable",
        outcome: "accepted",
        actor,
        subject: { kind: "user", id, name },
        reason: "The installation runs without the demonstration.",
        before: { state: "active" },
        after: { state: "disabled" },
      });
    }
  });
}

/**
 * Make sure that an account of the demonstration can be used with this password: a shut one is opened, another password is
 * replaced. Answers the user's id; null when there is no such account.
 */
export async function openDemoAccount(runtime: Runtime, email: string, password: string): Promise<string | null> {
  const user = await findUserByEmail(runtime.db, email);
  if (!user) return null;
  if (user.state === "active" && (await verifyPassword(user.passwordHash, password))) return user.id;
  const passwordHash = await hashPassword(password);
  await runtime.db.$transaction(async (tx) => {
    await saveUser(tx, user.id, { passwordHash, state: "active" });
    await appendAudit(prismaExecutor(tx), {
      action: "user.enable",
      outcome: "accepted",
      actor,
      subject: { kind: "user", id: user.id, name: user.name },
      reason: "The demonstration's people sign in with the password in sign-in.txt.",
      before: { state: user.state },
      after: { state: "active" },
    });
  });
  return user.id;
}
