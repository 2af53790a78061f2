import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { SetTermsInput } from "./contract";

/** Keep the terms of an environment; their revision grows by one. */
export async function saveTerms(
  db: SqlExecutor,
  given: { readonly environmentId: string; readonly terms: SetTermsInput; readonly by: string; readonly at: Instant },
): Promise<void> {
  const { environmentId, terms, by } = given;
  const { capacity, graceMinutes, maxHours, headStartMinutes, demandsReservation, sprintCalendar } = terms;
  const at = new Date(given.at).toISOString();
  await db.query(sql`
    insert into environment_terms (environment_id, capacity, grace_minutes, max_hours, head_start_minutes, demands_reservation,
      sprint_calendar_id, updated_by, updated_at)
    values (${environmentId}, ${capacity}, ${graceMinutes}, ${maxHours}, ${headStartMinutes}, ${demandsReservation},
      (select id from sprint_calendar where slug = ${sprintCalendar}), ${by}, ${at}::timestamptz)
    on conflict (environment_id) do update set capacity = excluded.capacity, grace_minutes = excluded.grace_minutes,
      max_hours = excluded.max_hours, head_start_minutes = excluded.head_start_minutes,
      demands_reservation = excluded.demands_reservation, sprint_calendar_id = excluded.sprint_calendar_id,
      updated_by = excluded.updated_by, updated_at = excluded.updated_at, revision = environment_terms.revision + 1`);
}
