import { AppError } from "@/lib/kernel/app-error";
import { defineUseCase } from "@/lib/platform/use-case";
import { revokeTokensOf } from "../api-token-store";
import { DisableUserInput, UserIdInput, type UserView } from "../contract";
import { revokeSessionsOf } from "../session-store";
import { findUserView } from "../user-read-model";
import { lockUser, type StoredUser, saveUser } from "../user-store";
import { requireAnotherAdmin, requireRecentAuthentication, requireWithinGrasp } from "./guards";

/** Shut a user out at once: sessions end, API tokens are revoked for good. */
export const disableUser = defineUseCase({
  name: "user.disable",
  permission: "identity:write",
  input: DisableUserInput,
  subject: (input) => ({ kind: "user", id: input.id ?? null }),
  async handle({ input, actor, tx, record, hint }): Promise<UserView> {
    const before = present(await lockUser(tx, input.id));
    requireWithinGrasp(actor, before.roles);
    await requireAnotherAdmin(tx, before);
    await saveUser(tx, before.id, { state: "disabled" });
    const endedSessions = await revokeSessionsOf(tx, { userId: before.id, reason: "user disabled" });
    const revokedTokens = await revokeTokensOf(tx, before.id);
    const after = present(await findUserView(tx, before.id));
    await record({
      subject: { kind: "user", id: after.id, name: after.name },
      reason: input.reason ?? null,
      before: { state: before.state },
      after: { state: after.state },
      detail: { endedSessions, revokedTokens },
    });
    await hint({ topic: "user", id: after.id, revision: after.revision });
    return after;
  },
});

/** Let a disabled user sign in again. Sessions and tokens of before stay dead. */
export const enableUser = defineUseCase({
  name: "user.enable",
  permission: "identity:write",
  input: UserIdInput,
  subject: (input) => ({ kind: "user", id: input.id ?? null }),
  async handle({ input, actor, tx, record, hint }): Promise<UserView> {
    const before = present(await lockUser(tx, input.id));
    await requireRecentAuthentication(actor, tx);
    requireWithinGrasp(actor, before.roles);
    await saveUser(tx, before.id, { state: "active" });
    const after = present(await findUserView(tx, before.id));
    await record({
      subject: { kind: "user", id: after.id, name: after.name },
      before: { state: before.state },
      after: { state: after.state },
    });
    await hint({ topic: "user", id: after.id, revision: after.revision });
    return after;
  },
});

function present<User extends StoredUser | UserView>(user: User | null): User {
  if (!user) throw new AppError("not_found", { detail: "There is no such user." });
  return user;
}
