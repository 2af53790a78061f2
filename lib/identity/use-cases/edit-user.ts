import { AppError } from "@/lib/kernel/app-error";
import { defineUseCase } from "@/lib/platform/use-case";
import { EditUserInput, type UserView } from "../contract";
import { sortedRoles } from "../granting";
import { revokeSessionsOf } from "../session-store";
import { findUserView } from "../user-read-model";
import { lockUser, saveUser } from "../user-store";
import { requireAnotherAdmin, requireRecentAuthentication, requireRevision, requireWithinGrasp } from "./guards";

/** Change a user's name or roles. Other roles end the user's sessions: they sign in again with what they may do now. */
export const editUser = defineUseCase({
  name: "user.edit",
  permission: "identity:write",
  input: EditUserInput,
  subject: (input) => ({ kind: "user", id: input.id ?? null }),
  async handle({ input, actor, tx, record, hint }): Promise<UserView> {
    const before = await lockUser(tx, input.id);
    if (!before) throw new AppError("not_found", { detail: "There is no such user." });
    requireRevision(input.revision, { revision: before.revision });
    const oldRoles = sortedRoles(before.roles);
    const newRoles = sortedRoles(input.roles ?? before.roles);
    const isRoleChange = newRoles.join() !== oldRoles.join();
    if (isRoleChange) {
      await requireRecentAuthentication(actor, tx);
      requireWithinGrasp(actor, [...newRoles, ...oldRoles]);
      if (!newRoles.includes("admin")) await requireAnotherAdmin(tx, before);
    }
    await saveUser(tx, before.id, { name: input.name, roles: isRoleChange ? newRoles : undefined });
    const endedSessions = isRoleChange ? await revokeSessionsOf(tx, { userId: before.id, reason: "roles changed" }) : 0;
    const after = await findUserView(tx, before.id);
    if (!after) throw new Error("a user vanished while being edited");
    await record({
      subject: { kind: "user", id: after.id, name: after.name },
      before: { name: before.name, roles: oldRoles },
      after: { name: after.name, roles: after.roles },
      detail: { endedSessions },
    });
    await hint({ topic: "user", id: after.id, revision: after.revision });
    return after;
  },
});
