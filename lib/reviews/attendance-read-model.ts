import { type Sql, sql } from "@/lib/platform/db/executor";

/** Persons of a review as JSON, for statements that list reviews. `reviewId` is a column. */
export function attendeesOf(kind: "retrospective" | "meeting", reviewId: Sql): Sql {
  return sql`coalesce((select jsonb_agg(jsonb_build_object('id', p.user_id, 'name', u.name, 'isRequired', p.is_required,
      'attended', p.attended) order by p.is_required desc, u.name, p.user_id)
    from review_attendance p join app_user u on u.id = p.user_id
    where p.kind = ${kind} and p.review_id = ${reviewId}), '[]'::jsonb)`;
}
