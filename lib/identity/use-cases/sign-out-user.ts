import { AppError } from "@/lib/kernel/app-error";
import { defineUseCase } from "@/lib/platform/use-case";
import { type Ended, NoInput, SessionIdInput, UserIdInput } from "../contract";
import { revokeSession, revokeSessionsOf } from "../session-store";
import { lockUser } from "../user-store";
import { requirePerson } from "./guards";

/** End all sessions of a user; they may sign in again. */
export const signOutUser = defineUseCase({
  name: "user.sign_out",
  permission: "identity:write",
  input: UserIdInput,
  subject: (input) => ({ kind: "user", id: input.id ?? null }),
  async handle({ input, tx, record }): Promise<Ended> {
    const user = await lockUser(tx, input.id);
    if (!user) throw new AppError("not_found", { detail: "There is no such user." });
    const ended = await revokeSessionsOf(tx, { userId: user.id, reason: "signed out by an administrator" });
    await record({ subject: { kind: "user", id: user.id, name: user.name }, detail: { endedSessions: ended } });
    return { ended };
  },
});

/** End every session of one's own, this one too. */
export const signOutEverywhere = defineUseCase({
  name: "session.revoke_all",
  permission: "account:own",
  input: NoInput,
  subject: () => ({ kind: "session", id: null }),
  async handle({ actor, tx, record }): Promise<Ended> {
    const person = requirePerson(actor);
    const ended = await revokeSessionsOf(tx, { userId: person.id, reason: "signed out everywhere" });
    await record({ subject: { kind: "user", id: person.id, name: person.name }, detail: { endedSessions: ended } });
    return { ended };
  },
});

/** End one session of one's own, for example of a machine left behind. */
export const revokeOwnSession = defineUseCase({
  name: "session.revoke",
  permission: "account:own",
  input: SessionIdInput,
  subject: (input) => ({ kind: "session", id: input.id ?? null }),
  async handle({ input, actor, tx, record }): Promise<Ended> {
    const person = requirePerson(actor);
    const hasEnded = await revokeSession(tx, { id: input.id, userId: person.id, reason: "revoked by its person" });
    if (!hasEnded) throw new AppError("not_found", { detail: "There is no such session of yours." });
    await record({ subject: { kind: "session", id: input.id, name: person.name } });
    return { ended: 1 };
  },
});
