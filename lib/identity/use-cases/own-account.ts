import { defineQuery, defineUseCase } from "@/lib/platform/use-case";
import { findAccount, listSessionViews, preferencesOf } from "../account-read-model";
import { type Done, EditAccountInput, type MeView, NoInput, type SessionView } from "../contract";
import { lockUser, saveUser } from "../user-store";
import { requirePerson } from "./guards";

/** Who am I, and what may I do? */
export const getMe = defineQuery({
  name: "account.get",
  permission: "account:own",
  input: NoInput,
  async handle({ actor, db }): Promise<MeView> {
    if (actor.kind === "system") throw new Error("the system has no account");
    const permissions = [...actor.permissions].sort();
    const common = { id: actor.id, name: actor.name, roles: [...actor.roles], permissions };
    if (actor.kind === "token") return { ...common, kind: "token", email: null, hasPassword: false, preferences: {} };
    return { ...common, kind: "user", email: actor.email, ...(await findAccount(db, actor.id)) };
  },
});

/** One's own live sessions. */
export const listOwnSessions = defineQuery({
  name: "session.list",
  permission: "account:own",
  input: NoInput,
  async handle({ actor, db }): Promise<{ items: SessionView[] }> {
    const person = requirePerson(actor);
    return { items: await listSessionViews(db, person.id, person.sessionId) };
  },
});

/** Change one's own name and how the screens look; fields that are not given stay. */
export const editAccount = defineUseCase({
  name: "account.edit",
  permission: "account:own",
  input: EditAccountInput,
  subject: () => ({ kind: "user", id: null }),
  async handle({ input, actor, tx, record, hint }): Promise<Done> {
    const person = requirePerson(actor);
    const before = await lockUser(tx, person.id);
    if (!before) throw new Error("the person signed in has no row");
    const given = Object.entries(input.preferences ?? {}).filter(([, value]) => value !== undefined);
    const preferences = { ...preferencesOf(before.preferences), ...Object.fromEntries(given) };
    await saveUser(tx, person.id, { name: input.name, preferences });
    const name = input.name ?? before.name;
    await record({
      subject: { kind: "user", id: person.id, name },
      before: { name: before.name, preferences: before.preferences },
      after: { name, preferences },
    });
    await hint({ topic: "user", id: person.id, revision: before.revision + 1 });
    return { done: true };
  },
});
