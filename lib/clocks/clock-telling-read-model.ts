import type { Instant } from "@/lib/kernel/instant";
import { prismaExecutor, type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import { loadClockFacts } from "./clock-facts-read-model";
import { ownerOfClock, readClock } from "./clock-read-model";
import type { ClockNotice, ClockStatus } from "./contract";
import { clockStatusOf } from "./domain/clock-status";
import { nextTellingAt, reachedPercent, type Told, thresholdTimes } from "./domain/clock-telling";
import { momentBefore } from "./domain/hand-over";
import type { ClockState } from "./domain/sla-clock";

/** A clock as whoever tells of it needs it. */
export interface ClockToTell {
  readonly id: string;
  readonly definition: string;
  readonly title: string;
  readonly serviceId: string | null;
  readonly revision: number;
  /** Why it was computed anew the last time. */
  readonly revisionReason: string;
  readonly status: ClockStatus;
  /** Why it is dark or void; null otherwise. */
  readonly why: string | null;
  readonly state: ClockState;
  readonly goalMs: number;
  /** Name of its business hours; null: day and night. */
  readonly hours: string | null;
  /** The region that has it, and the routes that are told there; null where its hours are of one. */
  readonly owner: { readonly region: string; readonly tell: readonly string[] } | null;
  readonly notify: readonly ClockNotice[];
  readonly told: Told;
  /** When the next part of its target is used; null when nothing more comes by itself. */
  readonly tellAt: Instant | null;
}

/**
 * Clocks of which something may be to be told at `now`, at most `limit`: those with a new revision, those of which the next part is used,
 * and those named, held until the transaction ends.
 */
export async function lockClocksToTell(
  db: SqlExecutor,
  asked: { readonly named: readonly string[]; readonly now: Instant; readonly limit: number },
): Promise<string[]> {
  const rows = await db.query<{ id: string }>(sql`
    select id from clock
    where id in (
      select id from clock
      where told_revision <> revision or tell_at <= ${new Date(asked.now).toISOString()}::timestamptz or id = any(${[...asked.named]}::text[])
      order by tell_at nulls first, id limit ${asked.limit}::int)
    order by id for update`);
  return rows.map(({ id }) => id);
}

/** These clocks as they are at `now`. */
export async function loadClocksToTell(tx: Tx, ids: readonly string[], now: Instant): Promise<ClockToTell[]> {
  if (ids.length === 0) return [];
  const reasons = await loadReasons(prismaExecutor(tx), ids);
  return (await loadClockFacts(tx, ids, now)).map((known) => {
    const { row, terms, incident } = known;
    const { rule, events, state } = readClock(known, now);
    const thresholds = terms.notify.map(({ usedPercent }) => usedPercent);
    const isOver = known.voidBecause !== null;
    const times = thresholdTimes(thresholds, events, rule, now);
    return {
      id: row.id,
      definition: row.definition.name,
      title: incident?.title ?? row.title,
      serviceId: row.serviceId,
      revision: row.revision,
      revisionReason: reasons.get(row.id) ?? "",
      ...clockStatusOf(state, known.source, known.voidBecause),
      state,
      goalMs: rule.goalMs,
      hours: row.definition.schedule?.name ?? null,
      owner: ownerToTell(ownerOfClock(known, state, momentBefore(now))),
      notify: terms.notify,
      told: {
        percent: row.toldPercent,
        outcome: row.toldOutcome === "met" || row.toldOutcome === "breached" ? row.toldOutcome : null,
      },
      tellAt: isOver ? null : nextTellingAt(times, state, reachedPercent(thresholds, state, rule.goalMs)),
    };
  });
}

/** What was reached as the hours ended is told to those who worked until then. */
function ownerToTell(owner: ReturnType<typeof ownerOfClock>): ClockToTell["owner"] {
  return owner && { region: owner.region.name, tell: owner.region.tell };
}

async function loadReasons(db: SqlExecutor, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.query<{ clock_id: string; reason: string }>(sql`
    select distinct on (clock_id) clock_id, reason from clock_revision where clock_id = any(${[...ids]}::text[])
    order by clock_id, revision desc`);
  return new Map(rows.map(({ clock_id, reason }) => [clock_id, reason]));
}
