import type { Evidence } from "@/lib/analysis/domain/evidence";
import { type Heard, type KeptLook, takeLooks } from "@/lib/analysis/domain/kept-looks";
import type { Instant } from "@/lib/kernel/instant";
import { systemActor } from "@/lib/platform/auth/actor";
import type { TrafficIntent, WriteGuard } from "@/lib/traffic/port";
import { lowestShareOf } from "../domain/fleet-members";
import { epochOf, intentOf } from "../domain/intent";
import { limits } from "../domain/limits";
import type { RolloutFacts, TrafficReading } from "../domain/rollout-command";
import { decide } from "../domain/rollout-machine";
import { isEnded, isExposed, isWatched, type RolloutState } from "../domain/rollout-state";
import type { StoredRollout, Transition } from "../rollout-store";
import { gatherFacts, mayRaise } from "./gather-facts";
import { guardOf, isHoldLeft, renewAfterMs } from "./hold";
import type { LoopContext } from "./loop-context";
import { type LoopSource, type LoopTarget, loopLimits } from "./loop-parts";
import type { Question } from "./questions";
import { samplesOf } from "./samples";
import { showsExactly } from "./target-links";
import { keepUnsaved } from "./unsaved";

const actor = systemActor("control loop");
/** A rollback may take this many decisions in one tick: fail, then see that it is done. */
const maxDecisionsPerTick = 3;

/** What the loop keeps in memory about a rollout between ticks; everything can be read again after a restart. */
export interface LiveRollout {
  stored: StoredRollout;
  judgeState: unknown;
  evidence: readonly Evidence[];
  /** What it asked last, and from what that was made. */
  asked: {
    readonly state: RolloutState;
    readonly target: LoopTarget;
    readonly sources: ReadonlyMap<string, LoopSource>;
    readonly questions: readonly Question[];
  } | null;
  /** What health checks and custom metrics said since the last progress row. */
  heard: Heard;
  /** Monotonic time of the last progress row. */
  savedAtMs: number;
  /** Monotonic time at which it is passed over again, unless there is news before. */
  dueAtMs: number;
  /** The term in which the row was read last: what was known in an earlier one may be long past, and is not acted upon. */
  readInTerm: number | null;
  /** The term in which it was passed over before; a new owner, or one on another database, never raises on its first pass. */
  seenInTerm: number | null;
  /** The term in which its target was looked at while it was in the queue. */
  rememberedInTerm: number | null;
  /** Monotonic time of the last pass that looked at the data plane itself, and decided. */
  decidedAtMs: number;
  /** Since when its first questions wait for their answers here; null when they do not. */
  pendingSinceMs: number | null;
  /** The data plane showed what was wanted when it was last looked at; else each pass looks anew. */
  isShown: boolean;
  /** Decided and done for safety, and not written down yet; oldest first. */
  unsaved: Transition[];
  isSaving: boolean;
  /** Memory is behind the database: read it again before the next pass. */
  mustRead: boolean;
  preparation: PreparationProgress;
}

export interface PreparationProgress {
  running: boolean;
  result: RolloutFacts["preparation"];
}

interface PassTerms {
  readonly sources: ReadonlyMap<string, LoopSource>;
  readonly isNews: boolean;
  /** Of the lease under which the pass began. It decides and acts under this one or not at all. */
  readonly term: number;
}

/**
 * One pass over one rollout: observe, judge, decide, save, act. What raises exposure is saved before it is done; what
 * lowers it is journalled, done, and then saved. An intent that did not arrive is sent again by the next pass, because it
 * is absolute.
 */
export async function tickRollout(
  live: LiveRollout,
  target: LoopTarget,
  { sources, isNews, term }: PassTerms,
  context: LoopContext,
): Promise<void> {
  const startedMs = context.clock.monotonicMs();
  const traffic = await observe(live, target, { isNews, term }, context);
  // A raise rests on a look of this very pass, not on one that is remembered.
  const isFresh = context.links.lookedAtMs(target) >= startedMs;
  const { facts, judgeState, isPending } = await gatherFacts(live, target, traffic, { sources, context, isFresh });
  // The look may have taken longer than the lease: another owner decides now, or this one reads the row again first.
  if (context.leases.leaseOf(target.shard)?.term !== term) return;
  const hasFailed = facts.evidence.some(({ verdict }) => verdict === "fail");
  if (isStillAsking(live, isPending && !hasFailed, context)) {
    return keepAsItIs(live, target, { traffic, startedMs, term, context });
  }
  live.judgeState = judgeState;
  live.evidence = facts.evidence;
  const { phase } = live.stored.state;
  const intent = await decideAndSave(live, target, facts, context);
  await act(live, target, intent, { traffic, startedMs, term, context });
  if (traffic.status === "seen") live.seenInTerm = term;
  if (isFresh) live.decidedAtMs = startedMs;
  keepUnsaved(live, target, context);
  keepProgress(live, facts, context, live.stored.state.phase !== phase);
}

/**
 * A worker that has just taken over has asked nothing yet. That is no blindness of the sources, and to say so of each of a
 * thousand rollouts, and to take it back, would be two thousand writes: the first answers are waited for, not for long.
 */
function isStillAsking(live: LiveRollout, isPending: boolean, context: LoopContext): boolean {
  if (!isPending || !isExposed(live.stored.state)) {
    live.pendingSinceMs = null;
    return false;
  }
  const nowMs = context.clock.monotonicMs();
  live.pendingSinceMs ??= nowMs;
  return nowMs - live.pendingSinceMs <= loopLimits.queryDeadlineMs;
}

/** Renew the hold of a split that is as it should be; nothing is decided, and nothing is moved. */
async function keepAsItIs(live: LiveRollout, target: LoopTarget, moment: Moment): Promise<void> {
  keepUnsaved(live, target, moment.context);
  const intent = intentOf(live.stored.state, epochOf(live.stored.state));
  if (!intent || moment.traffic.status === "failed") return;
  if (showsExactly(moment.traffic.observation, intent, limits.shareTolerancePercent)) {
    await act(live, target, intent, moment);
  }
}

/** News of the numbers are no reason to look at a data plane that was as it should be when it was read back last. */
function observe(
  live: LiveRollout,
  target: LoopTarget,
  { isNews, term }: Pick<PassTerms, "isNews" | "term">,
  context: LoopContext,
): Promise<TrafficReading> {
  const { state } = live.stored;
  if (state.phase === "queued") return remember(live, target, term, context);
  const isGoodEnough = isNews && isWatched(state) && live.isShown;
  return context.links.observe(target, isGoodEnough ? context.readBackMs() + readBackSlackMs : 0);
}

/**
 * A rollout in the queue moves nothing, so that its target is not looked at; but a failover may have put it back there. What
 * the data plane has accepted from others is noted once in each term, before a restart can make it forget.
 */
async function remember(
  live: LiveRollout,
  target: LoopTarget,
  term: number,
  { links }: LoopContext,
): Promise<TrafficReading> {
  if (live.rememberedInTerm === term) return notLookedAt;
  const reading = await links.observe(target);
  if (reading.status === "seen") live.rememberedInTerm = term;
  return notLookedAt;
}

/** A look that is due begins with the next tick, and takes its time. */
const readBackSlackMs = 250;

const notLookedAt: TrafficReading = { status: "failed", detail: "not looked at while queued" };

async function decideAndSave(
  live: LiveRollout,
  target: LoopTarget,
  facts: RolloutFacts,
  context: LoopContext,
): Promise<TrafficIntent | null> {
  let intent: TrafficIntent | null = null;
  for (let round = 0; round < maxDecisionsPerTick; round += 1) {
    const decision = decide(live.stored.state, { kind: "tick" }, facts);
    if (decision.kind === "rejected") throw new Error(`a tick was rejected: ${decision.reasons[0]?.message}`);
    intent = decision.intent;
    if (decision.kind === "unchanged") return intent;
    const { next, events } = decision;
    const transition: Transition = { before: live.stored, next, events, evidence: facts.evidence, actor, reason: null };
    if (isSafe(next)) journal(live, transition, context);
    // With something unsaved before it, or without a lease, nothing else can be written: it is decided again later.
    else if (!(await save(live, target, transition, context)))
      return intentOf(live.stored.state, epochOf(live.stored.state));
    for (const event of events) context.metrics.events.inc({ kind: event.kind });
    live.stored = { ...live.stored, state: next };
    // Anything that lowers exposure goes to the data plane at once; the rest is looked at again next time.
    if (next.phase === "rolling_back" || isEnded(next)) return intent;
  }
  return intent;
}

/** Taking back may be done before it is written down. */
function isSafe(next: RolloutState): boolean {
  return next.phase === "rolling_back" || next.phase === "rolled_back";
}

function journal(live: LiveRollout, transition: Transition, context: LoopContext): void {
  const { next } = transition;
  if (next.phase === "rolling_back" && transition.before.state.phase !== "rolling_back") {
    const { cause, why, evidence } = next.rollback;
    const command = { kind: "take_back", cause, why, evidence } as const;
    const id = `${next.rolloutId}:${next.revision}`;
    const entry = { id, rolloutId: next.rolloutId, at: next.enteredAt, command };
    context.parts.journal.append(entry);
    if (live.readInTerm !== null) context.takenBack.remember(entry, live.readInTerm);
  }
  live.unsaved.push(transition);
}

async function save(
  live: LiveRollout,
  target: LoopTarget,
  transition: Transition,
  context: LoopContext,
): Promise<boolean> {
  const lease = context.leases.leaseOf(target.shard);
  // A row that was read under another lease may be of another history of the database, with the same revision.
  if (!lease || lease.term !== live.readInTerm) return false;
  if (live.unsaved.length > 0 || !context.isDatabaseHere()) return false;
  await context.parts.store.saveTransition(transition, lease);
  return true;
}

interface Moment {
  readonly traffic: TrafficReading;
  /** Monotonic time at which this pass began. */
  readonly startedMs: number;
  readonly term: number;
  readonly context: LoopContext;
}

/** Send the intent unless the data plane shows it already, or its hold must be renewed. */
async function act(live: LiveRollout, target: LoopTarget, intent: TrafficIntent | null, moment: Moment): Promise<void> {
  const { traffic, term, context } = moment;
  // A rollout that has just left the queue has not looked: its first write would cover what a lost one has left there.
  if (!intent || context.leases.leaseOf(target.shard)?.term !== term || traffic === notLookedAt) return;
  const guard = guardOf(live.stored.state, traffic, term);
  if (!mustSend(live, target, { intent, guard }, moment)) return;
  const result = await context.links.apply(target, intent, guard);
  context.metrics.effects.inc({ outcome: result.ok ? "applied" : result.isFenced ? "fenced" : "failed" });
  if (result.ok) return;
  context.log.warn({ targetId: target.id, detail: result.detail }, "the data plane did not take an intent");
  if (result.isFenced) context.leases.yieldTo(target.shard, result.acceptedTerm);
}

function mustSend(
  live: LiveRollout,
  target: LoopTarget,
  { intent, guard }: { readonly intent: TrafficIntent; readonly guard: WriteGuard },
  { traffic, startedMs, context }: Moment,
): boolean {
  const { links } = context;
  live.isShown = traffic.status === "seen" && showsExactly(traffic.observation, intent, limits.shareTolerancePercent);
  if (live.isShown) {
    const isDue = isHoldLeft(traffic, guard) || links.sinceSentMs(target, intent, guard.term) >= renewAfterMs(guard);
    // Renewing what is remembered would overrule whoever has lowered it since: the next pass looks first.
    live.isShown = !isDue;
    return isDue && links.lookedAtMs(target) >= startedMs;
  }
  if (!raises(live.stored.state, intent, traffic)) return true;
  // Nothing is raised blindly: the step before must be seen first.
  const isBlind = traffic.status === "failed";
  return !(isBlind || !mayRaise(live, target, context));
}

function raises(state: RolloutState, intent: TrafficIntent, traffic: TrafficReading): boolean {
  if (!("canarySlot" in state)) return true;
  if (intent.sharePercent[state.canarySlot] === 0) return false;
  if (traffic.status === "failed") return true;
  return intent.sharePercent[state.canarySlot] > lowestShareOf(traffic.observation, state.canarySlot);
}

/**
 * Evidence and sums between transitions, so that pages and a restarted worker have them. In a new phase at once: what
 * decided, and the share that the data plane shows at the end, must not be missing from the picture.
 */
function keepProgress(live: LiveRollout, facts: RolloutFacts, context: LoopContext, isNewPhase: boolean): void {
  const { state } = live.stored;
  const nowMs = context.clock.monotonicMs();
  if (state.phase === "queued" || (!isNewPhase && nowMs - live.savedAtMs < context.sampleMs())) return;
  live.savedAtMs = nowMs;
  const seen = facts.traffic.status === "seen" ? facts.traffic.observation : null;
  const share = seen && "canarySlot" in state ? seen.slots[state.canarySlot].sharePercent : null;
  const { judgeState, evidence } = live;
  const samples = samplesOf({ state, judgeState, now: facts.now, observedSharePercent: share });
  context.keep({
    rolloutId: live.stored.id,
    revision: state.revision,
    judgeState,
    evidence,
    observedSharePercent: share,
    observedAt: seen?.observedAt ?? null,
    samples,
    looks: looksOf(live, facts.now),
  });
}

/** What came before users did is told with the first look at them. */
function looksOf(live: LiveRollout, now: Instant): readonly KeptLook[] {
  const { state } = live.stored;
  if (!isExposed(state) && state.phase !== "rolling_back" && state.phase !== "rolled_back") return [];
  const { looks, heard } = takeLooks(live.heard, now);
  live.heard = heard;
  return looks;
}
