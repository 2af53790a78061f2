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
  readonly sprint: SprintPlan | null;
  /** 0 while nothing was set. */
  readonly revision: number;
}

interface TermsRow {
  readonly capacity: number;
  readonly grace_minutes: number | null;
  readonly max_hours: number;
  readonly head_start_minutes: number;
  readonly demands_reservation: boolean;
  readonly sprint_first_day: string | null;
  readonly sprint_length_days: number | null;
  readonly sprint_time_zone: string | null;
  readonly revision: number;
}

/** Where nobody said otherwise: room for four who share, two hours to use a grant, two weeks at most, strictly by time of request. */
const defaults: TermsRow = {
  capacity: 4,
  grace_minutes: 120,
  max_hours: 336,
  head_start_minutes: 0,
  demands_reservation: false,
  sprint_first_day: null,
  sprint_length_days: null,
  sprint_time_zone: null,
  revision: 0,
};

const minuteMs = 60_000;

/** The terms of an environment; the defaults where none are set. */
export async function loadTerms(db: SqlExecutor, environmentId: string): Promise<StoredTerms> {
  const [row = defaults] = await db.query<TermsRow>(sql`
    select capacity, grace_minutes, max_hours, head_start_minutes, demands_reservation, sprint_first_day, sprint_length_days,
      sprint_time_zone, revision
    from environment_terms where environment_id = ${environmentId}`);
  const { sprint_first_day: firstDay, sprint_length_days: lengthDays, sprint_time_zone: timeZone } = row;
  return {
    capacity: row.capacity,
    graceMs: row.grace_minutes === null ? null : row.grace_minutes * minuteMs,
    maxMs: row.max_hours * 60 * minuteMs,
    graceMinutes: row.grace_minutes,
    maxHours: row.max_hours,
    headStartMinutes: row.head_start_minutes,
    isDemanded: row.demands_reservation,
    sprint: firstDay === null || lengthDays === null || timeZone === null ? null : { firstDay, lengthDays, timeZone },
    revision: row.revision,
  };
}

/** Terms as they are shown. */
export function termsView(terms: StoredTerms): TermsView {
  const { capacity, graceMinutes, maxHours, headStartMinutes, isDemanded, sprint, revision } = terms;
  return { capacity, graceMinutes, maxHours, headStartMinutes, demandsReservation: isDemanded, sprint, revision };
}
