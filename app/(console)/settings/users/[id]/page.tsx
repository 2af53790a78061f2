import type { Metadata } from "next";
import type { ReactNode } from "react";
import { UserDetail } from "@/components/identity/user-detail";
import { getUser } from "@/lib/identity/use-cases/read-users";
import { pageActor, pageQuery } from "@/lib/platform/http/page";
import { disableUser, editUser, enableUser, issueSetupLink, reauthenticate, signOutUser } from "../actions";

export const metadata: Metadata = { title: "User" };

interface UserPageProps {
  readonly params: Promise<{ readonly id: string }>;
}

const actions = { editUser, disableUser, enableUser, issueSetupLink, signOutUser, reauthenticate };

export default async function UserPage({ params }: UserPageProps): Promise<ReactNode> {
  const actor = await pageActor("identity:read");
  const user = await pageQuery(getUser, { id: (await params).id }, actor);
  const mayManage = actor.permissions.has("identity:write");
  return <UserDetail initial={user} mayManage={mayManage} isSelf={user.id === actor.id} actions={actions} />;
}
