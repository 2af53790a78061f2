import { AppError } from "@/lib/kernel/app-error";
import type { Page } from "@/lib/platform/paging";
import { defineQuery } from "@/lib/platform/use-case";
import { ListPeopleInput, ListUsersInput, type PersonView, UserIdInput, type UserView } from "../contract";
import { findUserView, listPeople as listPeopleRows, listUserViews } from "../user-read-model";

/** Users, newest first. */
export const listUsers = defineQuery({
  name: "user.list",
  permission: "identity:read",
  input: ListUsersInput,
  handle: ({ input, db }): Promise<Page<UserView>> => listUserViews(db, input),
});

/** One user. */
export const getUser = defineQuery({
  name: "user.get",
  permission: "identity:read",
  input: UserIdInput,
  async handle({ input, db }): Promise<UserView> {
    const user = await findUserView(db, input.id);
    if (!user) throw new AppError("not_found", { detail: "There is no such user." });
    return user;
  },
});

/** Names of active people, for choosing one. */
export const listPeople = defineQuery({
  name: "user.list_names",
  permission: "team:read",
  input: ListPeopleInput,
  handle: async ({ input, db }): Promise<{ items: PersonView[] }> => ({
    items: await listPeopleRows(db, input.search),
  }),
});
