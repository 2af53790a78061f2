import type { Db, Prisma } from "@/lib/platform/db/prisma";
import { decodeCursor, type Page, toPage } from "@/lib/platform/paging";
import type { AuditEventView, ListAuditInput } from "./contract";

type AuditRow = Prisma.AuditEventGetPayload<Record<string, never>>;

function view(row: AuditRow): AuditEventView {
  const { id, at, ...shown } = row;
  return { id: id.toString(), at: at.toISOString(), ...shown };
}

/** Prisma passes `%` and `_` on as wildcards; people who type them mean the characters. */
function part(text: string): Prisma.StringFilter {
  return { contains: text.replace(/[\\%_]/g, "\\$&"), mode: "insensitive" };
}

function conditions(filter: ListAuditInput): Prisma.AuditEventWhereInput[] {
  const found: Prisma.AuditEventWhereInput[] = [];
  const after = decodeCursor(filter.cursor, /^\d{1,18}$/);
  if (after) found.push({ id: { lt: BigInt(after) } });
  if (filter.actor) found.push({ OR: [{ actorId: filter.actor }, { actorName: part(filter.actor) }] });
  if (filter.action) {
    found.push({ action: filter.action.includes(".") ? filter.action : { startsWith: `${filter.action}.` } });
  }
  if (filter.subjectKind) found.push({ subjectKind: filter.subjectKind });
  if (filter.subjectId) found.push({ subjectId: filter.subjectId });
  if (filter.outcome) found.push({ outcome: filter.outcome });
  if (filter.since) found.push({ at: { gte: new Date(filter.since) } });
  if (filter.until) found.push({ at: { lt: new Date(filter.until) } });
  if (filter.text) {
    const text = part(filter.text);
    const anywhere = [{ subjectName: text }, { subjectId: text }, { reason: text }, { actorName: text }];
    found.push({ OR: [...anywhere, { action: text }, { requestId: filter.text }] });
  }
  return found;
}

/** Audit records, newest first. */
export async function listAuditViews(db: Db, filter: ListAuditInput): Promise<Page<AuditEventView>> {
  const rows = await db.auditEvent.findMany({
    where: { AND: conditions(filter) },
    orderBy: { id: "desc" },
    take: filter.limit + 1,
  });
  const page = toPage(rows, filter.limit, (row) => row.id.toString());
  return { items: page.items.map(view), nextCursor: page.nextCursor };
}
