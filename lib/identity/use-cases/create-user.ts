import { AppError } from "@/lib/kernel/app-error";
import { defineUseCase } from "@/lib/platform/use-case";
import { hashPassword } from "../adapters/password-hash";
import { type CreatedUser, CreateUserInput } from "../contract";
import { invitationHours } from "../domain/limits";
import { normaliseEmail } from "../domain/throttle-key";
import { sortedRoles } from "../granting";
import { setupAddress } from "../setup-address";
import { issueLink } from "../setup-link-store";
import { findUserView } from "../user-read-model";
import { findUserByEmail, insertUser } from "../user-store";
import { ownWordsOf, requireGoodPassword, requireRecentAuthentication, requireWithinGrasp } from "./guards";

/** Make a user, with a password or with a one-time link at which the person sets it. */
export const createUser = defineUseCase({
  name: "user.create",
  permission: "identity:write",
  input: CreateUserInput,
  subject: (input) => ({ kind: "user", id: null, name: input.name ?? "" }),
  remember: (output: CreatedUser): CreatedUser => ({ ...output, setupLink: null }),
  async handle({ input, actor, tx, ids, runtime, record, hint }): Promise<CreatedUser> {
    await requireRecentAuthentication(actor, tx);
    requireWithinGrasp(actor, input.roles);
    const email = normaliseEmail(input.email);
    if (await findUserByEmail(tx, email)) throw emailTaken();
    if (input.password !== undefined) requireGoodPassword(input.password, ownWordsOf({ ...input, email }));
    const id = ids.next("usr");
    const roles = sortedRoles(input.roles);
    const passwordHash = input.password === undefined ? null : await hashPassword(input.password);
    await insertUser(tx, { id, email, name: input.name, roles, passwordHash });
    const token = passwordHash === null ? await issueLink(tx, { userId: id, hours: invitationHours }) : null;
    const user = await findUserView(tx, id);
    if (!user) throw new Error("a user was inserted and is not there");
    await record({
      subject: { kind: "user", id, name: user.name },
      after: { email, name: user.name, roles, hasPassword: user.hasPassword },
    });
    await hint({ topic: "user", id, revision: user.revision });
    return {
      user,
      setupLink: token === null ? null : { url: setupAddress(runtime.config, token), validHours: invitationHours },
    };
  },
});

function emailTaken(): AppError {
  const reason = {
    code: "email_taken",
    field: "email",
    message: "Somebody has this e-mail address already.",
    remedy: "Edit that user, or give another address.",
  };
  return new AppError("conflict", { detail: reason.message, reasons: [reason] });
}
