import { AppError } from "@/lib/kernel/app-error";
import { type Actor, may, personOf } from "@/lib/platform/auth/actor";
import { whoMay } from "@/lib/platform/auth/permissions";
import type { Page } from "@/lib/platform/paging";
import { defineQuery } from "@/lib/platform/use-case";
import { listTokenViews } from "../account-read-model";
import { ListTokensInput, type TokenView } from "../contract";

function ownerOf(actor: Actor, owner: "me" | "all"): string | null {
  if (owner === "me") return personOf(actor) ?? "";
  if (may(actor, "token:manage")) return null;
  throw new AppError("forbidden", { detail: `To see everybody's tokens, one needs to be ${whoMay("token:manage")}.` });
}

/** API tokens: one's own, or everybody's for those who may manage them. */
export const listTokens = defineQuery({
  name: "token.list",
  permission: "token:own",
  input: ListTokensInput,
  handle: ({ input, actor, db }): Promise<Page<TokenView>> =>
    listTokenViews(db, { ...input, ownerId: ownerOf(actor, input.owner) }),
});
