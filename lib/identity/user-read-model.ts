import type { Db, Prisma, Tx } from "@/lib/platform/db/prisma";
import { decodeCursor, type Page, toPage } from "@/lib/platform/paging";
import type { PersonView, UserView } from "./contract";
import { sortedRoles } from "./granting";

const shown = {
  id: true,
  email: true,
  name: true,
  roles: true,
  state: true,
  // Only whether there is one leaves this file.
  passwordHash: true,
  createdAt: true,
  revision: true,
  identities: { select: { issuer: true }, take: 1 },
  sessions: { select: { lastSeenAt: true }, orderBy: { lastSeenAt: "desc" }, take: 1 },
  teams: { select: { team: { select: { id: true, slug: true, name: true } } } },
} as const satisfies Prisma.UserSelect;

type Row = Prisma.UserGetPayload<{ select: typeof shown }>;

function toView(row: Row): UserView {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    roles: sortedRoles(row.roles),
    state: row.state,
    hasPassword: row.passwordHash !== null,
    usesSingleSignOn: row.identities.length > 0,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.sessions[0]?.lastSeenAt.toISOString() ?? null,
    teams: row.teams.map((membership) => membership.team),
    revision: row.revision,
  };
}

export interface UserFilter {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly search?: string | undefined;
  readonly role?: UserView["roles"][number] | undefined;
  readonly state?: UserView["state"] | undefined;
}

/** Users, newest first. */
export async function listUserViews(db: Db | Tx, filter: UserFilter): Promise<Page<UserView>> {
  const before = decodeCursor(filter.cursor);
  const contains = filter.search ? ({ contains: filter.search, mode: "insensitive" } as const) : undefined;
  const rows = await db.user.findMany({
    where: {
      ...(before ? { id: { lt: before } } : {}),
      ...(contains ? { OR: [{ name: contains }, { email: contains }] } : {}),
      ...(filter.role ? { roles: { has: filter.role } } : {}),
      ...(filter.state ? { state: filter.state } : {}),
    },
    select: shown,
    orderBy: { id: "desc" },
    take: filter.limit + 1,
  });
  return toPage(rows.map(toView), filter.limit, (user) => user.id);
}

/** One user; null when there is none. */
export async function findUserView(db: Db | Tx, id: string): Promise<UserView | null> {
  const row = await db.user.findUnique({ where: { id }, select: shown });
  return row ? toView(row) : null;
}

/** At most 50 active people by name, for choosing one. */
export async function listPeople(db: Db | Tx, search: string | undefined): Promise<PersonView[]> {
  return db.user.findMany({
    where: { state: "active", ...(search ? { name: { contains: search, mode: "insensitive" } } : {}) },
    select: { id: true, name: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: 50,
  });
}

/** Which of these ids are no active users. */
export async function unknownPeople(db: Db | Tx, ids: readonly string[]): Promise<string[]> {
  const found = await db.user.findMany({ where: { id: { in: [...ids] }, state: "active" }, select: { id: true } });
  const known = new Set(found.map((user) => user.id));
  return ids.filter((id) => !known.has(id));
}
