import { AppError } from "@/lib/kernel/app-error";
import { may, type UserActor } from "@/lib/platform/auth/actor";
import type { Permission } from "@/lib/platform/auth/permissions";
import { createToken as newToken } from "@/lib/platform/crypto/tokens";
import type { Tx } from "@/lib/platform/db/prisma";
import { defineUseCase } from "@/lib/platform/use-case";
import { countLiveTokens, insertToken } from "../api-token-store";
import { type CreatedToken, CreateTokenInput } from "../contract";
import { tokensPerOwner } from "../domain/limits";
import { requirePerson, requireRecentAuthentication } from "./guards";

/** Make an API token of one's own. It is shown once; what is stored cannot be turned back into it. */
export const createToken = defineUseCase({
  name: "token.create",
  permission: "token:own",
  input: CreateTokenInput,
  subject: (input) => ({ kind: "token", id: null, name: input.name ?? "" }),
  remember: (output: CreatedToken): CreatedToken => ({ ...output, token: null }),
  async handle({ input, actor, tx, ids, record, hint }): Promise<CreatedToken> {
    // A token that could mint tokens would outlive its own end.
    const person = requirePerson(actor);
    await requireRecentAuthentication(person, tx);
    requireOwnScopes(person, input.scopes);
    await requireRoom(tx, person.id);
    const { token, hash } = newToken("api");
    const id = ids.next("tok");
    const scopes = [...new Set(input.scopes)].sort();
    const expiresAt = await insertToken(tx, {
      id,
      name: input.name,
      tokenHash: hash,
      fingerprint: token.slice(-4),
      ownerId: person.id,
      scopes,
      expiresInDays: input.expiresInDays,
    });
    await record({ subject: { kind: "token", id, name: input.name }, after: { scopes, expiresAt } });
    await hint({ topic: "token", id, revision: 1 });
    return { token, id, expiresAt: expiresAt.toISOString() };
  },
});

function requireOwnScopes(person: UserActor, scopes: readonly Permission[]): void {
  const beyond = scopes.filter((scope) => !may(person, scope));
  if (beyond.length === 0) return;
  throw new AppError("forbidden", {
    detail: `A token cannot do more than you: leave out ${beyond.join(", ")}.`,
    reasons: beyond.map((scope) => ({
      code: "missing_permission",
      field: "scopes",
      message: `You do not have the permission ${scope}.`,
      remedy: "Leave this scope out.",
    })),
  });
}

async function requireRoom(tx: Tx, ownerId: string): Promise<void> {
  if ((await countLiveTokens(tx, ownerId)) < tokensPerOwner) return;
  throw new AppError("rejected", {
    detail: `You have ${tokensPerOwner} working tokens. Revoke one that is no longer used.`,
  });
}
