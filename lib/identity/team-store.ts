import type { Db, Tx } from "@/lib/platform/db/prisma";
import { decodeCursor, type Page, toPage } from "@/lib/platform/paging";
import type { TeamView } from "./contract";

const shown = {
  id: true,
  slug: true,
  name: true,
  revision: true,
  members: { select: { user: { select: { id: true, name: true } } } },
} as const;

interface Row {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly revision: number;
  readonly members: readonly { readonly user: { readonly id: string; readonly name: string } }[];
}

function toView(row: Row): TeamView {
  const members = row.members.map((each) => each.user).sort((a, b) => a.name.localeCompare(b.name, "en"));
  return { id: row.id, slug: row.slug, name: row.name, members, revision: row.revision };
}

/** Teams, newest first. */
export async function listTeamViews(
  db: Db | Tx,
  filter: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<TeamView>> {
  const before = decodeCursor(filter.cursor);
  const rows = await db.team.findMany({
    where: before ? { id: { lt: before } } : {},
    select: shown,
    orderBy: { id: "desc" },
    take: filter.limit + 1,
  });
  return toPage(rows.map(toView), filter.limit, (team) => team.id);
}

/** One team; null when there is none. */
export async function findTeamView(db: Db | Tx, id: string): Promise<TeamView | null> {
  const row = await db.team.findUnique({ where: { id }, select: shown });
  return row ? toView(row) : null;
}

/** The same, held until the transaction ends so that edits queue. */
export async function lockTeam(tx: Tx, id: string): Promise<TeamView | null> {
  await tx.$queryRaw`select id from team where id = ${id} for update`;
  return findTeamView(tx, id);
}

/** Whether a team has this short name. */
export async function isTeamSlugTaken(tx: Tx, slug: string): Promise<boolean> {
  return (await tx.team.count({ where: { slug } })) > 0;
}

/** Insert a team. A slug that was taken a moment ago breaks a unique constraint, which becomes `conflict`. */
export async function insertTeam(
  tx: Tx,
  team: { readonly id: string; readonly slug: string; readonly name: string; readonly memberIds: readonly string[] },
): Promise<void> {
  const { memberIds, ...rest } = team;
  await tx.team.create({ data: { ...rest, members: { create: memberIds.map((userId) => ({ userId })) } } });
}

/** Change a locked team; the revision grows by one. */
export async function saveTeam(
  tx: Tx,
  id: string,
  change: { readonly name?: string; readonly memberIds?: readonly string[] },
): Promise<void> {
  await tx.team.update({
    where: { id },
    data: {
      ...(change.name === undefined ? {} : { name: change.name }),
      ...(change.memberIds
        ? { members: { deleteMany: {}, create: change.memberIds.map((userId) => ({ userId })) } }
        : {}),
      revision: { increment: 1 },
    },
  });
}
