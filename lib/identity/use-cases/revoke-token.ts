import { AppError } from "@/lib/kernel/app-error";
import { may, personOf } from "@/lib/platform/auth/actor";
import { defineUseCase } from "@/lib/platform/use-case";
import { findToken } from "../account-read-model";
import { revokeToken as revokeStoredToken } from "../api-token-store";
import { type Ended, TokenIdInput } from "../contract";

/** Stop an API token at once: one's own, or anybody's for those who may manage them. */
export const revokeToken = defineUseCase({
  name: "token.revoke",
  permission: "token:own",
  input: TokenIdInput,
  subject: (input) => ({ kind: "token", id: input.id ?? null }),
  async handle({ input, actor, tx, record, hint }): Promise<Ended> {
    const token = await findToken(tx, input.id);
    const isOwn = token !== null && token.ownerId === personOf(actor);
    // Somebody else's token and none look the same to those who may not manage them.
    if (!token || !(isOwn || may(actor, "token:manage"))) {
      throw new AppError("not_found", { detail: "There is no such token of yours." });
    }
    const ended = (await revokeStoredToken(tx, input.id)) ? 1 : 0;
    await record({
      subject: { kind: "token", id: input.id, name: token.name },
      before: { state: ended === 1 ? "active" : "revoked" },
      after: { state: "revoked" },
    });
    await hint({ topic: "token", id: input.id, revision: 2 });
    return { ended };
  },
});
