import type { Metadata } from "next";
import type { ReactNode } from "react";
import { UserList } from "@/components/identity/user-list";
import { Prefetched } from "@/components/live/prefetched";
import { userKeys } from "@/lib/identity/queries";
import { listUsers } from "@/lib/identity/use-cases/read-users";
import { pageActor, pageQuery } from "@/lib/platform/http/page";
import { createUser, reauthenticate } from "./actions";

export const metadata: Metadata = { title: "Users" };

export default async function UsersPage(): Promise<ReactNode> {
  const actor = await pageActor("identity:read");
  const mayManage = actor.permissions.has("identity:write");
  return (
    <Prefetched queries={[[userKeys.list({}), await pageQuery(listUsers, {}, actor)]]}>
      <UserList mayManage={mayManage} actions={{ createUser, reauthenticate }} />
    </Prefetched>
  );
}
