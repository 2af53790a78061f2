import type { Role } from "@/lib/platform/auth/permissions";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { demoDomain } from "./domain/demo-accounts";

/** A user as commands need them: with the password's hash, which never leaves the use-cases. */
export interface StoredUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string | null;
  readonly roles: Role[];
  readonly state: "active" | "disabled";
  readonly preferences: unknown;
  readonly revision: number;
}

export interface NewUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly passwordHash: string | null;
}

const columns = {
  id: true,
  email: true,
  name: true,
  passwordHash: true,
  roles: true,
  state: true,
  preferences: true,
  revision: true,
} as const;

/** Insert a user. An e-mail address that is taken breaks a unique constraint, which becomes `conflict`. */
export async function insertUser(tx: Tx, user: NewUser): Promise<void> {
  await tx.user.create({ data: { ...user, roles: [...user.roles] } });
}

/** The user with this id, held until the transaction ends so that edits queue; null when there is none. */
export async function lockUser(tx: Tx, id: string): Promise<StoredUser | null> {
  await tx.$queryRaw`select id from app_user where id = ${id} for update`;
  return tx.user.findUnique({ where: { id }, select: columns });
}

/** The user with this id; null when there is none. */
export async function findUserById(db: Db | Tx, id: string): Promise<StoredUser | null> {
  return db.user.findUnique({ where: { id }, select: columns });
}

/** Active accounts of the demonstration, held until the transaction ends. */
export async function lockDemoAccounts(tx: Tx): Promise<{ id: string; name: string }[]> {
  return tx.$queryRaw<{ id: string; name: string }[]>`
    select id, name from app_user where state = 'active' and email like ${`%@${demoDomain}`} order by id for update`;
}

/** The user with this normalised e-mail address. */
export async function findUserByEmail(db: Db | Tx, email: string): Promise<StoredUser | null> {
  return db.user.findUnique({ where: { email }, select: columns });
}

/** The user whom the identity provider `issuer` calls `subject`. */
export async function findUserByIdentity(
  db: Db | Tx,
  identity: { readonly issuer: string; readonly subject: string },
): Promise<StoredUser | null> {
  const found = await db.oidcIdentity.findUnique({
    where: { issuer_subject: identity },
    select: { user: { select: columns } },
  });
  return found?.user ?? null;
}

/** Remember that `issuer` and `subject` name this user. */
export async function insertIdentity(
  tx: Tx,
  identity: { readonly issuer: string; readonly subject: string; readonly userId: string },
): Promise<void> {
  await tx.oidcIdentity.create({ data: identity });
}

export interface UserChange {
  readonly name?: string | undefined;
  readonly roles?: readonly Role[] | undefined;
  readonly state?: "active" | "disabled" | undefined;
  readonly passwordHash?: string | undefined;
  readonly preferences?: Readonly<Record<string, string | boolean>> | undefined;
}

/** Change a locked user; the revision grows by one. Fields that are undefined stay. */
export async function saveUser(tx: Tx, id: string, change: UserChange): Promise<void> {
  const { roles, preferences, ...rest } = change;
  await tx.user.update({
    where: { id },
    data: {
      ...rest,
      ...(roles ? { roles: [...roles] } : {}),
      ...(preferences ? { preferences: { ...preferences } } : {}),
      revision: { increment: 1 },
    },
  });
}

/** Hold all active administrators until the transaction ends and answer their ids: two may not remove each other. */
export async function lockActiveAdmins(tx: Tx): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select id from app_user where state = 'active' and 'admin' = any(roles) order by id for update`;
  return rows.map((row) => row.id);
}

/** Is there nobody yet? Shut accounts of the demonstration are nobody. */
export async function hasNoUsers(db: Db | Tx): Promise<boolean> {
  const shut = { state: "disabled", email: { endsWith: `@${demoDomain}` } } as const;
  return (await db.user.findFirst({ where: { NOT: shut }, select: { id: true } })) === null;
}
