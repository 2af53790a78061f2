import type { Metadata } from "next";
import type { ReactNode } from "react";
import { TokenList } from "@/components/identity/token-list";
import { Prefetched } from "@/components/live/prefetched";
import { tokenKeys } from "@/lib/identity/queries";
import { listTokens } from "@/lib/identity/use-cases/read-tokens";
import { pageActor, pageQuery } from "@/lib/platform/http/page";
import { createToken, reauthenticate, revokeToken } from "./actions";

export const metadata: Metadata = { title: "API tokens" };

const actions = { createToken, revokeToken, reauthenticate };

export default async function TokensPage(): Promise<ReactNode> {
  const actor = await pageActor("token:own");
  const maySeeAll = actor.permissions.has("token:manage");
  return (
    <Prefetched queries={[[tokenKeys.list({}), await pageQuery(listTokens, {}, actor)]]}>
      <TokenList held={[...actor.permissions]} maySeeAll={maySeeAll} actions={actions} />
    </Prefetched>
  );
}
