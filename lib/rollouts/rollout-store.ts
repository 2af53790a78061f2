import type { Evidence } from "@/lib/analysis/domain/evidence";
import { endDeployment } from "@/lib/deployments/use-cases/record-deployment";
import { AppError } from "@/lib/kernel/app-error";
import type { Instant } from "@/lib/kernel/instant";
import { appendAudit } from "@/lib/platform/audit/audit-log";
import { type Actor, personKeyOf } from "@/lib/platform/auth/actor";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { sendHint } from "@/lib/platform/stream/hints";
import { explainAll } from "./domain/explain";
import { epochOf, wantedSharePercent } from "./domain/intent";
import type { RolloutEvent } from "./domain/rollout-event";
import { isActive, isEnded, type RolloutState } from "./domain/rollout-state";
import { parseRolloutState, readRolloutRecord } from "./rollout-record";

/** A rollout as the engine needs it: its state and where it belongs. */
export interface StoredRollout {
  readonly id: string;
  readonly number: number;
  readonly serviceId: string;
  readonly environmentId: string;
  readonly targetId: string;
  readonly serviceSlug: string;
  readonly environmentSlug: string;
  readonly state: RolloutState;
  readonly judgeState: unknown;
  readonly latestEvidence: readonly Evidence[];
}

interface RolloutRow {
  id: string;
  number: number;
  service_id: string;
  environment_id: string;
  target_id: string;
  service_slug: string;
  environment_slug: string;
  state: unknown;
  judge_state: unknown;
  latest_evidence: readonly Evidence[] | null;
}

function fromRow(row: RolloutRow): StoredRollout {
  return {
    id: row.id,
    number: row.number,
    serviceId: row.service_id,
    environmentId: row.environment_id,
    targetId: row.target_id,
    serviceSlug: row.service_slug,
    environmentSlug: row.environment_slug,
    state: parseRolloutState(row.state),
    judgeState: row.judge_state,
    latestEvidence: row.latest_evidence ?? [],
  };
}

const columns = sql`r.id, r.number, r.service_id, r.environment_id, r.target_id, s.slug as service_slug,
  e.slug as environment_slug, r.state, r.judge_state, r.latest_evidence`;
const joins = sql`rollout r join service s on s.id = r.service_id join environment e on e.id = r.environment_id`;

/**
 * One rollout, locked until the transaction ends. Its target is locked first, as everybody does who changes rollouts: two
 * that took these locks in turns would wait for each other. Throws `not_found`.
 */
export async function lockRollout(db: SqlExecutor, rolloutId: string): Promise<StoredRollout> {
  await db.query(sql`
    select id from target where id = (select target_id from rollout where id = ${rolloutId}) for no key update`);
  const rows = await db.query<RolloutRow>(
    sql`select ${columns} from ${joins} where r.id = ${rolloutId} for update of r`,
  );
  if (!rows[0]) throw new AppError("not_found", { detail: `There is no rollout ${rolloutId.slice(0, 64)}.` });
  return fromRow(rows[0]);
}

/**
 * The rollouts with these ids; those that are gone are left out. One whose state this version cannot read is reported and
 * left out too: it must neither be rewritten nor keep the others from going on.
 */
export async function loadReadableRollouts(
  db: SqlExecutor,
  rolloutIds: readonly string[],
  onUnreadable: (rolloutId: string, detail: string) => void,
): Promise<StoredRollout[]> {
  if (rolloutIds.length === 0) return [];
  const rows = await db.query<RolloutRow>(
    sql`select ${columns} from ${joins} where r.id = any(${[...rolloutIds]}::text[])`,
  );
  return rows.flatMap((row) => {
    const reading = readRolloutRecord(row.state);
    if (reading.status === "read") return [fromRow(row)];
    onUnreadable(row.id, reading.detail);
    return [];
  });
}

export interface NewRollout {
  readonly id: string;
  readonly serviceId: string;
  readonly environmentId: string;
  readonly targetId: string;
  readonly templateId: string | null;
  readonly state: RolloutState;
  readonly stableVersion: string;
  readonly reason: string | null;
}

/** Insert a rollout that `actor` started, with its first snapshot; answers its number. The audit record is the use-case's. */
export async function insertRollout(
  db: SqlExecutor,
  given: NewRollout,
  events: readonly RolloutEvent[],
  actor: Actor,
): Promise<number> {
  const { state } = given;
  const rows = await db.query<{ number: number }>(sql`
    insert into rollout (id, service_id, environment_id, target_id, template_id, strategy, stable_version, canary_version,
                         phase, state, revision, pause_reasons, started_by, started_by_person,
                         reason, created_at)
    values (${given.id}, ${given.serviceId}, ${given.environmentId}, ${given.targetId}, ${given.templateId},
            ${state.plan.strategy}, ${given.stableVersion}, ${state.canaryVersion}, ${state.phase}::rollout_phase,
            ${JSON.stringify(state)}::jsonb, ${state.revision}, '{}', ${actor.name}, ${personKeyOf(actor)},
            ${given.reason}, ${toDate(state.createdAt)}::timestamptz)
    returning number`);
  await insertSnapshot(db, state, { events, evidence: [], actor, reason: given.reason });
  return rows[0]?.number ?? 0;
}

interface Recorded {
  readonly events: readonly RolloutEvent[];
  readonly evidence: readonly Evidence[];
  readonly actor: Actor;
  readonly reason: string | null;
}

async function insertSnapshot(db: SqlExecutor, state: RolloutState, recorded: Recorded): Promise<void> {
  const { actor } = recorded;
  await db.query(sql`
    insert into rollout_snapshot (rollout_id, revision, phase, events, sentence, actor_kind, actor_id, actor_name, reason, evidence, state)
    values (${state.rolloutId}, ${state.revision}, ${state.phase}::rollout_phase, ${JSON.stringify(recorded.events)}::jsonb,
            ${explainAll(recorded.events)}, ${actor.kind}::actor_kind, ${actor.id}, ${actor.name}, ${recorded.reason},
            ${JSON.stringify(recorded.evidence)}::jsonb, ${JSON.stringify(state)}::jsonb)`);
}

export interface Transition extends Recorded {
  readonly before: StoredRollout;
  readonly next: RolloutState;
  readonly requestId?: string | null;
  /** When it was done, where it could only be written down later. */
  readonly journalledAt?: Instant;
  /** A person's command has its own audit record already, written by the use-case. */
  readonly isCommand?: boolean;
}

/**
 * Save an accepted decision: row, snapshot, audit record, epoch, deployment and slots, in the caller's transaction. The
 * row changes only if nobody changed it since `before` was read; otherwise throws `stale_state`.
 */
export async function saveTransition(db: SqlExecutor, transition: Transition): Promise<void> {
  const { before, next } = transition;
  const pauseReasons = "pauseReasons" in next ? [...next.pauseReasons] : [];
  const rollbackCause = "rollback" in next ? next.rollback.cause : null;
  const share = next.phase === "queued" || next.phase === "cancelled" ? 0 : wantedSharePercent(next);
  const stable = "stableVersion" in next ? next.stableVersion : null;
  await countEpoch(db, transition);
  const changed = await db.query(sql`
    update rollout set state = ${JSON.stringify(next)}::jsonb, phase = ${next.phase}::rollout_phase, revision = ${next.revision},
      pause_reasons = ${pauseReasons}::text[], rollback_cause = ${rollbackCause}, desired_share_percent = ${share},
      stable_version = coalesce(${stable}, stable_version),
      started_at = case when ${isActive(next)}::boolean then coalesce(started_at, clock_timestamp()) else started_at end,
      finished_at = case when ${isEnded(next)}::boolean then clock_timestamp() else null end
    where id = ${before.id} and revision = ${before.state.revision} returning id`);
  if (changed.length === 0) {
    throw new AppError("stale_state", {
      detail: "The rollout changed while you were looking; look again and decide again.",
    });
  }
  await insertSnapshot(db, next, transition);
  await followInCatalog(db, transition);
  if (!transition.isCommand) await appendAudit(db, auditOf(transition));
  await sendHint(db, { topic: "rollout", id: before.id, revision: next.revision });
}

/**
 * Keep the newest epoch of the target. A rollout that takes the target over counts from the newest one, so that nothing
 * written before can pass for newer; when that one has grown since it was read, it is read again.
 */
async function countEpoch(db: SqlExecutor, { before, next }: Transition): Promise<void> {
  // The target before the rollout: see `lockRollout`.
  const [target] = await db.query<{ epoch: string }>(
    sql`select epoch::text as epoch from target where id = ${before.targetId} for no key update`,
  );
  if (before.state.phase === "queued" && "epochBase" in next && next.epochBase < Number(target?.epoch ?? 0)) {
    throw new AppError("stale_state", { detail: "The target was written to meanwhile; look again." });
  }
  await db.query(
    sql`update target set epoch = greatest(epoch, ${epochOf(next)}::bigint) where id = ${before.targetId}`,
  );
}

function auditOf(transition: Transition): Parameters<typeof appendAudit>[1] {
  const { before, next, events } = transition;
  return {
    action: `rollout.${events[0]?.kind ?? "changed"}`,
    outcome: "accepted",
    actor: transition.actor,
    subject: {
      kind: "rollout",
      id: before.id,
      name: `${before.serviceSlug} ${next.canaryVersion} in ${before.environmentSlug}`,
    },
    reason: transition.reason,
    before: shortState(before.state),
    after: shortState(next),
    detail: {
      sentence: explainAll(events),
      events,
      evidence: transition.evidence,
      ...(transition.journalledAt === undefined ? {} : { journalledAt: toDate(transition.journalledAt) }),
    },
    requestId: transition.requestId ?? null,
  };
}

/** The few fields that say where a rollout stands, for before and after. */
function shortState(state: RolloutState): Record<string, unknown> {
  return {
    phase: state.phase,
    revision: state.revision,
    ...("stepIndex" in state ? { stepIndex: state.stepIndex } : {}),
    ...("pauseReasons" in state ? { pauseReasons: state.pauseReasons } : {}),
    ...("rollback" in state ? { rollbackCause: state.rollback.cause } : {}),
  };
}

/** What a transition means for slots and deployments. */
async function followInCatalog(db: SqlExecutor, { before, next }: Transition): Promise<void> {
  if (next.phase === "preparing" && before.state.phase === "queued")
    await occupySlot(db, before, next.canarySlot, next.canaryVersion);
  if (next.phase === "completed") await switchLive(db, before.targetId, next.canarySlot);
  if (isEnded(next)) {
    await endDeployment(db, before.id, next.phase === "completed" ? "succeeded" : next.phase);
  }
}

/** Note which version a slot holds from now on. */
export async function occupySlot(
  db: SqlExecutor,
  rollout: { targetId: string; serviceId: string },
  slot: "a" | "b",
  version: string,
): Promise<void> {
  await db.query(sql`
    insert into target_slot (target_id, slot, version_id, is_live, since)
    select ${rollout.targetId}, ${slot}::slot_name, v.id, false, clock_timestamp()
    from version v where v.service_id = ${rollout.serviceId} and v.name = ${version}
    on conflict (target_id, slot) do update set version_id = excluded.version_id, since = excluded.since`);
}

async function switchLive(db: SqlExecutor, targetId: string, slot: "a" | "b"): Promise<void> {
  await db.query(
    sql`update target_slot set is_live = false where target_id = ${targetId} and slot <> ${slot}::slot_name`,
  );
  await db.query(
    sql`update target_slot set is_live = true, since = clock_timestamp() where target_id = ${targetId} and slot = ${slot}::slot_name`,
  );
}

/** A moment as the database driver takes it. */
function toDate(at: Instant): string {
  return new Date(at).toISOString();
}

/** One point of the charts. */
export interface Sample {
  readonly rolloutId: string;
  readonly at: Instant;
  readonly source: string;
  readonly stepIndex: number;
  readonly desiredSharePercent: number;
  readonly observedSharePercent: number | null;
  readonly canary: SampleCounts;
  readonly baseline: SampleCounts;
  /** Buckets of both versions since the rollout began, as text; null without any. */
  readonly latency: string | null;
}

export interface SampleCounts {
  readonly requests: number;
  readonly errors: number;
  readonly p95Ms: number | null;
}
