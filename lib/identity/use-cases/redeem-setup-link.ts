import type { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import type { Reason } from "@/lib/kernel/result";
import { systemActor } from "@/lib/platform/auth/actor";
import type { Role } from "@/lib/platform/auth/permissions";
import { currentRuntime, type Runtime } from "@/lib/platform/runtime";
import { type CommandContext, defineUseCase, type UseCase } from "@/lib/platform/use-case";
import { hashPassword } from "../adapters/password-hash";
import { RedeemSetupLinkInput } from "../contract";
import { normaliseEmail } from "../domain/throttle-key";
import { revokeSessionsOf } from "../session-store";
import { findOpenLink, lockSetup, type OpenLink, spendLink } from "../setup-link-store";
import { hasNoUsers, insertUser, lockUser, saveUser } from "../user-store";
import { ownWordsOf, requireGoodPassword } from "./guards";

type Context = CommandContext<z.infer<typeof RedeemSetupLinkInput>>;

/** Whose password was set: the address to sign in with. */
export interface RedeemedLink {
  readonly email: string;
}

function gone(): AppError {
  return new AppError("not_found", { detail: "This link was used, has expired, or never was. Ask for a new one." });
}

/** What the page of a link shows: null when the link is not, or no longer, good for anything. */
export async function readSetupLink(
  token: string,
  runtime: Runtime = currentRuntime(),
): Promise<Omit<OpenLink, "tokenHash"> | null> {
  const link = await findOpenLink(runtime.db, token);
  return link && { userId: link.userId, userName: link.userName, userEmail: link.userEmail };
}

const redeem = defineUseCase({
  name: "setup.redeem_link",
  permission: "identity:write",
  input: RedeemSetupLinkInput,
  subject: () => ({ kind: "setup link", id: null }),
  async handle(context): Promise<RedeemedLink> {
    const { tx, input } = context;
    await lockSetup(tx);
    const link = await findOpenLink(tx, input.token);
    if (!link) throw gone();
    const redeemed = link.userId === null ? await makeFirstAdmin(context) : await setPassword(context, link.userId);
    if (!(await spendLink(tx, link.tokenHash))) throw gone();
    return redeemed;
  },
});

async function makeFirstAdmin({ tx, input, ids, record }: Context): Promise<RedeemedLink> {
  if (!(await hasNoUsers(tx))) throw gone();
  const missing = (["email", "name"] as const).filter((field) => !input[field]);
  if (missing.length > 0) throw needed(missing);
  const email = normaliseEmail(input.email ?? "");
  const name = input.name ?? email;
  requireGoodPassword(input.password, ownWordsOf({ email, name }));
  const id = ids.next("usr");
  const roles: Role[] = ["admin"];
  await insertUser(tx, { id, email, name, roles, passwordHash: await hashPassword(input.password) });
  await record({ subject: { kind: "user", id, name }, after: { email, name, roles } });
  return { email };
}

async function setPassword({ tx, input, record }: Context, userId: string): Promise<RedeemedLink> {
  const user = await lockUser(tx, userId);
  if (user?.state !== "active") throw gone();
  requireGoodPassword(input.password, ownWordsOf(user));
  await saveUser(tx, user.id, { passwordHash: await hashPassword(input.password) });
  const endedSessions = await revokeSessionsOf(tx, { userId: user.id, reason: "password set by link" });
  await record({ subject: { kind: "user", id: user.id, name: user.name }, detail: { endedSessions } });
  return { email: user.email };
}

function needed(fields: readonly string[]): AppError {
  const reasons: Reason[] = fields.map((field) => ({
    code: "required",
    field,
    message: "The first administrator needs this.",
    remedy: "Fill it in.",
  }));
  return new AppError("invalid_input", { detail: `Fill in: ${fields.join(", ")}.`, reasons });
}

/**
 * Use a one-time link: it makes the first administrator, or sets the password of the user it was issued for. The link
 * itself is the credential, so whoever calls it acts as the link and not as whoever they may be signed in as.
 */
export const redeemSetupLink: UseCase<typeof RedeemSetupLinkInput, RedeemedLink> = {
  ...redeem,
  async run(raw, call, runtime = currentRuntime()) {
    const parsed = RedeemSetupLinkInput.safeParse(raw);
    // A made-up link is told apart before anything is recorded or locked.
    if (parsed.success && !(await findOpenLink(runtime.db, parsed.data.token))) throw gone();
    return redeem.run(raw, { ...call, actor: systemActor("setup link") }, runtime);
  },
};
