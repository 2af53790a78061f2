import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Account } from "@/components/identity/account";
import { getMe, listOwnSessions } from "@/lib/identity/use-cases/own-account";
import { pageActor, pageQuery } from "@/lib/platform/http/page";
import { changePassword, editAccount, revokeOwnSession, signOutEverywhere } from "./actions";

export const metadata: Metadata = { title: "Account" };

const actions = { changePassword, editAccount, revokeOwnSession, signOutEverywhere };

export default async function AccountPage(): Promise<ReactNode> {
  const actor = await pageActor("account:own");
  const me = await pageQuery(getMe, {}, actor);
  const { items } = await pageQuery(listOwnSessions, {}, actor);
  return <Account me={me} sessions={items} actions={actions} />;
}
