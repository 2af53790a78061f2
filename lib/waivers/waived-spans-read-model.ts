import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { spansOf } from "./domain/waiver";
import type { WaiverKind } from "./port";
import { loadWaivers } from "./waiver-record-read-model";

/** A stretch of time in which a rule was bent, and by what. */
export interface WaivedSpan {
  readonly reference: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly subject: string;
}

/** Later than anything that is known: everything that happened counts, and nothing is left open. */
const farAhead = instant(Date.parse("2199-01-01T00:00:00Z"));

/**
 * When rules of a kind were bent at a place, and will be as things stand, each span as it really was: from the approval when that came
 * after the start, to the revocation or edit that ended it early. Never backwards. For figures about the past.
 */
export async function listWaivedSpans(
  db: SqlExecutor,
  place: { readonly kind: WaiverKind; readonly serviceId: string; readonly environmentId: string },
): Promise<WaivedSpan[]> {
  const waivers = await loadWaivers(
    db,
    sql`w.kind = ${place.kind} and w.service_id = ${place.serviceId} and w.environment_id = ${place.environmentId}
      and exists (select from waiver_grant g where g.waiver_id = w.id)`,
    1_000,
  );
  return waivers.flatMap(({ reference, record }) =>
    spansOf(record, farAhead).map((span) => ({ reference, subject: record.content.subject, ...span })),
  );
}

/** Places where rules of a kind were ever bent, as `waivedPlaceKey` names them: most never are, and need no spans. */
export async function listWaivedPlaces(db: SqlExecutor, kind: WaiverKind): Promise<ReadonlySet<string>> {
  const rows = await db.query<{ serviceId: string; environmentId: string }>(sql`
    select distinct w.service_id as "serviceId", w.environment_id as "environmentId"
    from waiver w join waiver_grant g on g.waiver_id = w.id where w.kind = ${kind}`);
  return new Set(rows.map(waivedPlaceKey));
}

export function waivedPlaceKey({ serviceId, environmentId }: { serviceId: string; environmentId: string }): string {
  return `${serviceId} ${environmentId}`;
}
