import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

export type ReviewKind = "retrospective" | "meeting";

/** Invite persons; who is invited already becomes required when they are now. */
export async function inviteTo(
  db: SqlExecutor,
  kind: ReviewKind,
  reviewId: string,
  persons: readonly { readonly id: string; readonly isRequired: boolean }[],
): Promise<void> {
  await db.query(sql`
    insert into review_attendance (kind, review_id, user_id, is_required)
    select ${kind}, ${reviewId}, p.id, p.is_required
    from unnest(${persons.map(({ id }) => id)}::text[], ${persons.map(({ isRequired }) => isRequired)}::boolean[]) as p(id, is_required)
    on conflict (kind, review_id, user_id) do update set is_required = review_attendance.is_required or excluded.is_required`);
}

/** Record who was there; persons who came uninvited are added. */
export async function recordAttendance(
  db: SqlExecutor,
  kind: ReviewKind,
  reviewId: string,
  persons: readonly { readonly personId: string; readonly attended: boolean }[],
): Promise<void> {
  await db.query(sql`
    insert into review_attendance (kind, review_id, user_id, is_required, attended)
    select ${kind}, ${reviewId}, p.id, false, p.attended
    from unnest(${persons.map(({ personId }) => personId)}::text[], ${persons.map(({ attended }) => attended)}::boolean[])
      as p(id, attended)
    on conflict (kind, review_id, user_id) do update set attended = excluded.attended`);
}
