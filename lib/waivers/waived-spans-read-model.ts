import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { spansOf } from "./domain/waiver";
import type { WaiverKind } from "./port";
import { loadWaivers, type StoredWaiver } from "./waiver-record-read-model";

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
  return waivers.flatMap(spansOfWaiver);
}

/** Answers when rules of a kind were bent at a place. */
export type WaivedTime = (place: {
  readonly serviceId: string;
  readonly environmentId: string;
}) => readonly WaivedSpan[];

/** The same for every place at once, of waivers that were in force after `from`: what a list needs, in one statement. */
export async function loadWaivedTime(db: SqlExecutor, kind: WaiverKind, from: Instant): Promise<WaivedTime> {
  const since = new Date(from).toISOString();
  const waivers = await loadWaivers(
    db,
    sql`w.kind = ${kind} and exists (
      select from waiver_grant g where g.waiver_id = w.id and g.ends_at > ${since}::timestamptz)`,
    10_000,
  );
  const keyOf = (place: { serviceId: string; environmentId: string }) => `${place.serviceId} ${place.environmentId}`;
  const byPlace = Map.groupBy(waivers, ({ record }) => keyOf(record.content));
  return (place) => (byPlace.get(keyOf(place)) ?? []).flatMap(spansOfWaiver);
}

function spansOfWaiver({ reference, record }: StoredWaiver): WaivedSpan[] {
  return spansOf(record, farAhead).map((span) => ({ reference, subject: record.content.subject, ...span }));
}
