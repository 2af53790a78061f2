import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { TermsView } from "./contract";
import type { Terms } from "./domain/reservation";
import type { SprintPlan } from "./domain/sprints";

/** What an environment grants and asks, as decisions and screens need it. */
export interface StoredTerms extends Terms {
  readonly graceMinutes: number | null;
  readonly maxHours: number;
  readonly headStartMinutes: number;
  readonly isDemanded: boolean;
  readonly sprint: (SprintPlan & { readonly calendar: { readonly slug: string; readonly name: string } }) | null;
  /** 0 while nothing was set. */
  readonly revision: number;
}

interface TermsRow {
  readonly capacity: number;
  readonly grace_minutes: number | null;
  readonly max_hours: number;
  readonly head_start_minutes: number;
  readonly demands_reservation: boolean;
  readonly sprint: StoredTerms["sprint"];
  readonly revision: number;
}

/** Where nobody said otherwise: room for four who share, two hours to use a grant, two weeks at most, strictly by time of request. */
const defaults: TermsRow = {
  capacity: 4,
  grace_minutes: 120,
  max_hours: 336,
  head_start_minutes: 0,
  demands_reservation: false,
  sprint: null,
  revision: 0,
};

const minuteMs = 60_000;

/** The terms of an environment; the defaults where none are set. */
export async function loadTerms(db: SqlExecutor, environmentId: string): Promise<StoredTerms> {
  const [row = defaults] = await db.query<TermsRow>(sql`
    select t.capacity, t.grace_minutes, t.max_hours, t.head_start_minutes, t.demands_reservation, t.revision,
      case when c.id is not null then jsonb_build_object('calendar', jsonb_build_object('slug', c.slug, 'name', c.name),
        'firstDay', c.first_day, 'lengthDays', c.length_days, 'timeZone', c.time_zone) end as sprint
    from environment_terms t left join sprint_calendar c on c.id = t.sprint_calendar_id
    where t.environment_id = ${environmentId}`);
  return {
    capacity: row.capacity,
    graceMs: row.grace_minutes === null ? null : row.grace_minutes * minuteMs,
    maxMs: row.max_hours * 60 * minuteMs,
    graceMinutes: row.grace_minutes,
    maxHours: row.max_hours,
    headStartMinutes: row.head_start_minutes,
    isDemanded: row.demands_reservation,
    sprint: row.sprint,
    revision: row.revision,
  };
}

/** Terms as they are shown. */
export function termsView(terms: StoredTerms): TermsView {
  const { capacity, graceMinutes, maxHours, headStartMinutes, isDemanded, sprint, revision } = terms;
  return { capacity, graceMinutes, maxHours, headStartMinutes, demandsReservation: isDemanded, sprint, revision };
}
