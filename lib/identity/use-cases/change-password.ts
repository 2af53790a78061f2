import { AppError } from "@/lib/kernel/app-error";
import { defineUseCase } from "@/lib/platform/use-case";
import { hashPassword } from "../adapters/password-hash";
import { ChangePasswordInput, type Done, ReauthenticateInput } from "../contract";
import { markAuthenticated, revokeSessionsOf } from "../session-store";
import { findUserByEmail, lockUser, type StoredUser, saveUser } from "../user-store";
import { confirmPassword } from "./check-password";
import { ownWordsOf, requireGoodPassword, requirePerson } from "./guards";

function withPassword(user: StoredUser | null): StoredUser & { passwordHash: string } {
  if (user?.passwordHash) return { ...user, passwordHash: user.passwordHash };
  throw new AppError("rejected", {
    detail: "You sign in through your identity provider and have no password here. Sign out and in again instead.",
    reasons: [
      {
        code: "no_password",
        message: "There is no password to confirm.",
        remedy: "Sign out, then sign in through your identity provider.",
      },
    ],
  });
}

/** Replace one's own password. Every other session of this person ends. */
export const changePassword = defineUseCase({
  name: "account.change_password",
  permission: "account:own",
  input: ChangePasswordInput,
  subject: () => ({ kind: "user", id: null }),
  async handle({ input, actor, tx, runtime, record }): Promise<Done> {
    const person = requirePerson(actor);
    const user = withPassword(await lockUser(tx, person.id));
    await confirmPassword(runtime, { ...user, password: input.currentPassword }, "currentPassword");
    requireGoodPassword(input.newPassword, ownWordsOf(user), "newPassword");
    await saveUser(tx, user.id, { passwordHash: await hashPassword(input.newPassword) });
    const endedSessions = await revokeSessionsOf(tx, {
      userId: user.id,
      reason: "password changed",
      exceptId: person.sessionId,
    });
    await markAuthenticated(tx, person.sessionId);
    await record({ subject: { kind: "user", id: user.id, name: user.name }, detail: { endedSessions } });
    return { done: true };
  },
});

/** Give one's password again in this session, for actions that ask for it. */
export const reauthenticate = defineUseCase({
  name: "account.reauthenticate",
  permission: "account:own",
  input: ReauthenticateInput,
  subject: () => ({ kind: "user", id: null }),
  async handle({ input, actor, tx, runtime, record }): Promise<Done> {
    const person = requirePerson(actor);
    const user = withPassword(await findUserByEmail(tx, person.email));
    await confirmPassword(runtime, { ...user, password: input.password }, "password");
    await markAuthenticated(tx, person.sessionId);
    await record({ subject: { kind: "session", id: person.sessionId, name: person.name } });
    return { done: true };
  },
});
